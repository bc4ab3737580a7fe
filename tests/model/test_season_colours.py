"""The table of season colours, and the files that repeat it because they cannot import it."""

import re

import pytest

from podcast.model.season_colours import SEASON_COLOURS, season_colour
from podcast.pages.theme import default_templates

ASSETS = default_templates() / "assets"
STYLE_SHEET = (ASSETS / "site.css").read_text("utf-8")
LIGHT, DARK = "light", "dark"


@pytest.mark.parametrize(("season", "number"), [(None, 0), (1, 1), (5, 5), (6, 1), (12, 2)])
def test_after_the_last_colour_comes_the_first_again(season, number):
    assert season_colour(season) == number


def variables(mode):
    """The variables of the style sheet in light or dark mode, by name; dark mode adds to light mode."""
    before, rule, after = STYLE_SHEET.partition("@media (prefers-color-scheme: dark)")
    assert rule
    found = dict(re.findall(r"--([a-z-]+): ([^;{}]+);", before))
    return found | dict(re.findall(r"--([a-z-]+): ([^;{}]+);", after.partition("}")[0])) if mode == DARK else found


def test_the_style_sheet_has_the_colours_of_the_table_in_light_and_dark_mode():
    light, dark = variables(LIGHT), variables(DARK)
    for colour in SEASON_COLOURS:
        assert (light[colour.name], light[f"{colour.name}-tint"]) == (colour.light, colour.light_tint)
        assert (dark[colour.name], dark[f"{colour.name}-tint"]) == (colour.dark, colour.dark_tint)


def test_each_number_has_a_class_with_the_colour_of_that_place():
    classes = dict(re.findall(r"\.season-colour-(\d+) \{ --accent: var\(--([a-z-]+)\)", STYLE_SHEET))
    assert classes.pop("0") == "text"
    assert classes == {str(number): colour.name for number, colour in enumerate(SEASON_COLOURS, start=1)}


def test_the_icon_has_the_colours_of_the_first_three_seasons():
    fills = re.findall(r'fill="(#[0-9a-f]{6})"', (ASSETS / "favicon.svg").read_text("utf-8"))
    assert fills[:3] == [colour.light for colour in SEASON_COLOURS[:3]]


# --- contrast (WCAG 2.2, 1.4.3 and 1.4.11) ----------------------------------------------------------------------------


def channels(colour):
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    return [int(digits[at : at + 2], 16) for at in (0, 2, 4)]


def mixed(colour, share, other):
    """`color-mix(in srgb, colour share, other)`; colours as channels."""
    return [share * one + (1 - share) * two for one, two in zip(colour, other, strict=True)]


def luminance(colour):
    linear = [value / 255 for value in colour]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in linear]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def share(text):
    return float(text.removesuffix("%")) / 100


def season_tones(mode, name):
    """The tones of a season's colour as the style sheet derives them."""
    values = variables(mode)
    accent = channels(values[name])
    band = channels(values.get(f"{name}-band", values[name]))
    [deep_share] = re.findall(r"--accent-deep: color-mix\(in srgb, var\(--accent-band\) (\d+%), #000\)", STYLE_SHEET)
    [bright_share] = re.findall(r"color-mix\(in srgb, var\(--accent\) (\d+%), #fff\)", STYLE_SHEET)
    deep = mixed(band, share(deep_share), [0, 0, 0])
    bright = mixed(accent, share(bright_share), [255] * 3)
    return {
        "accent": accent,
        "band": band,
        "deep": deep,
        "tint": channels(values[f"{name}-tint"]),
        "mid": mixed(accent, share(values["mid-share"]), channels(values["surface"])),
        "played": mixed(bright, share(values["played-share"]), deep),
    }


@pytest.mark.parametrize("mode", [LIGHT, DARK])
@pytest.mark.parametrize("name", [colour.name for colour in SEASON_COLOURS])
def test_the_tones_of_each_colour_can_be_told_apart(mode, name):
    values, tones = variables(mode), season_tones(mode, name)
    surface, background = channels(values["surface"]), channels(values["background"])
    white = [255] * 3
    assert contrast(white, tones["band"]) >= 7
    assert contrast(white, tones["deep"]) >= 7
    assert contrast(tones["accent"], tones["tint"]) >= 6
    for ground in (surface, background, channels(values["surface-alt"])):
        assert contrast(tones["accent"], ground) >= 4.5
    assert contrast(tones["mid"], surface) >= 3  # a waveform that was not played yet
    assert contrast(tones["played"], tones["mid"]) >= 3  # the part that was
    assert contrast(surface, tones["accent"]) >= 4.5  # the text of strong buttons


@pytest.mark.parametrize("mode", [LIGHT, DARK])
def test_text_and_lines_without_a_season_can_be_read(mode):
    values = {name: channels(value) for name, value in variables(mode).items() if re.fullmatch(r"#\w+", value)}
    for ground in ("background", "surface", "surface-alt", "surface-alt-high"):
        assert contrast(values["text"], values[ground]) >= 7
        assert contrast(values["text-muted"], values[ground]) >= 4.5
    for ground in ("background", "surface"):
        assert contrast(values["line"], values[ground]) >= 3
    assert contrast(values["text"], values["highlight"]) >= 4.5
    assert contrast([255] * 3, values["grey-band"]) >= 7
    assert contrast(values["text"], values["line"]) >= 3  # a waveform without a season: played, not played
