"""What two computer voices say in the placeholder of an episode, by the beginning of its slug.

A dialogue has sections, which are the chapters: a heading, and the sentences of both voices in turn. Voice A begins
the first and the third section, voice B the second and the fourth. They say only what is documented of the original,
see README.md, and that they are synthetic.
"""

from __future__ import annotations

from typing import TypeAlias

Dialogue: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]  # heading and sentences of each section

GREETING = "Rebellion im Aktenschrank, der Kommunen-Podcast."
NOTICE = "Sie hören einen Platzhalter, und wir sind zwei Computerstimmen."
WORKING_TITLE = "Der Titel ist ein Arbeitstitel, der des Originals ist nicht bekannt."
DATE = "Das Datum stammt aus dieser Platzhalter-Ausgabe."
PAGE = "Auf der Seite des Podcasts, bei Kommune 360°."
ADDRESS = "Die Adresse steht in den Notizen zu dieser Folge."

DIALOGUES: dict[str, Dialogue] = {
    "echte-beteiligung": (
        (
            "Ansage",
            (
                "Rebellion im Aktenschrank, der Kommunen-Podcast.",
                "Sie hören einen Platzhalter, und wir sind zwei Computerstimmen.",
                "Die Folge heißt: Echte Beteiligung? Wie macht man das?",
            ),
        ),
        (
            "Worum es geht",
            (
                "Worüber reden die Gäste im Original?",
                "Darüber, was echte Beteiligung ist und was nur so aussieht.",
                "Scheinbeteiligung also.",
                "Genau. Und über Formate, mit denen es besser gelingt.",
            ),
        ),
        ("Zum Original", ("Und wo sind die Menschen selbst zu hören?", PAGE, ADDRESS)),
    ),
    "juenger-waehlen": (
        (
            "Ansage",
            (
                "Rebellion im Aktenschrank, der Kommunen-Podcast.",
                "Diese Folge heißt: Jünger wählen?",
                "Das hier ist noch nicht die Folge, nur ihr Platzhalter, gesprochen von zwei Computerstimmen.",
            ),
        ),
        (
            "Worum es geht",
            (
                "Sechzehn, vierzehn oder null Jahre: Welches Wahlalter ist das richtige?",
                "Das fragen im Original Fachleute für Kinderrechte, Jugendarbeit und Politik.",
                "Und was meinen Computerstimmen dazu?",
                "Wir dürfen nicht wählen.",
            ),
        ),
        ("Zum Original", ("Dann hören wir lieber den Gästen zu. Wo geht das?", PAGE, ADDRESS)),
    ),
    "agiles-arbeiten": (
        (
            "Ansage",
            (
                "Rebellion im Aktenschrank, der Kommunen-Podcast.",
                "Sie hören einen Platzhalter mit zwei Computerstimmen.",
                "Die Folge heißt: Agiles Arbeiten in der Verwaltung ist möglich! So fielen in Wolfsburg die Säulen.",
            ),
        ),
        (
            "Worum es geht",
            (
                "Welche Säulen sind gemeint?",
                "Die zwischen den Fachbereichen: In Wolfsburg steuern sie gemeinsam.",
                "Und die Führungskräfte?",
                "Die lassen los. Und eine Datenstrategie gibt es auch.",
            ),
        ),
        ("Zum Original", ("Wo hören wir das im Original?", PAGE, ADDRESS)),
    ),
    "miteinander-sprechen": (
        ("Ansage", (GREETING, NOTICE, "Die Folge heißt: Miteinander sprechen – aber richtig.", DATE)),
        (
            "Worum es geht",
            (
                "Wer redet hier mit wem?",
                "Die Verwaltung mit jungen Menschen, und junge Menschen mit der Verwaltung.",
                "Das klingt leicht.",
                "Ist es aber nicht. Es kommt auf die Haltung an und auf die Worte.",
            ),
        ),
        (
            "Zu Gast",
            (
                "Wer spricht im Original?",
                "Simone Rieth. Sie begleitet Prozesse, von Erfurt aus.",
                "Und in der Rubrik Nachgefragt?",
                "Da antworten die Distanzlotsen aus Berlin-Spandau.",
            ),
        ),
        ("Zum Original", ("Wir sprechen hier nur vor. Wo spricht das Original?", PAGE, ADDRESS)),
    ),
    "zwei-welten": (
        ("Ansage", (GREETING, NOTICE, "Die Folge heißt: Zwei Welten in einem Land?", DATE)),
        (
            "Worum es geht",
            (
                "Welche zwei Welten?",
                "Die Stadt und das Land.",
                "Und was haben sie mit Beteiligung zu tun?",
                "Das ist die Frage: Reden junge Menschen auf dem Dorf anders mit als in der Großstadt?",
            ),
        ),
        (
            "Was bekannt ist",
            (
                "Wer ist im Original zu Gast?",
                "Das ist in dieser Ausgabe nicht bekannt. Deshalb nennen wir niemanden.",
                "Bekannt ist der Titel.",
                "Und wer moderiert: Annegret Richter führt durch die erste Staffel.",
            ),
        ),
        ("Zum Original", ("Wo geht es zu der Folge selbst?", PAGE, ADDRESS)),
    ),
    "beteiligung-in-der-stadtplanung": (
        ("Ansage", (GREETING, NOTICE, "Es geht um Beteiligung in der Stadtplanung.", WORKING_TITLE, DATE)),
        (
            "Worum es geht",
            (
                "Was haben Kinder mit Bauplänen zu tun?",
                "Sie leben am längsten mit dem, was gebaut wird.",
                "Plätze, Wege, Spielräume?",
                "Zum Beispiel. Deshalb geht es in dieser Folge darum, wie junge Menschen mitplanen.",
            ),
        ),
        (
            "Was bekannt ist",
            (
                "Wer ist im Original zu Gast?",
                "Das ist in dieser Ausgabe nicht bekannt, und erfunden wird hier niemand.",
                "Was ist denn bekannt?",
                "Das Thema. Und dass die Folge zu den ersten fünf der Staffel gehört.",
            ),
        ),
        ("Zum Original", ("Und wo wird richtig geplant, also gesprochen?", PAGE, ADDRESS)),
    ),
    "wie-frueh": (
        ("Ansage", (GREETING, NOTICE, "Die Frage lautet: Wie früh gelingt Beteiligung?", WORKING_TITLE, DATE)),
        (
            "Worum es geht",
            (
                "Geht das schon mit neun Monaten?",
                "So fragt die Folge. Und ab wann es einen Sinn ergibt.",
                "Mit neun Monaten kann noch niemand abstimmen.",
                "Aber sehr deutlich zeigen, was er nicht will.",
            ),
        ),
        (
            "Was bekannt ist",
            (
                "Wer weiß im Original die Antwort?",
                "Die Gäste sind in dieser Ausgabe nicht bekannt. Belegt ist nur das Thema.",
                "Und wo steht die Folge in der Staffel?",
                "In der ersten Hälfte. Mehr geben die Quellen nicht her.",
            ),
        ),
        ("Zum Original", ("Wo lässt sich die Antwort hören?", PAGE, ADDRESS)),
    ),
    "trailer-staffel-1": (
        (
            "Ansage",
            (
                GREETING,
                NOTICE,
                "Das ist der Trailer zur ersten Staffel.",
                "Auch das ist ein Arbeitstitel. Und das Jahr ist erschlossen.",
            ),
        ),
        (
            "Worum es geht",
            (
                "Was kommt in dieser Staffel?",
                "Zehn Folgen über Kinder, Jugendliche und ihre Kommunen.",
                "Und wer führt hindurch?",
                "Annegret Richter.",
            ),
        ),
        ("Zum Original", ("Der echte Trailer dauert knapp drei Minuten. Wo steht er?", PAGE, ADDRESS)),
    ),
    "kooperatives-regieren": (
        ("Ansage", (GREETING, NOTICE, "Das Thema heißt: kooperatives Regieren.", WORKING_TITLE, DATE)),
        (
            "Worum es geht",
            (
                "Womit beginnt die zweite Staffel?",
                "Mit der Frage, was das ist: kooperatives Regieren.",
                "Und darum geht es dann in allen Folgen?",
                "Ja. Kooperative Kommune heißt die ganze Staffel.",
            ),
        ),
        (
            "Zu Gast",
            (
                "Wer ist im Original zu hören?",
                "Manuela Dorsch, Nittaya Fuchs und Benjamin von der Ahe, alle aus dem Team Kommune 360°.",
                "Und wer fragt?",
                "Simone Gaul, die neue Moderatorin.",
            ),
        ),
        ("Zum Original", ("Wir kooperieren hier nur zu zweit. Wo ist die ganze Runde zu hören?", PAGE, ADDRESS)),
    ),
    "sozialplanung": (
        (
            "Ansage",
            (
                GREETING,
                NOTICE,
                "Die Folge heißt: Sozialplanung als Veränderungsmotor? Schmalkalden-Meiningen macht's vor!",
                DATE,
            ),
        ),
        (
            "Worum es geht",
            (
                "Was macht der Landkreis vor?",
                "Er plant das Soziale gemeinsam, quer durch die Fachgebiete.",
                "Und womit beginnt das?",
                "Mit drei Fragen: Wer ist beteiligt, was wollen wir, was brauchen die Bürgerinnen und Bürger?",
            ),
        ),
        (
            "Zu Gast",
            (
                "Wer erzählt davon im Original?",
                "Tamara Wedel. Sie ist Sozialplanerin im Landkreis Schmalkalden-Meiningen.",
                "Und in der Rubrik Nachgefragt?",
                "Claudia Michelfeit. Sie leitet die Strategische Planung im Thüringer Sozialministerium.",
            ),
        ),
        ("Zum Original", ("Zweiundfünfzig Minuten dauert das Original. Wo läuft es?", PAGE, ADDRESS)),
    ),
    "jugendhilfeplanung": (
        ("Ansage", (GREETING, NOTICE, "Es geht um Jugendhilfeplanung in Halle an der Saale.", WORKING_TITLE, DATE)),
        (
            "Worum es geht",
            (
                "Wer plant in Halle die Jugendhilfe?",
                "Die Stadt und die freien Träger, und zwar zusammen.",
                "Was braucht es dafür?",
                "Vertrauen. Wie das wächst, ist die Frage der Folge.",
            ),
        ),
        (
            "Zu Gast",
            (
                "Wer spricht im Original?",
                "Stefanie Goy. Sie plant die Jugendhilfe der Stadt.",
                "Und in der Rubrik Nachgefragt?",
                "Katharina Brederlow, Beigeordnete der Stadt, und Uwe Kramer von der Villa Jühling.",
            ),
        ),
        ("Zum Original", ("Und wo sprechen die drei selbst?", PAGE, ADDRESS)),
    ),
    "auf-die-fuehrungskraefte": (
        (
            "Ansage",
            (
                GREETING,
                NOTICE,
                "Die Folge heißt: Auf die Führungskräfte kommt es an – aber was brauchen sie?",
                "Sie spielt in Karlsruhe. Das Datum stammt aus dieser Platzhalter-Ausgabe.",
            ),
        ),
        (
            "Worum es geht",
            (
                "Warum kommt es auf die Führungskräfte an?",
                "Weil eine Behörde sich schlecht wandelt, wenn die Leitung nicht mitgeht.",
                "Und was brauchen sie nun?",
                "Das beantwortet das Original, mit Erfahrungen aus Karlsruhe.",
            ),
        ),
        (
            "Zu Gast",
            (
                "Wer erzählt davon?",
                "Karina Langeneckert, Direktorin der Sozial- und Jugendbehörde Karlsruhe.",
                "Und in der Rubrik Nachgefragt?",
                "Grit Hradetzky vom Bayerischen Landesjugendamt.",
            ),
        ),
        ("Zum Original", ("Dann lassen wir die Fachleute sprechen. Wo?", PAGE, ADDRESS)),
    ),
    "trailer-staffel-3": (
        ("Ansage", (GREETING, NOTICE, "Das ist der Trailer zur dritten Staffel.", "Auch das ist ein Arbeitstitel.")),
        (
            "Worum es geht",
            (
                "Was kündigt der Trailer an?",
                "Vier Folgen, die erste am zwölften März zweitausendvierundzwanzig.",
                "Und worüber?",
                "Über kooperative Führung in der Verwaltung.",
            ),
        ),
        ("Zum Original", ("Wo ist der echte Trailer zu hören?", PAGE, ADDRESS)),
    ),
    "norderstedt": (
        (
            "Ansage",
            (GREETING, NOTICE, "Es geht um Transparenz und gesunde Führung in Norderstedt.", WORKING_TITLE),
        ),
        (
            "Worum es geht",
            (
                "Was haben Transparenz und Gesundheit miteinander zu tun?",
                "Beides gehört zu guter Führung.",
                "Und wie passt es zusammen?",
                "Danach fragt die dritte Staffel gleich zum Start.",
            ),
        ),
        (
            "Zu Gast",
            (
                "Wer antwortet im Original?",
                "Karina Jungsthöfel. Sie leitet das Jugendamt in Norderstedt.",
                "Und wer fragt?",
                "Simone Gaul und Manuela Dorsch.",
            ),
        ),
        ("Zum Original", ("Ganz transparent: Wir sind nur Platzhalter. Wo ist das Original?", PAGE, ADDRESS)),
    ),
    "menschenzentrierte": (
        ("Ansage", (GREETING, NOTICE, "Das Thema heißt: menschenzentrierte Verwaltung.", WORKING_TITLE)),
        (
            "Worum es geht",
            (
                "Wer steht in der Mitte einer Verwaltung?",
                "Die Akten?",
                "Die Menschen, wenn es nach dieser Folge geht.",
                "Also die am Schreibtisch und die davor.",
            ),
        ),
        (
            "Zu Gast",
            (
                "Wer spricht im Original darüber?",
                "Kristina König-Freudenreich. Sie begleitet Menschen und Organisationen im Wandel.",
                "Auch Verwaltungen?",
                "Vor allem die. Gelernt hat sie Sozialarbeit.",
            ),
        ),
        ("Zum Original", ("Wir beide sind keine Menschen. Wo sind welche zu hören?", PAGE, ADDRESS)),
    ),
    "dienst-fuer-fortschritt": (
        (
            "Ansage",
            (
                GREETING,
                NOTICE,
                "Die Folge heißt: Dienst für Fortschritt: Was braucht Verwaltung jetzt – und was kann weg?",
                DATE,
            ),
        ),
        (
            "Worum es geht",
            (
                "Wer darf sagen, was weg kann?",
                "Die, die in der Verwaltung arbeiten.",
                "Wo werden sie gefragt?",
                "Im Juni, auf dem Festival von Kommune 360°.",
            ),
        ),
        (
            "Was bekannt ist",
            (
                "Und wer fragt?",
                "Simone Gaul und Manuela Dorsch.",
                "Wer antwortet denn?",
                "Die Namen sind in dieser Ausgabe nicht bekannt, deshalb nennen wir keine.",
            ),
        ),
        ("Zum Original", ("Dieser Platzhalter kann irgendwann auch weg. Wo ist das Original?", PAGE, ADDRESS)),
    ),
    "brauchen-wir": (
        (
            "Ansage",
            (
                GREETING,
                NOTICE,
                "Die Folge heißt: Brauchen wir einen Diensteid für Transformation?",
                DATE,
            ),
        ),
        (
            "Worum es geht",
            (
                "Was ist das Problem?",
                "Eine neue Kultur wächst langsam, aber Politik denkt in kurzen Fristen.",
                "Hilft da ein Eid?",
                "Genau das ist die Frage.",
            ),
        ),
        (
            "Zu Gast",
            (
                "Wer antwortet im Original?",
                "Uwe Schneidewind, Oberbürgermeister der Stadt Wuppertal.",
                "Wann war das?",
                "Aufgenommen wurde im Juli zweitausendvierundzwanzig.",
            ),
        ),
        ("Zum Original", ("Wir schwören: Das Original ist besser. Wo ist es?", PAGE, ADDRESS)),
    ),
}
