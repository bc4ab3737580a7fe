"""Slug of a new episode from its title: the name of its folder, and the permanent address of its page."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from podcast import urls
from podcast.errors import PodcastError
from podcast.i18n import _
from podcast.platform.portable_file_names import is_device_name
from podcast.show.media_files import MAX_SLUG_CHARACTERS, slug_problem
from podcast.text import slugify

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from podcast.model.show import Episode, Show

_MAX_TITLE_CHARACTERS = MAX_SLUG_CHARACTERS - 8  # of a slug; the rest is for -2, -3, … if it is used already
_SAMPLE_EPISODES = 5  # numbered episodes that decide how slugs begin

# Beginnings of slugs that contain the number: s01e05-, staffel-1-folge-5-, 005-, folge-5-
_PREFIXES = (
    re.compile(r"(?P<a>s|staffel-|season-|)(?P<season>\d+)(?P<b>-?(?:e|ep|folge-|episode-)|-)(?P<episode>\d+)-"),
    re.compile(r"(?P<a>)(?P<season>)(?P<b>e|ep|folge-|episode-|)(?P<episode>\d+)-"),
)


def slug_from_title(title: str, max_characters: int = _MAX_TITLE_CHARACTERS) -> str:
    """Return a title as a slug of at most so many characters, cut between words; empty if nothing is left."""
    slug = slugify(transliterate(title))
    if len(slug) <= max_characters:
        return slug
    return (slug[: max_characters + 1].rpartition("-")[0] or slug[:max_characters]).strip("-")


def transliterate(title: str) -> str:
    """Return a title with letters of other scripts in Latin ones: Привет is Privet.

    Chinese characters stay as they are: their reading depends on the language, and in Japanese on the word.
    """
    return "".join(map(_in_latin, unicodedata.normalize("NFC", title)))


def has_other_scripts(title: str) -> bool:
    """Whether a title has letters of other scripts, so that its slug is one spelling of several."""
    return any(unicodedata.category(letter)[0] == "L" and not _is_latin(letter) for letter in title)


def _in_latin(character: str) -> str:
    category = unicodedata.category(character)
    is_accent = "\u0300" <= character <= "\u036f"
    if character.isascii() or is_accent or (category[0] not in "LM" and category != "Nd") or _is_latin(character):
        return character
    if unicodedata.name(character, "").startswith("CJK "):
        return character
    from anyascii import anyascii

    return anyascii(character)


def _is_latin(character: str) -> bool:
    return unicodedata.name(character, "").startswith(
        ("LATIN ", "FULLWIDTH LATIN ", "MODIFIER LETTER ", "FEMININE ", "MASCULINE ")
    )


def require_usable_slug(slug: str, slugs: Collection[str], show: Show) -> None:
    """Refuse a slug that `--slug` names.

    Args:
        slug: of the new episode.
        slugs: of all episodes, withdrawn ones included, in lower case.
        show: the site has pages of its own, which depend on its language.

    Raises:
        PodcastError: it is invalid, an episode has it, or the site needs it.
    """
    if problem := slug_problem(slug):
        words = _('"{slug}" {what}; choose one of a-z, 0-9 and single hyphens between them')
        raise PodcastError(words.format(slug=slug, what=problem.what))
    if is_device_name(slug):
        words = _('"{slug}" cannot be a folder on Windows, which keeps that name for a device; choose another')
        raise PodcastError(words.format(slug=slug))
    if slug in urls.reserved(show):
        raise PodcastError(_('"{slug}" is an address that the site uses itself; choose another').format(slug=slug))
    if slug in slugs:
        raise PodcastError(_('"{slug}" is the address of another episode; choose another').format(slug=slug))


def unused_slug(title: str, slugs: Collection[str], prefix: str = "") -> str:
    """Return a slug for the title that is not in `slugs` and that the site does not need for pages of its own.

    It is a name that a folder can have on every system, and empty if no letter of the title can be used.
    """
    stem = slug_from_title(title, _MAX_TITLE_CHARACTERS - len(prefix))
    if not stem:
        return ""
    stem = prefix + stem
    candidate, number = stem, 1
    while candidate in slugs or slug_problem(candidate) or is_device_name(candidate):
        number += 1
        candidate = f"{stem}-{number}"
    return candidate


def slug_prefix(show: Show, season: int | None, episode: int | None) -> str:
    """Return how the slug of such an episode begins, if most of the last ones begin with their numbers; else ""."""
    matches = [_number_match(numbered) for numbered in show.episodes if numbered.episode]
    shapes = [match and _shape(match) for match in matches[:_SAMPLE_EPISODES]]
    shape, count = Counter(shapes).most_common(1)[0] if shapes else (None, 0)
    if shape is None or count * 2 <= len(shapes) or not episode or (shape[1] and not season):
        return ""
    same_shape = [match for match in matches if match and _shape(match) == shape]
    before = f"{season:0{_width(same_shape, 'season')}}" if shape[1] else ""
    return f"{shape[0]}{before}{shape[2]}{episode:0{_width(same_shape, 'episode')}}-"


def _number_match(episode: Episode) -> re.Match[str] | None:
    """Return the beginning of a slug that contains the episode's own numbers."""
    own_numbers = {(episode.season, episode.episode), (None, episode.episode)}
    matches = (pattern.match(episode.slug) for pattern in _PREFIXES)
    return next((match for match in matches if match and _numbers(match) in own_numbers), None)


def _numbers(match: re.Match[str]) -> tuple[int | None, int]:
    return int(match["season"]) if match["season"] else None, int(match["episode"])


def _shape(match: re.Match[str]) -> tuple[str, bool, str]:
    """Return the words around the numbers, and whether the season is among them."""
    return match["a"], bool(match["season"]), match["b"]


def _width(matches: Sequence[re.Match[str]], name: str) -> int:
    """Return the least number of digits of a number: 1, unless some have leading zeros."""
    return max((len(match[name]) for match in matches if match[name].startswith("0")), default=1)
