import pytest

from podcast.pages.text.hyphenation import vocabulary, with_soft_hyphens
from tests.support.rendered_pages import episode, show, site

WORDS = frozenset({"jugend", "beteiligung", "verwaltung", "modernisierung", "innen", "fortschritt", "land"})


@pytest.mark.parametrize(
    ("text", "divided"),
    [
        ("Kinder- und Jugendbeteiligung", "Kinder- und Jugend|beteiligung"),
        ("Verwaltungsmodernisierung!", "Verwaltungs|modernisierung!"),
        ("Bürger*innenbeteiligung", "Bürger*innen|beteiligung"),
        ("Fortschritt", "Fortschritt"),  # short
        ("Fortschrittsglaube", "Fortschrittsglaube"),  # one part is not known
        ("Jugend\xadbeteiligungen", "Jugend|beteiligungen"),  # divided by hand
    ],
)
def test_a_compound_is_divided_where_both_parts_are_words(text, divided):
    assert with_soft_hyphens(text, WORDS).replace("\xad", "|") == divided


def test_the_words_are_those_of_the_show_in_languages_that_compound():
    ours = show().with_episodes([episode(1, title="Jugend", summary="Echte Beteiligung", topics=("Wahlalter",))])
    assert {"jugend", "beteiligung", "wahlalter"} <= vocabulary(ours)
    assert not vocabulary(ours.model_copy(update={"language": "en"}))


def test_titles_of_cards_break_between_the_parts_of_a_word_and_stay_whole_for_search_engines():
    pages = site(episode(1, title="Jugendbeteiligung", summary="Jugend braucht Beteiligung."))
    assert "Jugend\xadbeteiligung</a></h" in pages["staffel-1/index.html"].decode()
    head = pages["folge-1/index.html"].decode().partition("</head>")[0]
    assert "Jugendbeteiligung" in head
    assert "\xad" not in head
