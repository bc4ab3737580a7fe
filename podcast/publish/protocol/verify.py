"""Whether all that was published is there as it was, and how the next publish learns what is not.

What is found wrong is written down on the target as an intent of the kind "doubts": the next publish believes nothing
of these objects and writes them anew, whoever runs it and wherever.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.protocol import state
from podcast.publish.protocol.jobs import all_of
from podcast.publish.protocol.objects import amiss
from podcast.publish.protocol.prepare import ours
from podcast.publish.protocol.session import Turn, kept, probed
from podcast.publish.protocol.state import OWN, Intent, Row
from podcast.publish.protocol.state_json import intent_json
from podcast.publish.targets.target import same_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor
    from datetime import datetime

    from podcast.publish.protocol.lease import Publisher
    from podcast.publish.protocol.recovery import Known
    from podcast.publish.targets.target import Target


@dataclass(frozen=True, slots=True)
class Looked:
    """An object was looked at."""

    key: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Wrong:
    """An object that is not as it was published, and why; `needed`: the live site has it, so it can be repaired."""

    key: str
    why: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found: how many objects were looked at, which are wrong, how many are not ours.

    `unsure` are left to the next publish, because an earlier one was interrupted while it worked on them; `left` are
    objects of the publisher's own that nothing needs.
    """

    known: Known
    count: int
    wrong: tuple[Wrong, ...]
    unsure: tuple[str, ...]
    foreign: int
    left: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The same for scripts."""
        wrong = [{"file": one.key, "why": one.why, "in_use": one.needed} for one in self.wrong]
        plain = {"unsure": list(self.unsure), "foreign": self.foreign, "left": list(self.left)}
        return {"generation": self.known.head.gen, "looked_at": self.count, "wrong": wrong, **plain}


@dataclass(frozen=True, slots=True)
class How:
    """How to look: `full` reads every byte; `say` is told of each `Looked`."""

    executor: Executor
    say: Callable[[Looked], None]
    full: bool = False


def verify(target: Target, guid: str, now: datetime, how: How) -> Verified:
    """Holds every object of the manifest against the target; reads only.

    Args:
        target: where to look.
        guid: of the show.
        now: for leases; with a time zone.
        how: how to look.

    Raises:
        PublishError: nothing is published there, or what `prepare.ours` raises.
    """
    found = ours(target, guid, now)
    if not found.head.gen:
        raise PublishError(_("nothing is published there yet; run `podcast publish` first"))
    doubted = {key for intent in found.intents if intent.kind == "doubts" for key in intent.objects}
    unsure = {key for intent in found.intents for key in intent.objects} - doubted
    manifest = found.written
    rows = {key: stone.row for key, stone in manifest.tombstones.items()} | dict(manifest.rows)
    looked = sorted(rows.keys() - unsure)
    wrong = []
    with all_of(how.executor, lambda key: _why(target, key, rows[key], full=how.full), looked, lambda: None) as reasons:
        for key, why in zip(looked, reasons, strict=True):
            how.say(Looked(key, rows[key].what.digest.size))
            wrong += [Wrong(key, why, key in manifest.rows)] if why else []
    there = {stored.key for stored in target.list("")}
    own = {key for key in there if key.startswith(OWN)}
    foreign, left = there - own - rows.keys() - unsure, own - found.named()
    return Verified(found, len(looked), tuple(wrong), tuple(sorted(unsure)), len(foreign), tuple(sorted(left)))


def _why(target: Target, key: str, row: Row, *, full: bool) -> str:
    there = target.head(key)
    if (why := amiss(there, row.what)) or there is None:
        return why
    if full:
        return "" if target.digest(key) == row.what.digest else _("its bytes are not those that were published")
    if there.etag == row.etag or same_bytes(target, there, row.what.digest):
        return ""
    return _("somebody else has overwritten it")


def mark(target: Target, verified: Verified, publisher: Publisher) -> None:
    """Writes down on the target what is wrong, so that the next publish repairs it.

    Raises:
        PublishError: somebody has begun to publish meanwhile, or the target refuses.
    """
    found, manifest = verified.known, verified.known.written
    doubted = {key for intent in found.intents if intent.kind == "doubts" for key in intent.objects}
    rows = {key: stone.row for key, stone in manifest.tombstones.items()} | dict(manifest.rows)
    objects = {wrong.key: rows[wrong.key].what for wrong in verified.wrong}
    if objects.keys() <= doubted:
        return
    turn = Turn(target, found, publisher, probed(target, found, publisher, single_writer=True))
    intent = Intent(found.head.gen, publisher.clock.wall(), "doubts", objects)
    key = kept(target, state.INTENTS, intent.gen, intent_json(intent))
    turn.end(open=tuple(dict.fromkeys((*found.head.open, key))))
