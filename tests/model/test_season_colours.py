"""The table of season colours, and the files that repeat it because they cannot import it."""

import re

import pytest

from podcast.model.season_colours import SEASON_COLOURS, season_colour
from podcast.pages.theme import default_templates

ASSETS = default_templates() / "assets"
STYLE_SHEET = (ASSETS / "site.css").read_text("utf-8")


@pytest.mark.parametrize(("season", "number"), [(None, 0), (1, 1), (5, 5), (6, 1), (12, 2)])
def test_after_the_last_colour_comes_the_first_again(season, number):
    assert season_colour(season) == number


def test_the_style_sheet_has_the_colours_of_the_table_in_light_and_dark_mode():
    light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+)", part)) for part in split_at_dark_mode())
    for colour in SEASON_COLOURS:
        assert (light[colour.name], light[f"{colour.name}-tint"]) == (colour.light, colour.light_tint)
        assert (dark[colour.name], dark[f"{colour.name}-tint"]) == (colour.dark, colour.dark_tint)


def split_at_dark_mode():
    """The style sheet before its first rule for dark mode, and from there on."""
    before, rule, after = STYLE_SHEET.partition("@media (prefers-color-scheme: dark)")
    assert rule
    return before, after


def test_each_number_has_a_class_with_the_colour_of_that_place():
    classes = dict(re.findall(r"\.season-colour-(\d+) \{ --accent: var\(--([a-z-]+)\)", STYLE_SHEET))
    assert classes.pop("0") == "text-muted"
    assert classes == {str(number): colour.name for number, colour in enumerate(SEASON_COLOURS, start=1)}


def test_the_icon_has_the_colours_of_the_first_three_seasons():
    fills = re.findall(r'fill="(#[0-9a-f]{6})"', (ASSETS / "favicon.svg").read_text("utf-8"))
    assert fills[:3] == [colour.light for colour in SEASON_COLOURS[:3]]
