"""Hints that episodes accept by their codes (`accepted_hints`): they are not shown; a code has to exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.authoring.reference.hint_codes import hint_codes
from podcast.i18n import _
from podcast.model.file_names import EPISODES
from podcast.show.locations import Finding
from podcast.text import closest_match, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podcast.checks.facts import Facts
    from podcast.errors import Problem
    from podcast.model.show import Show


def known_codes(show: Show, _facts: Facts) -> Iterator[Finding]:
    """A code that does not exist would accept nothing, and nothing would say so."""
    codes = list(hint_codes())
    for episode in show.episodes:
        for number, code in enumerate(episode.accepted_hints):
            loc = ("accepted_hints", number)
            if code not in hint_codes():
                remedy = (
                    did_you_mean(code, codes)
                    if closest_match(code, codes)
                    else _("see `podcast docs fields` for all codes")
                )
                yield Finding(episode.file, loc, _('"{code}" is not the code of a hint').format(code=code), remedy)
            elif code in episode.accepted_hints[:number]:
                yield Finding(
                    episode.file, loc, _('"{code}" is listed twice').format(code=code), _("keep one of the two")
                )


def code_of_kind(kind: str) -> str:
    """Return the code of a kind of fault that has a name of several words: `soft-clipping`."""
    return kind.replace(" ", "-")


def without_accepted(show: Show, hints: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the hints that no episode accepts: those about its own files, with a code of its `accepted_hints`."""
    accepted = {episode.slug: frozenset(episode.accepted_hints) for episode in show.episodes if episode.accepted_hints}
    return tuple(hint for hint in hints if not accepted or hint.code not in accepted.get(_slug(hint.path), ()))


def _slug(path: str) -> str:
    folder, _slash, rest = path.partition("/")
    return rest.partition("/")[0] if folder == EPISODES else ""


RULES = (known_codes,)
