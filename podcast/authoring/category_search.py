"""Search in Apple's categories by words in English or German."""

from __future__ import annotations

from difflib import get_close_matches

from podcast.model.apple_categories import CATEGORIES
from podcast.model.german_names import apple_category, category_names, german_category


def find_categories(text: str) -> list[str]:
    """Return the category with that name, in English or German, else those with a name that contains the text."""
    word = text.casefold().strip()
    if category := apple_category(text.strip()):
        return [category]
    exact = [category for category in CATEGORIES if word in map(str.casefold, category_names()[category])]
    return exact[:1] or [category for category in CATEGORIES if any(word in name for name in _names(category))]


def similar_categories(text: str) -> list[str]:
    """Return categories with names similar to the text, as suggestions."""
    by_name = {name.casefold(): category for category in reversed(CATEGORIES) for name in category_names()[category]}
    matches = get_close_matches(text.casefold().strip(), by_name, n=3, cutoff=0.6)
    return list(dict.fromkeys(by_name[match] for match in matches))


def category_label(category: str, language: str) -> str:
    """Return the name of a category for people who read German (`de`) or English."""
    return german_category(category) if language == "de" else category


def _names(category: str) -> tuple[str, ...]:
    names = (category, german_category(category), *category_names()[category])
    return tuple(name.casefold() for name in names)
