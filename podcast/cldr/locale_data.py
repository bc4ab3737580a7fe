"""The data of languages: formats of dates and numbers, countries and their time zones.

A language is a tag such as `de` or `de-AT`. Where a country has no formats of its own, those of the language apply;
where a language has none, the English ones.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FALLBACK: Final = "en"


@dataclass(frozen=True, slots=True)
class LocaleFormats:
    """How a language writes dates and numbers."""

    date: str  # pattern of a long date, as in "d. MMMM y" (Unicode TR 35, date field symbols)
    months: tuple[str, ...]
    short_months: tuple[str, ...]  # empty where the pattern does not need them
    era: str  # the current one; empty as well
    decimal: str
    group: str
    grouping: tuple[int, int]  # digits in the last group, and in those before it
    max_fraction: int  # digits
    direction: str  # `ltr` or `rtl`


def has_language(language: str) -> bool:
    """Whether there is data of a language."""
    tags = _document()["tags"]
    return language in tags or language.partition("-")[0] in tags


@cache
def locale_formats(language: str) -> LocaleFormats:
    """Return the formats of a language."""
    document = _document()
    tags = document["tags"]
    number = tags.get(language, tags.get(language.partition("-")[0], tags[_FALLBACK]))
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in document["formats"][number].items()
    }
    return LocaleFormats(**values)


def plural_rules(language: str) -> Sequence[Any]:
    """Return the plural rules of a language as `building.locales` describes them; empty for an unknown language."""
    rules: Sequence[Any] = _document()["plurals"].get(language, ())
    return rules


def likely_territory(language: str) -> str:
    """Return the country where a language without a country is spoken by most; empty if that is not known."""
    return _territories().get(language, "")


def territory_zones(territory: str) -> Sequence[str]:
    """Return the time zones of a country."""
    zones: Sequence[str] = _document()["zones"].get(territory, ())
    return zones


def country_names(language: str) -> Mapping[str, str]:
    """Return the names of countries by their code, in German or English."""
    names: Mapping[str, str] = _document()["countries"][language]
    return names


@cache
def _document() -> dict[str, Any]:
    text = (files("podcast.cldr") / "generated" / "locales.json").read_text("utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


@cache
def _territories() -> Mapping[str, str]:
    languages = _document()["languages"]
    return {language: territory for territory, text in languages.items() for language in text.split()}
