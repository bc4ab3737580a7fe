"""Rules about `accepted_hints`: only codes that exist, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.authoring.reference.hint_codes import hint_codes
from podcast.i18n import _
from podcast.show.locations import Finding
from podcast.text import closest_match, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.checks.facts import Facts
    from podcast.model.show import Show


def known_codes(show: Show, _facts: Facts) -> Iterator[Finding]:
    """A code that does not exist would accept nothing, and nothing would say so."""
    codes = list(hint_codes())
    for episode in show.episodes:
        for number, code in enumerate(episode.accepted_hints):
            loc = ("accepted_hints", number)
            if code not in hint_codes():
                known = (
                    did_you_mean(code, codes)
                    if closest_match(code, codes)
                    else _("see `podcast docs fields` for all codes")
                )
                yield Finding(episode.file, loc, _('"{code}" is not the code of a hint').format(code=code), known)
            elif code in episode.accepted_hints[:number]:
                yield Finding(
                    episode.file, loc, _('"{code}" is listed twice').format(code=code), _("keep one of the two")
                )


RULES = (known_codes,)
