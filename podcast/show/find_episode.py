"""The episode that a word on the command line means: one rule, and one "did you mean", for all commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.errors import PodcastError
from podcast.i18n import _
from podcast.model.file_names import EPISODES
from podcast.text import closest_match, slugify

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAX_NAMED = 3  # slugs that a message names


def find_slug(slugs: Iterable[str], word: str, *, allow_part: bool = True) -> str:
    """Return the slug that a word stands for: as it is, as a path (`episodes/echt/`), or as a title (`Jünger wählen`).

    Args:
        slugs: of all episodes.
        word: as typed; case and umlauts do not matter.
        allow_part: accept a part of a slug, too, if only one slug contains it.

    Raises:
        PodcastError: none does, with the nearest; or several do.
    """
    present_slugs = sorted(slugs)
    name = word.strip().removeprefix("./").rstrip("/").removeprefix(f"{EPISODES}/")
    if name in present_slugs:
        return name
    part = slugify(name)
    if part in present_slugs:
        return part
    matches = [slug for slug in present_slugs if part and part in slug]
    if allow_part and len(matches) == 1:
        return matches[0]
    if allow_part and matches:
        sentence = _("{count} episodes match {name}, for example {slugs}; type more of the name")
        named = ", ".join(matches[:_MAX_NAMED])
        raise PodcastError(sentence.format(count=len(matches), name=word, slugs=named))
    if near := next(iter(matches), "") or closest_match(part or name, present_slugs):
        raise PodcastError(_('there is no episode "{name}"; did you mean "{near}"?').format(name=word, near=near))
    raise PodcastError(_('there is no episode "{name}"; `podcast status` lists all episodes').format(name=word))
