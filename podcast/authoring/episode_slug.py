"""An episode's slug from its title: the name of its folder and the address of its page, for ever. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from podcast.show.media_files import MAX_SLUG_CHARACTERS, slug_problem

if TYPE_CHECKING:
    from podcast.model.show import Episode, Show

_MAX_CHARACTERS = (
    MAX_SLUG_CHARACTERS - 8
)  # characters of a slug from a title; the rest is for -2, -3, … when it is taken
_SAMPLE_EPISODES = 5  # numbered episodes that tell how slugs begin

# Letters that Unicode does not take apart into one of a-z and a mark, and German umlauts, which become two.
_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe"}
    | {"ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
    | dict.fromkeys("'’‘`´\u00ad", "")
)
_GENDER = re.compile(r"(?<=[^\W\d_])[*:_](?=[^\W\d_])")  # Bürger*innen, Bürger:innen, Bürger_innen

# How slugs begin where they tell the number: s01e05-, staffel-1-folge-5-, 005-, folge-5-
_PREFIXES = (
    re.compile(r"(?P<a>s|staffel-|season-|)(?P<season>\d+)(?P<b>-?(?:e|ep|folge-|episode-)|-)(?P<episode>\d+)-"),
    re.compile(r"(?P<a>)(?P<season>)(?P<b>e|ep|folge-|episode-|)(?P<episode>\d+)-"),
)


def slug_from_title(title: str, max_characters: int = _MAX_CHARACTERS) -> str:
    """A title as an address of at most `room` characters: `Bürger*innen: Wofür?` is `buergerinnen-wofuer`.

    It is cut between words; empty when nothing is left.
    """
    low = _GENDER.sub("", unicodedata.normalize("NFC", title).lower()).translate(_LETTERS)
    letters = "".join(letter for letter in unicodedata.normalize("NFKD", low) if not unicodedata.combining(letter))
    words = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    if len(words) <= max_characters:
        return words
    return (words[: max_characters + 1].rpartition("-")[0] or words[:max_characters]).strip("-")


def unused_slug(title: str, taken: set[str], language: str, prefix: str = "") -> str:
    """A slug for the title that no episode has and that the site does not need for itself."""
    stem = prefix + (
        slug_from_title(title, _MAX_CHARACTERS - len(prefix)) or ("folge" if language.startswith("de") else "episode")
    )
    candidate, number = stem, 1
    while candidate in taken or slug_problem(candidate):
        number += 1
        candidate = f"{stem}-{number}"
    return candidate


def slug_prefix(show: Show, season: int | None, episode: int | None) -> str:
    """How the slug of such an episode begins, if most of the last ones begin with their numbers; else nothing."""
    found = [_number_match(one) for one in show.episodes if one.episode]
    last = [one and _shape(one) for one in found[:_SAMPLE_EPISODES]]
    shape, times = Counter(last).most_common(1)[0] if last else (None, 0)
    if shape is None or times * 2 <= len(last) or not episode or (shape[1] and not season):
        return ""
    alike = [one for one in found if one and _shape(one) == shape]
    before = f"{season:0{_width(alike, 'season')}}" if shape[1] else ""
    return f"{shape[0]}{before}{shape[2]}{episode:0{_width(alike, 'episode')}}-"


def _number_match(one: Episode) -> re.Match[str] | None:
    """The beginning of a slug that tells the episode's own numbers."""
    matches = (pattern.match(one.slug) for pattern in _PREFIXES)
    return next(
        (found for found in matches if found and _numbers(found) in {(one.season, one.episode), (None, one.episode)}),
        None,
    )


def _numbers(found: re.Match[str]) -> tuple[int | None, int]:
    return int(found["season"]) if found["season"] else None, int(found["episode"])


def _shape(found: re.Match[str]) -> tuple[str, bool, str]:
    """The words around the numbers, and whether the season is among them."""
    return found["a"], bool(found["season"]), found["b"]


def _width(alike: list[re.Match[str]], name: str) -> int:
    """With how many digits at least a number is written: 1, unless a zero leads somewhere."""
    return max((len(one[name]) for one in alike if one[name].startswith("0")), default=1)
