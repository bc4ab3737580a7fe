"""Numbers in a language: `1.234,5`."""

from __future__ import annotations

from decimal import Decimal

from podcast.cldr.locale_data import locale_formats


def decimal_number(number: float, language: str) -> str:
    """Format a number that is not negative, with as many decimals as the language shows, without trailing zeros."""
    return _format(number, language, 0, locale_formats(language).max_fraction)


def fixed_number(number: float, language: str, decimals: int) -> str:
    """Format a number that is not negative with a fixed count of decimals."""
    return _format(number, language, decimals, decimals)


def _format(number: float, language: str, min_fraction: int, max_fraction: int) -> str:
    """Format a number; half a last digit is rounded to the even one (IEEE 754, and CLDR)."""
    formats = locale_formats(language)
    rounded = Decimal(str(number)).quantize(Decimal(1).scaleb(-max_fraction))
    integer, _point, fraction = f"{rounded:f}".partition(".")
    fraction = fraction.rstrip("0").ljust(min_fraction, "0")
    return _grouped(integer, formats.group, formats.grouping) + (formats.decimal + fraction if fraction else "")


def _grouped(digits: str, separator: str, sizes: tuple[int, int]) -> str:
    groups, size = [], sizes[0]
    while len(digits) > size:
        groups.append(digits[-size:])
        digits, size = digits[:-size], sizes[1]
    return separator.join([digits, *reversed(groups)])
