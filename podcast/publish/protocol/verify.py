"""Verification: compare the target with its manifest, and mark what is damaged for the next publish to repair.

Damaged objects are written to the target as an intent of the kind "doubts": the next publish, on any computer, does not
rely on these objects and writes them anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.protocol.jobs import run_all
from podcast.publish.protocol.objects import header_problem
from podcast.publish.protocol.own_objects.required_capabilities import require_capabilities
from podcast.publish.protocol.own_objects.write_objects import put_json
from podcast.publish.protocol.prepare import read_own_state
from podcast.publish.protocol.session import PublishSession
from podcast.publish.protocol.state import INTENTS, OWN_PREFIX, Intent, PublishedObject
from podcast.publish.protocol.state_json import intent_json
from podcast.publish.targets.target import has_same_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor
    from datetime import datetime

    from podcast.publish.protocol.lease import Publisher
    from podcast.publish.protocol.recovery import TargetState
    from podcast.publish.targets.target import Target


@dataclass(frozen=True, slots=True)
class ObjectVerified:
    """An object was verified."""

    key: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class DamagedObject:
    """An object that is not as it was published; `in_use`: the live site needs it, so it can be repaired."""

    key: str
    problem: str
    in_use: bool


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """Result of a verification.

    `pending` are left to the next publish, because an earlier one was interrupted while it worked on them;
    `foreign_count` is the number of objects that do not belong to the show; `orphans` are the publisher's own objects
    that nothing needs.
    """

    state: TargetState
    verified_count: int
    damaged: tuple[DamagedObject, ...]
    pending: tuple[str, ...]
    foreign_count: int
    orphans: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the result for scripts."""
        return {
            "generation": self.state.head.generation,
            "verified": self.verified_count,
            "damaged": [{"file": item.key, "problem": item.problem, "in_use": item.in_use} for item in self.damaged],
            "pending": list(self.pending),
            "foreign": self.foreign_count,
            "orphans": list(self.orphans),
        }


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """Options of a verification: its threads, a callback for each verified object, whether to read every byte."""

    executor: Executor
    report: Callable[[ObjectVerified], None]
    full: bool = False


def verify(target: Target, guid: str, now: datetime, options: VerifyOptions) -> VerificationResult:
    """Compare every object of the manifest with the target; read only.

    Args:
        target: what to verify.
        guid: of the show.
        now: for leases; with a time zone.
        options: how to verify.

    Raises:
        PublishError: nothing is published there, or what `prepare.read_own_state` raises.
    """
    state = read_own_state(target, guid, now)
    if not state.head.generation:
        raise PublishError(_("nothing has been published there yet; run `podcast publish` first"))
    pending = {key for intent in state.intents for key in intent.objects} - _doubted_keys(state)
    objects = _all_objects(state)
    keys = sorted(objects.keys() - pending)
    damaged = []
    with run_all(
        options.executor, lambda key: _problem(target, key, objects[key], full=options.full), keys, lambda: None
    ) as problems:
        for key, problem in zip(keys, problems, strict=True):
            options.report(ObjectVerified(key, objects[key].spec.digest.size))
            damaged += [DamagedObject(key, problem, key in state.manifest.objects)] if problem else []
    listed = {info.key for info in target.list("")}
    own = {key for key in listed if key.startswith(OWN_PREFIX)}
    expected_keys = objects.keys() | pending
    foreign, orphans = listed - own - expected_keys, own - expected_keys - state.needed_keys()
    return VerificationResult(
        state, len(keys), tuple(damaged), tuple(sorted(pending)), len(foreign), tuple(sorted(orphans))
    )


def _doubted_keys(state: TargetState) -> set[str]:
    return {key for intent in state.intents if intent.kind == "doubts" for key in intent.objects}


def _all_objects(state: TargetState) -> dict[str, PublishedObject]:
    retired = {key: item.object for key, item in state.manifest.retired.items()}
    return retired | dict(state.manifest.objects)


def _problem(target: Target, key: str, published: PublishedObject, *, full: bool) -> str:
    info = target.head(key)
    if (problem := header_problem(info, published.spec)) or info is None:
        return problem
    if full:
        return "" if target.digest(key) == published.spec.digest else _("its bytes differ from the published ones")
    if info.etag == published.etag or has_same_bytes(target, info, published.spec.digest):
        return ""
    return _("it was overwritten by another program")


def mark_damaged(target: Target, result: VerificationResult, publisher: Publisher) -> None:
    """Write the damaged objects down on the target, so that the next publish repairs them.

    Args:
        target: that was verified.
        result: of the verification.
        publisher: this process.

    Raises:
        PublishError: another publisher has begun meanwhile, or the target refuses.
    """
    state, objects = result.state, _all_objects(result.state)
    specs = {damaged.key: objects[damaged.key].spec for damaged in result.damaged}
    if specs.keys() <= _doubted_keys(state):
        return
    capabilities = require_capabilities(target, state, publisher, single_writer=True)
    session = PublishSession(target, state, publisher, capabilities)
    intent = Intent(state.head.generation, publisher.clock.wall(), "doubts", specs)
    key = put_json(target, INTENTS, intent.generation, intent_json(intent))
    session.finish(open_intents=tuple(dict.fromkeys((*state.head.open_intents, key))))
