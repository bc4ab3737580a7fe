"""The parts of a publish that asks before it changes anything: plan, refuse, carry out, record, verify from outside.

`podcast publish` and the desk call them in this order; each shows a part before it calls the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.errors import DamagedFileError
from podcast.i18n import _
from podcast.pipeline.build_requests import request_verification
from podcast.pipeline.load_steps import current_time, load_show
from podcast.pipeline.publish_record import record_publish
from podcast.pipeline.publish_steps import feed_changes, prepare
from podcast.publish import clock_guard, feed_guard, rule_guard

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime
    from pathlib import Path

    from podcast.feed.diff import FeedChanges
    from podcast.model.show import Show
    from podcast.pipeline.build_result import BuildResult
    from podcast.publish.cdn import CdnResult
    from podcast.publish.destination import Destination
    from podcast.publish.outside import ExternalCheckResult
    from podcast.publish.protocol.prepare import PreparedPublish, PublishOptions
    from podcast.publish.rule_guard import RuleVerdict


@dataclass(frozen=True, slots=True)
class PlannedPublish:
    """A planned publish of a build.

    Attributes:
        build: that is published.
        prepared: what it changes on the target.
        changes: of the feed; None if the plan leaves it as it is.
        clock_doubt: why this computer's clock may be wrong; empty if it seems right.
    """

    build: BuildResult
    prepared: PreparedPublish
    changes: FeedChanges | None
    clock_doubt: str

    @property
    def show(self) -> Show:
        """The show that is published."""
        return self.build.show


def plan_publish(
    build: BuildResult,
    destination: Destination,
    options: PublishOptions,
    build_again: Callable[[DamagedFileError], BuildResult],
) -> PlannedPublish:
    """Plan the publish of a build; if one of its files was damaged meanwhile, of another one.

    Args:
        build: what is to be published.
        destination: where.
        options: what is usually refused.
        build_again: builds once more, with the file that was damaged.

    Raises:
        PublishError: see `prepare`.
    """
    try:
        prepared = prepare(build, destination.target, current_time(), options)
    except DamagedFileError as error:
        request_verification(build.paths.root)
        build = build_again(error)
        prepared = prepare(build, destination.target, current_time(), options)
    doubt = clock_guard.clock_doubt(build.show, prepared, build.at)
    return PlannedPublish(build, prepared, feed_changes(build, prepared), doubt)


def clock_hint(root: Path, destination: Destination, at: datetime | None) -> str:
    """Return the hint at a clock that stands before the last publish, where nothing is due; empty if it does not."""
    from podcast.publish import live_status

    now = current_time()
    show = load_show(root, due_at=at or now, target=destination.target)
    return clock_guard.clock_hint(show, live_status.last_publish(show, destination.target), now)


def listener_sentences(planned: PlannedPublish) -> tuple[str, ...]:
    """What subscribers will see, in sentences; none where nothing is published."""
    if planned.prepared.is_up_to_date:
        return ()
    sentences: tuple[str, ...] = (_("subscribers see no change"),)
    if planned.changes:
        sentences = feed_guard.describe_changes(planned.changes, planned.show)
    if planned.prepared.state.manifest.is_taken_down:
        back = _("the show was taken down: this publish brings it back, at the same addresses")
        return (back, *sentences)
    return sentences


def refuse_harm(planned: PlannedPublish, allowed: Collection[str]) -> None:
    """Refuse a publish that listeners would suffer from; see `podcast.publish.feed_guard.refuse_harm`.

    Raises:
        PublishError: with a sentence for each refused change.
    """
    feed_guard.refuse_harm(planned.prepared, planned.changes, planned.show, allowed)


def judge_rules(planned: PlannedPublish) -> RuleVerdict:
    """Check the feed documents that a publish would upload against the rules of stores and apps."""
    return rule_guard.judge_publish(planned.prepared, planned.show)


def record_complete_publish(planned: PlannedPublish, manifest_sha256: str, cdn: CdnResult | None) -> None:
    """Note that the target has all of the build, unless the next publish has to make up for a CDN.

    Args:
        planned: the publish, which was carried out, or found the target up to date.
        manifest_sha256: of the manifest that the target's head names.
        cdn: the answer of the show's CDN; None if there was no request.
    """
    if cdn is None or cdn.error is None:
        record_publish(planned.build, planned.prepared, manifest_sha256)


def verify_from_outside(planned: PlannedPublish, destination: Destination) -> ExternalCheckResult:
    """Check the published files as listeners meet them; `podcast.publish.announce.send_pings` notifies the hubs."""
    from podcast.publish import announce

    return announce.verify_public(planned.show, planned.prepared, destination.location)
