"""Long dates: `3. Mai 2022`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from podcast.cldr.locale_data import locale_formats

if TYPE_CHECKING:
    from datetime import date

    from podcast.cldr.locale_data import LocaleFormats

# Text in quotes, two quotes for one, or a field: letters of one kind.
_PARTS: Final = re.compile(r"'([^']+)'|('')|([a-zA-Z])(\3*)")


def long_date(day: date, language: str) -> str:
    """Return a date as a language writes it in full."""
    formats = locale_formats(language)

    def part(match: re.Match[str]) -> str:
        if match[1] or match[2]:
            return match[1] or "'"
        return _field(match[3], 1 + len(match[4]), day, formats)

    return _PARTS.sub(part, formats.date)


def _field(letter: str, length: int, day: date, formats: LocaleFormats) -> str:
    """A field of a date pattern (Unicode TR 35); `building` notices others that a new CLDR might have."""
    match letter, length:
        case "M", 4:
            return formats.months[day.month - 1]
        case "M", 3:
            return formats.short_months[day.month - 1]
        case "G", _:
            return formats.era
    number = {"y": day.year, "M": day.month, "d": day.day}[letter]
    return f"{number:0{length}}"
