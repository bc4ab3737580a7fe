"""Formats of languages from the Unicode CLDR, by Babel: what `podcast.cldr` reads, a fiftieth of Babel's data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from babel import Locale, UnknownLocaleError, localedata
from babel.core import get_global

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTHS: Final = range(1, 13)
_COUNTRY_LANGUAGES: Final = ("de", "en")  # in which `podcast init` understands the name of a country


def locale_data() -> bytes:
    """Return the data as JSON; the same versions of Python and Babel give the same bytes."""
    formats: dict[str, int] = {}  # each distinct one, and its number
    tags: dict[str, int] = {}
    for tag in _tags():
        text = json.dumps(_formats(_parse(tag)), ensure_ascii=False, separators=(",", ":"))
        tags[tag] = formats.setdefault(text, len(formats))
    document = {
        "formats": [json.loads(text) for text in formats],
        "tags": tags,
        "plurals": dict(_plurals()),
        "languages": _languages_by_territory(),
        "zones": {territory: list(zones) for territory, zones in sorted(get_global("territory_zones").items())},
        "countries": {language: _countries(language) for language in _COUNTRY_LANGUAGES},
    }
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _tags() -> list[str]:
    """All languages that Babel knows, as in `de`, and those with a country that differ from them, as in `de-AT`."""
    likely = get_global("likely_subtags")
    identifiers = [*localedata.locale_identifiers(), *likely, *get_global("language_aliases")]
    parts = [identifier.split("_") for identifier in identifiers]
    languages = {names[0] for names in parts if 2 <= len(names[0]) <= 3}
    countries = {(names[0], names[-1]) for names in parts if names[0] in languages and _is_country(names)}
    aliases = ((alias, code) for alias, code in get_global("language_aliases").items() if alias in languages)
    countries |= {(alias, country) for alias, code in aliases for language, country in [*countries] if language == code}
    known = {language: _formats(locale) for language in sorted(languages) if (locale := _parse(language))}
    with_country = [
        f"{language}-{country}"
        for language, country in sorted(countries)
        if language in known and _formats(_parse(f"{language}-{country}")) not in ({}, known[language])
    ]
    return sorted([*known, *with_country])


def _is_country(names: list[str]) -> bool:
    return len(names) > 1 and len(names[-1]) == 2 and names[-1].isupper()


def _parse(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def _formats(locale: Locale | None) -> dict[str, Any]:
    """What pages say in a language: the pattern of a long date with its names, and the parts of a number."""
    if locale is None:
        return {}
    pattern = locale.date_formats["long"].pattern
    names = locale.months["format"]
    symbols = locale.number_symbols["latn"]
    decimal = locale.decimal_formats[None]
    return {
        "date": pattern,
        "months": [names["wide"][month] for month in _MONTHS],
        "short_months": [names["abbreviated"][month] for month in _MONTHS] if _has_field(pattern, "MMM") else [],
        "era": locale.eras["abbreviated"][1] if _has_field(pattern, "G") else "",
        "decimal": symbols["decimal"],
        "group": symbols["group"],
        "grouping": list(decimal.grouping),
        "max_fraction": decimal.frac_prec[1],
        "direction": locale.text_direction,
    }


def _has_field(pattern: str, field: str) -> bool:
    """Whether a date pattern has a field of just this length; quoted text has none."""
    fields = "".join(pattern.split("'")[::2])
    return field in fields and field + field[0] not in fields


def _plurals() -> Iterator[tuple[str, Any]]:
    """The plural rules of each language for whole numbers: a category, and its alternatives of conditions."""
    for tag in sorted(localedata.locale_identifiers()):
        if "_" not in tag:
            rules = Locale.parse(tag).plural_form.abstract
            yield tag, [[category, _alternatives(condition)] for category, condition in rules]


def _alternatives(node: Any) -> list[list[Any]]:
    """The alternatives of a rule, each a list of conditions `[modulus, is_in, ranges]` that all must hold."""
    kind, parts = node
    if kind == "or":
        return [alternative for part in parts for alternative in _alternatives(part)]
    if kind == "and":
        left, right = (_alternatives(part) for part in parts)
        return [first + second for first in left for second in right]
    if kind == "not":
        [[[modulus, is_in, ranges]]] = _alternatives(parts[0] if isinstance(parts, tuple) else parts)
        return [[[modulus, not is_in, ranges]]]
    return [[_condition(parts)]]


def _condition(parts: Any) -> list[Any]:
    """A condition of a relation such as `n % 10 = 2..4`; operands for fractions are 0 of a whole number."""
    _operator, expression, (_kind, ranges) = parts
    modulus = 0
    if expression[0] == "mod":
        expression, (_value, (modulus,)) = expression[1]
    limits = [[low[1][0], high[1][0]] for low, high in ranges]
    if expression[0] in {"n", "i"}:
        return [modulus, True, limits]
    return [1, True, limits]  # modulo 1, every whole number is 0


def _languages_by_territory() -> dict[str, str]:
    """The languages of each country that is the likely one of them, separated by spaces."""
    languages: dict[str, list[str]] = {}
    for language, likely in sorted(get_global("likely_subtags").items()):
        if "_" not in language and language != "und":
            languages.setdefault(likely.rpartition("_")[2], []).append(language)
    return {territory: " ".join(codes) for territory, codes in sorted(languages.items())}


def _countries(language: str) -> dict[str, str]:
    names = Locale.parse(language).territories
    return {code: names[code] for code in sorted(names) if len(code) == 2 and code.isalpha()}
