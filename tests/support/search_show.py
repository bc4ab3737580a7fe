"""A show of sixty episodes on local government, made up, for questions to the search."""

import random
from datetime import UTC, datetime, timedelta

from podcast.model.groups import Chapter, Correction, Person
from tests.support.people_pages import episode
from tests.support.search_site import cues_of

# Title, topics, guest, chapters, and a sentence that is spoken in this episode alone.
SUBJECTS = (
    ("Wärmeplanung für kleine Städte", ("Klima",), "Jana Öztürk", ("Der Wärmeplan", "Fernwärme oder Wärmepumpe"),
     "Das alte Heizkraftwerk wird im Herbst abgeschaltet."),
    ("Echte Beteiligung? Wie macht man das?", ("Beteiligung",), "Peter Löw", ("Woran man Scheinbeteiligung erkennt",),
     "Am Ende zählt, ob sich jemand zuständig fühlt."),
    ("Kinder- und Jugendbeteiligung digital", ("Kinder und Jugend", "Beteiligung"), "Ekin Sommer",
     ("Apps im Ortsteil",), "Die Kinder bauten ihre Straße mit Klötzchen nach."),
    ("Jünger wählen", ("Wahlen", "Kinder und Jugend"), "Miriam Kästner", ("Wählen mit sechzehn",),
     "Der Wahlzettel lag in einer Streusandkiste."),
    ("Das Rathaus im Netz", ("Digitalisierung",), "Bo Nguyen", ("Das OZG und seine Fristen", "Ein Portal für alles"),
     "Die Onlinezugangsgesetzumsetzung dauert länger als gedacht."),
    ("Künstliche Intelligenz im Amt", ("Digitalisierung",), "Bo Nguyen", ("Chatbots am Telefon",),
     "Unsere KI-Strategie passt auf zwei Seiten."),
    ("Bürgerhaushalt: Wer entscheidet über das Geld?", ("Haushalt", "Beteiligung"), "Peter Löw",
     ("Vorschläge einreichen",), "Für den Zebrastreifen kamen achtzig Stimmen zusammen."),
    ("Personal finden und halten", ("Verwaltung",), "Ulrike Groß", ("Stellenanzeigen ohne Amtsdeutsch",),
     "Wir suchen vor allem Ingenieur*innen für den Tiefbau."),
    ("Gute Zusammenarbeit", ("Verwaltung",), "Ulrike Groß", ("Streit im Büro",),
     "Meine Kolleg*innen aus dem Bauhof wissen das besser."),
    ("Der Jugendhilfeausschuss erklärt", ("Kinder und Jugend",), "Miriam Kästner", ("Wer sitzt darin?",),
     "Die freien Träger haben zwei Fünftel der Stimmen."),
    ("Barrierefrei planen", ("Teilhabe",), "Selma Žukauskas", ("Bordsteine und Blindenleitsysteme",),
     "Die Rampe ist seit Jahren ein Provisorium."),
    ("Wohnen auf dem Land", ("Wohnen",), "Anna-Lena Meier", ("Leerstand im Ortskern",),
     "Aus der Scheune wurden vier Mietwohnungen."),
    ("Radwege schneller bauen", ("Verkehr",), "Tom Fährmann", ("Von der Idee zum Asphalt",),
     "Ein Fahrradparkhaus kostet weniger als eine Tiefgarage."),
    ("Nahverkehr am Abend", ("Verkehr",), "Tom Fährmann", ("Der Rufbus",),
     "Der letzte Bus fährt um halb acht, danach kommt das Sammeltaxi."),
    ("Hitze in der Stadt", ("Klima",), "Jana Öztürk", ("Trinkbrunnen und Schatten",),
     "Auf dem Marktplatz messen wir im Juli vierzig Grad."),
    ("Starkregen und Vorsorge", ("Klima",), "Rosa Delgado", ("Rückhaltebecken",),
     "Die Feuerwehr pumpte drei Nächte lang Keller aus."),
    ("Ganztag in der Grundschule", ("Kinder und Jugend",), "Ekin Sommer", ("Rechtsanspruch ab 2026",),
     "Das Mittagessen kommt aus der Schulküche nebenan."),
    ("Gesundheit vor Ort", ("Gesundheit",), "Paula Wiese", ("Das Ärztehaus",),
     "Für die Praxis suchen wir seit Jahren Ärzt:innen."),
    ("Einsamkeit", ("Gesundheit", "Teilhabe"), "Paula Wiese", ("Die Plauderbank",),
     "Eine Bank mit einem Schild hat mehr bewirkt als ein Programm."),
    ("Kultur ohne Geld", ("Kultur",), "Hatice Kaya", ("Das Kino im Freibad",),
     "Die Musikschule probt jetzt im Sitzungssaal."),
)  # fmt: skip
WORDS = (
    *("gemeinde", "stadt", "kreis", "amt", "rat", "fraktion", "antrag", "satzung", "verfahren"),
    *("bescheid", "termin", "menschen", "verein", "ehrenamt", "sitzung", "beschluss", "fläche", "straße"),
    *("schule", "kita", "platz", "grün", "wasser", "energie", "netz", "geld", "plan"),
    *("ziel", "idee", "alltag", "frage", "antwort", "beispiel", "erfahrung", "arbeit", "leitung"),
    *("team", "weg", "woche", "monat", "jahr", "anfang", "ende", "gespräch", "thema"),
    *("aufgabe", "lösung", "problem", "chance", "verwaltung"),
)
JOINTS = ("und dann", "aber", "weil", "das heißt", "am Ende", "natürlich", "bei uns", "in der Regel")


def episodes():
    """Sixty episodes: each subject three times, first in full, then as a look back that names it in the notes alone."""
    for number in range(60):
        title, topics, guest, chapters, _sentence = SUBJECTS[number % 20]
        first = number < 20
        yield episode(
            number + 1,
            Person(name="Ada Moderatorin", role="host"),
            *([Person(name=guest, role="guest", title="Fachfrau" if number % 2 else "Amtsleitung")] if first else []),
            title=title if first else f"Rückschau {number - 19}",
            summary="Ein Gespräch aus der Praxis." if first else "Was seitdem geschah.",
            season=number // 20 + 1,
            episode=number % 20 + 1,
            topics=topics if first else (),
            notes=None if first else f"Wir sprachen schon einmal darüber: „{title}“.",
            chapters=tuple(Chapter(start=60.0 * n, title=text) for n, text in enumerate(("Begrüßung", *chapters)))
            if first else (),
            correction=Correction(on="2024-05-01", text="Richtig heißt der Verein Glühwürmchen e. V.")
            if number == 11 else None,
        ).model_copy(update={"date": datetime(2021, 11, 9, 8, tzinfo=UTC) + timedelta(days=14 * number)})  # fmt: skip


def transcripts():
    """What is said: chatter in which every word of `WORDS` may come, and the sentence of the episode."""
    return {f"folge-{number + 1}": cues_of(*_spoken(number)) for number in range(60)}


def _spoken(number):
    chance = random.Random(number)  # noqa: S311 - the same each time
    for line in range(70):
        words = chance.choices(WORDS, k=9)
        text = f"{words[0].capitalize()} {' '.join(words[1:5])} {chance.choice(JOINTS)} {' '.join(words[5:])}."
        yield f"{text} {SUBJECTS[number][4]}" if line == 35 and number < 20 else text
