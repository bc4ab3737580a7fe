import pytest

from podcast.pages.text.titles import split_title, without_series

HYPHENS = "Jugend-Beteiligung, Kinder-Beteiligung und Eltern-Beteiligung im Rathaus"
LONG = "Agiles Arbeiten in der Verwaltung ist möglich! – So fielen in Wolfsburg die Säulen"


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Mut", ("Mut", "")),
        ("Kurz – und gut", ("Kurz – und gut", "")),
        (LONG, ("Agiles Arbeiten in der Verwaltung ist möglich!", "So fielen in Wolfsburg die Säulen")),
        (LONG.replace("–", "-"), split_title(LONG)),
        ("W" * 80, ("W" * 80, "")),
        (HYPHENS, (HYPHENS, "")),
    ],
)  # fmt: skip
def test_a_long_title_is_divided_at_its_first_dash(title, parts):
    assert split_title(title) == parts


@pytest.mark.parametrize(
    ("title", "series", "rest"),
    [
        ("Mut // Kooperative Kommune", "Koope\xadrative Kommune", "Mut"),
        ("Mut // Zweiter Teil", "Kooperative Kommune", "Mut // Zweiter Teil"),
        ("Mut", "", "Mut"),
    ],
)
def test_a_part_that_repeats_the_season_is_left_off(title, series, rest):
    assert without_series(title, series) == rest
