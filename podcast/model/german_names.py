"""German names of Apple's categories and of people's roles, and the search for either by a typed name.

The names are data, see `locale/names.de.toml`.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from podcast.i18n import current_language
from podcast.model.apple_categories import CATEGORIES
from podcast.model.roles import ROLES
from podcast.strings import translated_names
from podcast.text import closest_match, did_you_mean, slugify

if TYPE_CHECKING:
    from collections.abc import Mapping

MIN_SIMILARITY = 0.75  # of a word to the name of a category; with less, short words look like many
_SEPARATOR = " > "  # between a category and its subcategory
_USUAL_ROLES = ("host", "guest", "producer", "editor", "author", "narrator", "audio editor")
_AND = re.compile(r"\b(and|und|u)\b")


def _key(name: str) -> str:
    """A name in a form for comparisons: letters and digits, without `and`, `und`, `&`, hyphens and spaces."""
    return _AND.sub("", slugify(name)).replace("-", "")


# --- categories ------------------------------------------------------------------------------------------------------


def german_category(category: str) -> str:
    """Return the German name of one of Apple's categories, with that of its parent: `Bildung > Kurse`."""
    parent, separator, _child = category.partition(_SEPARATOR)
    german = translated_names("de")["categories"]
    return f"{german[parent][0]}{separator}{german[category][0]}" if separator else german[parent][0]


@cache
def category_names() -> Mapping[str, tuple[str, ...]]:
    """Every name of each of Apple's categories, without that of its parent: the English one, then the German ones."""
    german = translated_names("de")["categories"]
    return {category: (category.rpartition(_SEPARATOR)[2], *german[category]) for category in CATEGORIES}


@cache
def _categories_by_key() -> Mapping[tuple[str, ...], str]:
    keys: dict[tuple[str, ...], str] = {}
    for category, names in category_names().items():
        parent = category.partition(_SEPARATOR)[0]
        for name in names:
            if category == parent:
                keys.setdefault((_key(name),), category)
            else:
                parents = category_names()[parent]
                keys |= {(_key(parent_name), _key(name)): category for parent_name in parents}
    return keys


def apple_category(text: str) -> str | None:
    """Return Apple's English name of a category that is written in English or German; None for an unknown one."""
    if text in CATEGORIES:
        return text
    return _categories_by_key().get(tuple(_key(part) for part in text.split(">")))


@cache
def _full_names() -> Mapping[str, str]:
    """The name of each category without that of its parent, in both languages -> the full name in that language."""
    full_names: dict[str, str] = {}
    for category, (english, *german) in category_names().items():
        full_names.setdefault(english, category)
        for name in german:
            full_names.setdefault(name, german_category(category))
    return full_names


def category_suggestion(text: str) -> str:
    """Return the category that a text probably means, in the language in which it was written; empty if none does.

    A subcategory without its parent is completed.
    """
    names = _full_names()
    same = [full for name, full in names.items() if _key(name) == _key(text)]
    within = [full for name, full in names.items() if text.casefold() in re.findall(r"\w+", name.casefold())]
    similar = [names[name] for name in get_close_matches(text, names, n=1, cutoff=MIN_SIMILARITY)]
    near = closest_match(text, [*CATEGORIES, *map(german_category, CATEGORIES)])
    return next(iter([*same, *within, *similar, near]))


# --- roles -----------------------------------------------------------------------------------------------------------


@cache
def role_names() -> Mapping[str, tuple[str, ...]]:
    """Every name of each role: the Podcast Taxonomy's, then the German ones."""
    german = translated_names("de")["roles"]
    return {role: (role, *german.get(role, ())) for role in ROLES}


@cache
def _roles_by_key() -> Mapping[str, str]:
    keys = {_key(role): role for role in ROLES}
    for role, names in role_names().items():
        for name in names:
            keys.setdefault(_key(name), role)
    return keys


def standard_role(text: str) -> str:
    """Return the Podcast Taxonomy's name of a role that is written in English or German.

    Forms for all genders are understood (`Redakteur*in`); an unknown role is returned in lower case.
    """
    return _roles_by_key().get(_key(text), text.lower())


def is_known_role(role: str) -> bool:
    """Whether a role, as `standard_role` returns it, is one that apps know."""
    return role in ROLES


def role_suggestion(role: str) -> str:
    """Return `did you mean "guest"?` in the language of the role, or a short list of the usual roles."""
    names = [name for names in role_names().values() for name in names]
    for spelling in (role.capitalize(), role):  # German nouns begin with a capital letter
        if closest_match(spelling, names):
            return did_you_mean(spelling, names)
    is_german = current_language() == "de"
    return did_you_mean("", [role_names()[usual][is_german] for usual in _USUAL_ROLES])
