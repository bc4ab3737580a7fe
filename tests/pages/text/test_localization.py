import pytest

from podcast.pages.text import localization


@pytest.mark.parametrize(
    ("seconds", "long", "short"),
    [
        (0.4, "1 Sekunde", "1 Sek."),
        (48.7, "48 Sekunden", "48 Sek."),  # as the player says 0:48
        (59.4, "59 Sekunden", "59 Sek."),
        (59.6, "1 Minute", "1 Min."),
        (1984, "33 Minuten", "33 Min."),
        (3599, "1 Std.", "1 Std."),
        (3780, "1 Std. 3 Min.", "1 Std. 3 Min."),
    ],
)
def test_lengths_are_said_as_people_say_them(seconds, long, short):
    assert localization.format_duration(seconds, "de").replace("\xa0", " ") == long
    assert localization.format_short_duration(seconds, "de").replace("\xa0", " ") == short


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "0,1 MB"), (700_000, "0,7 MB"), (9_940_000, "9,9 MB"), (9_960_000, "10 MB"), (1_234_000_000, "1.234 MB")],
)
def test_sizes_have_a_decimal_comma_below_ten(size, words):
    assert localization.format_size(size, "de") == words.replace(" ", "\xa0")


def test_a_size_in_english_has_a_point():
    assert localization.format_size(700_000, "en") == "0.7\xa0MB"


@pytest.mark.parametrize(("seconds", "iso"), [(0, "PT0S"), (59.6, "PT1M"), (3723, "PT1H2M3S"), (7200, "PT2H")])
def test_durations_are_iso_8601(seconds, iso):
    assert localization.iso_duration(seconds) == iso


@pytest.mark.parametrize(("seconds", "point"), [(0, "0"), (20, "20"), (83.5, "83.5"), (3600.125, "3600.125")])
def test_points_in_time_have_no_needless_zeros(seconds, point):
    assert localization.media_fragment_time(seconds) == point


@pytest.mark.parametrize(
    ("language", "locale"), [("de", "de_DE"), ("de-AT", "de_AT"), ("en", "en_US"), ("xx", "en_US")]
)
def test_languages_have_a_territory_for_open_graph(language, locale):
    assert localization.open_graph_locale(language) == locale
