"""Plural categories of whole numbers (Unicode CLDR)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podcast.cldr.locale_data import has_language, plural_rules

if TYPE_CHECKING:
    from collections.abc import Sequence


def plural_category(language: str, count: int) -> str:
    """Return the category of a whole number: `one`, `other`, in some languages others as well."""
    if not has_language(language):
        return "one" if count == 1 else "other"
    for category, alternatives in plural_rules(language):
        if any(all(_holds(condition, abs(count)) for condition in conditions) for conditions in alternatives):
            return str(category)
    return "other"


def _holds(condition: Sequence[Any], count: int) -> bool:
    modulus, is_in, ranges = condition
    value = count % modulus if modulus else count
    return any(low <= value <= high for low, high in ranges) is bool(is_in)
