"""Forty questions to the search of a show of sixty episodes, asked of the script in node, with the first result.

Some more are asked of the shipped show.
"""

from datetime import UTC, datetime

import pytest

from podcast import pipeline
from podcast.transcripts.episode_transcript import episode_cues
from tests.support.paths import ROOT
from tests.support.rendered_pages import write_files
from tests.support.search_show import episodes, transcripts
from tests.support.search_site import answers, search_files, search_files_of

EXACT, OTHER, SIMILAR, PARTIAL = "exact", "other_forms", "similar", "partial"

QUESTIONS = {
    # A title before everything else, a whole word before a part of one
    "Beteiligung": (EXACT, "Echte Beteiligung? Wie macht man das?"),
    "jugendbeteiligung": (EXACT, "Kinder- und Jugendbeteiligung digital"),
    "Bürgerhaushalt": (EXACT, "Bürgerhaushalt: Wer entscheidet über das Geld?"),
    "waermeplanung": (EXACT, "Wärmeplanung für kleine Städte"),
    "Rathaus": (EXACT, "Das Rathaus im Netz"),
    "Hitze": (EXACT, "Hitze in der Stadt"),
    "Einsamkeit": (EXACT, "Einsamkeit"),
    "Ganztag": (EXACT, "Ganztag in der Grundschule"),
    "verkehr": (EXACT, "Nahverkehr am Abend"),
    "wohnen": (EXACT, "Wohnen auf dem Land"),
    "ausschuss": (EXACT, "Der Jugendhilfeausschuss erklärt"),
    # Chapters, topics, people
    "Scheinbeteiligung": (EXACT, "Echte Beteiligung? Wie macht man das?"),
    "OZG": (EXACT, "Das Rathaus im Netz"),
    "wärmepumpe": (EXACT, "Wärmeplanung für kleine Städte"),
    "Rufbus": (EXACT, "Nahverkehr am Abend"),
    "Plauderbank": (EXACT, "Einsamkeit"),
    "Digitalisierung": (EXACT, "Künstliche Intelligenz im Amt"),
    "Klima": (EXACT, "Starkregen und Vorsorge"),
    "Kultur": (EXACT, "Kultur ohne Geld"),
    "Jana Öztürk": (EXACT, "Hitze in der Stadt"),
    "zukauskas": (EXACT, "Barrierefrei planen"),
    "anna-lena meier": (EXACT, "Wohnen auf dem Land"),
    # Speech and corrections
    "sandkiste": (EXACT, "Jünger wählen"),
    "KI": (EXACT, "Künstliche Intelligenz im Amt"),
    "Zugangsgesetz": (EXACT, "Das Rathaus im Netz"),
    "Sammeltaxi Bus": (EXACT, "Nahverkehr am Abend"),
    "Glühwürmchen": (EXACT, "Wohnen auf dem Land"),
    # Questions as sentences
    "Wie geht eigentlich echte Beteiligung?": (EXACT, "Echte Beteiligung? Wie macht man das?"),
    "Wer entscheidet über das Geld?": (EXACT, "Bürgerhaushalt: Wer entscheidet über das Geld?"),
    "Was kostet ein Fahrradparkhaus": (EXACT, "Radwege schneller bauen"),
    "what is a Bürgerhaushalt": (EXACT, "Bürgerhaushalt: Wer entscheidet über das Geld?"),
    "Warum hilft eine Plauderbank gegen Traurigkeit?": (PARTIAL, "Einsamkeit"),
    # Other forms of words for people, called so
    "Kollegen": (OTHER, "Gute Zusammenarbeit"),
    "Ingenieure": (OTHER, "Personal finden und halten"),
    "Ärzte": (EXACT, "Gesundheit vor Ort"),  # "Das Ärztehaus"
    "Kolleg:innen Bauhof": (EXACT, "Gute Zusammenarbeit"),
    "Bürger*innenhaushalt": (OTHER, "Bürgerhaushalt: Wer entscheidet über das Geld?"),
    # One letter wrong, called so
    "Beteilligung": (SIMILAR, "Echte Beteiligung? Wie macht man das?"),
    "Plauderbnak": (SIMILAR, "Einsamkeit"),
    "Rufbuss": (SIMILAR, "Nahverkehr am Abend"),
    # Nothing
    "Quantenkryptographie": None,
    "Streusandkiste Zebrastreifen": None,
    "modernisiert": None,
}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return write_files(search_files(*episodes(), transcripts=transcripts()), tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def answers_by_query(root):
    return {answer["query"]: answer for answer in answers(root, *QUESTIONS, "zusammenarbeit verwaltung", "Amt")}


@pytest.mark.parametrize("query", QUESTIONS)
def test_a_question_has_the_expected_first_result(answers_by_query, query):
    groups = answers_by_query[query]["groups"]
    first = (groups[0]["kind"], groups[0]["hits"][0]["title"]) if groups else None
    assert first == QUESTIONS[query]


@pytest.mark.parametrize("query", QUESTIONS)
def test_the_first_answer_loads_less_than_200_kb(answers_by_query, query):
    assert sum(size for _name, size in answers_by_query[query]["loaded"]) <= 200_000
    assert len(answers_by_query[query]["loaded"]) <= 60


def test_every_hit_has_the_word(answers_by_query):
    for query, expected in QUESTIONS.items():
        if expected and expected[0] == EXACT:
            for hit in answers_by_query[query]["groups"][0]["hits"]:
                assert hit["marked"] or any(line["marked"] for line in hit["lines"]), (query, hit["title"])


def test_hits_are_ranked_by_field_and_then_newest_first(answers_by_query):
    (group,) = answers_by_query["Amt"]["groups"]
    best = [(hit["fields"] & -hit["fields"]).bit_length() for hit in group["hits"]]
    assert best == sorted(best)
    episodes_of_equal_rank = group["episodes"][1:]
    assert group["count"] == 60
    assert episodes_of_equal_rank[-5:] == sorted(episodes_of_equal_rank[-5:])


SHIPPED = {
    "Deligöz": "im-gespraech-mit-ekin-deligoez/",
    "diensteid": "brauchen-wir-einen-diensteid-fuer-transformation/",
    "Stadtplanung": "beteiligung-in-der-stadtplanung/",
    "marina weisband": "kinder-und-jugendbeteiligung-digital/",
    "Wie früh gelingt Beteiligung?": "wie-frueh-gelingt-beteiligung/",
    "Was ist echte Beteiligung": "echte-beteiligung-wie-macht-man-das/",
    "Wahlen jünger": "juenger-waehlen/",
}


@pytest.mark.long
def test_questions_to_the_shipped_show_have_the_expected_first_result(tmp_path):
    shipped = pipeline.load_show(ROOT).due(datetime(2026, 1, 1, tzinfo=UTC))
    spoken = {
        episode.slug: episode_cues(shipped, episode, (ROOT / episode.transcript).read_bytes())
        for episode in shipped.episodes
        if episode.transcript
    }
    root = write_files(search_files_of(shipped, spoken), tmp_path)
    found = {answer["query"]: answer["groups"][0]["hits"][0]["page"] for answer in answers(root, *SHIPPED)}
    assert found == SHIPPED
