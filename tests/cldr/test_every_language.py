"""The data of languages says what Babel says, from whose data it was made: for every language, byte for byte."""

from datetime import date

import pytest
from babel import Locale, UnknownLocaleError, localedata
from babel.core import get_global
from babel.dates import format_date
from babel.numbers import format_decimal

from podcast.cldr.date_formats import long_date
from podcast.cldr.locale_data import country_names, likely_territory, locale_formats, territory_zones
from podcast.cldr.number_formats import decimal_number, fixed_number
from podcast.cldr.plurals import plural_category
from podcast.model.countries import COUNTRY_CODES

LANGUAGES = sorted({name for name in localedata.locale_identifiers() if "_" not in name and len(name) <= 3})
# All that Babel has with a country, in whatever script, and some that it lacks.
TAGS = sorted(
    {"no", "iw", "zh-TW", "zh-HK", "zh-SG", "sr-ME", "de-ES", "en-DE", "pt-AO"}
    | {"-".join((parts[0], parts[-1])) for name in localedata.locale_identifiers() if len(parts := name.split("_")) > 1}
)
TAGS = [*LANGUAGES, *(tag for tag in TAGS if len(tag) <= 6 and tag[-1:].isupper())]
DAYS = [*(date(2024, month, 3) for month in range(1, 13)), date(1999, 12, 31), date(2025, 10, 10)]
NUMBERS = (0, 0.1, 0.25, 1, 1.25, 1.2345, 2.0005, 999.5, 1234, 12345.678, 1234567.89, 0.0004)
COUNTS = (*range(202), 1000, 1001, 2000, 1_000_000, 1_000_001, 2_000_000)


def babel_locale(tag: str) -> Locale:
    """What Babel makes of a tag; of a country that it does not know, the language."""
    for candidate in (tag, tag.partition("-")[0]):
        try:
            return Locale.parse(candidate, sep="-")
        except UnknownLocaleError:
            continue
    return Locale("en")


def test_the_languages_are_all_that_there_are() -> None:
    assert len(LANGUAGES) > 250
    assert len(TAGS) > 700


@pytest.mark.long
def test_long_dates() -> None:
    expected = {tag: [format_date(day, "long", locale=babel_locale(tag)) for day in DAYS] for tag in TAGS}
    assert {tag: [long_date(day, tag) for day in DAYS] for tag in TAGS} == expected


@pytest.mark.long
def test_numbers() -> None:
    expected = {tag: [format_decimal(number, locale=babel_locale(tag)) for number in NUMBERS] for tag in TAGS}
    assert {tag: [decimal_number(number, tag) for number in NUMBERS] for tag in TAGS} == expected


@pytest.mark.long
def test_numbers_with_one_decimal() -> None:
    values = (0.1, 0.25, 0.35, 9.94)
    expected = {
        tag: [format_decimal(value, format="0.0", locale=babel_locale(tag)) for value in values] for tag in TAGS
    }
    assert {tag: [fixed_number(value, tag, 1) for value in values] for tag in TAGS} == expected


def test_plural_categories_of_whole_numbers() -> None:
    expected = {language: [babel_locale(language).plural_form(count) for count in COUNTS] for language in LANGUAGES}
    assert {language: [plural_category(language, count) for count in COUNTS] for language in LANGUAGES} == expected


def test_writing_directions() -> None:
    assert {tag: locale_formats(tag).direction for tag in TAGS} == {
        tag: babel_locale(tag).text_direction for tag in TAGS
    }
    assert [locale_formats(tag).direction for tag in ("ar", "he", "de")] == ["rtl", "rtl", "ltr"]


def test_countries_of_languages_and_their_time_zones() -> None:
    likely = {
        language: value.rpartition("_")[2]
        for language, value in get_global("likely_subtags").items()
        if "_" not in language and language != "und"
    }
    assert {language: likely_territory(language) for language in likely} == likely
    zones = get_global("territory_zones")
    assert {territory: list(territory_zones(territory)) for territory in zones} == dict(zones)


@pytest.mark.parametrize("language", ["de", "en"])
def test_names_of_countries(language: str) -> None:
    names = Locale(language).territories
    assert {code: country_names(language)[code] for code in COUNTRY_CODES} == {
        code: names[code] for code in COUNTRY_CODES
    }


def test_an_unknown_language_is_written_as_english() -> None:
    assert long_date(date(2024, 5, 3), "xx") == long_date(date(2024, 5, 3), "en") == "May 3, 2024"
    assert [plural_category("xx", count) for count in (0, 1, 2)] == ["other", "one", "other"]
    assert (likely_territory("xx"), list(territory_zones("xx"))) == ("", [])
