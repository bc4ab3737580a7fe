"""Build and publish a show, as `podcast publish` and `podcast unpublish EPISODE` do."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.cli import messages
from podcast.cli.options import TargetArguments, build_for_target, chosen_jobs, request_remaster
from podcast.cli.publishing import ask_to, confirm_and_carry_out, show_plan
from podcast.cli.terminal import echo_err, echo_hint, echo_line, echo_lines, require_confirmation
from podcast.errors import DamagedFileError
from podcast.i18n import _
from podcast.publish import clock_guard, feed_guard, rule_guard

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from podcast.cli.publishing import ChosenTarget, Transfer
    from podcast.cluster.address import ClusterAddress
    from podcast.feed.diff import FeedChanges
    from podcast.model.show import Show
    from podcast.pipeline import BuildResult
    from podcast.publish.outside import ExternalCheckResult
    from podcast.publish.protocol.prepare import PreparedPublish, PublishOptions


@dataclass(frozen=True, slots=True)
class PublishArguments(TargetArguments):
    """Values of the options of `podcast publish`; `at` is a moment in the show's time zone."""

    at: datetime | None
    jobs: int | None
    max_delete: int
    adopt: bool
    allow_older: bool
    allow: tuple[str, ...]
    due: bool
    remaster: tuple[str, ...]
    executor: ClusterAddress | None = None


@dataclass(frozen=True, slots=True)
class PublishedShow:
    """The result of a publish: `outside` is None where the public site was not checked."""

    transfer: Transfer
    show: Show
    changes: FeedChanges | None
    outside: ExternalCheckResult | None

    @property
    def exit_status(self) -> int:
        """The exit status of the command."""
        from podcast import pipeline

        return pipeline.EXIT_NOT_REACHABLE if self.outside and self.outside.failed else 0


def publish_show(root: Path, chosen: ChosenTarget, arguments: PublishArguments) -> PublishedShow:
    """Build what is due, show what would change, ask, publish it, and check the public site.

    Args:
        root: the show's folder.
        chosen: where.
        arguments: of the command.
    """
    from datetime import UTC, datetime

    from podcast import pipeline
    from podcast.publish import live_status
    from podcast.publish.protocol.prepare import PublishOptions

    now = datetime.now(UTC)
    show = pipeline.load_show(root, due_at=arguments.at or now, target=chosen.target)
    request_remaster(root, arguments.remaster)
    try:
        build = build_for_target(root, chosen.target, arguments.at, chosen_jobs(arguments.jobs, arguments.executor))
    except pipeline.NothingDueError:
        if hint := clock_guard.clock_hint(show, live_status.last_publish(show, chosen.target), now):
            echo_err(hint)
        raise
    for problem in build.pending_problems:
        echo_hint(_("hint: {what}").format(what=problem))
    options = PublishOptions(arguments.max_delete, arguments.adopt, arguments.allow_older)
    build, prepared = _prepare(root, chosen, arguments, build, options)
    _check_clock(prepared, build, arguments)
    changes = pipeline.feed_changes(build, prepared)
    _show_changes(prepared, chosen, changes, build.show)
    feed_guard.refuse_harm(prepared, changes, build.show, arguments.allow)
    _check_rules(prepared, build.show)
    transfer = confirm_and_carry_out(prepared, chosen, arguments, ask_to(_("Publish now?")))
    is_cdn_behind = transfer.cdn is not None and transfer.cdn.error is not None  # the next publish makes up for it
    if (transfer.done or prepared.is_up_to_date) and not is_cdn_behind:
        pipeline.record_publish(build, prepared, transfer.manifest_sha256)
    if not transfer.done:
        return PublishedShow(transfer, build.show, changes, None)
    echo_hint(_("feed: {url}").format(url=pipeline.feed_url(build.show)))
    return PublishedShow(transfer, build.show, changes, _verify_from_outside(prepared, build.show, chosen.location))


def _prepare(
    root: Path, chosen: ChosenTarget, arguments: PublishArguments, build: BuildResult, options: PublishOptions
) -> tuple[BuildResult, PreparedPublish]:
    """Plan the publish of a build; build again if one of its files was damaged meanwhile."""
    from datetime import UTC, datetime

    from podcast import pipeline

    try:
        return build, pipeline.prepare(build, chosen.target, datetime.now(UTC), options)
    except DamagedFileError as error:
        echo_err(_("{path}: damaged, is made again").format(path=messages.relative_path(error.path)))
    pipeline.request_verification(root)
    build = build_for_target(root, chosen.target, arguments.at, chosen_jobs(arguments.jobs, arguments.executor))
    return build, pipeline.prepare(build, chosen.target, datetime.now(UTC), options)


def _show_changes(prepared: PreparedPublish, chosen: ChosenTarget, changes: FeedChanges | None, show: Show) -> None:
    """Print the target, what subscribers will see, and the files in sums."""
    from podcast.publish.plan_summary import summarise_plan

    echo_line(chosen.line)
    if prepared.is_up_to_date:
        echo_line(_("nothing to publish: the live site is up to date"))
        return
    words = list(feed_guard.describe_changes(changes, show)) if changes else [_("subscribers see no change")]
    if prepared.state.manifest.is_taken_down:
        words.insert(0, _("the show was taken down: this publish brings it back, at the same addresses"))
    show_plan(prepared, words, summarise_plan(prepared.plan))


def _check_rules(prepared: PreparedPublish, show: Show) -> None:
    """Print the rules that the feed breaks; refuse the publish if it breaks a MUST that the live feed keeps.

    Raises:
        PublishError: it is refused.
    """
    verdict = rule_guard.judge_publish(prepared, show)
    for line in rule_guard.fault_lines(verdict):
        echo_hint(_("hint: {what}").format(what=line))
    rule_guard.refuse_faults(verdict)


def _check_clock(prepared: PreparedPublish, build: BuildResult, arguments: PublishArguments) -> None:
    """Ask about a clock that may be wrong; without a terminal, or with --yes, refuse it.

    Raises:
        PublishError: it is refused.
        click.Abort: the answer is no.
    """
    doubt = clock_guard.clock_doubt(build.show, prepared, build.at)
    if not doubt or clock_guard.KIND in arguments.allow:
        return
    if arguments.dry_run:
        echo_err(_("hint: {what}").format(what=doubt))
    elif arguments.yes or not sys.stdin.isatty():
        clock_guard.refuse_wrong_clock(doubt)
    else:
        echo_err(doubt)
        require_confirmation(_("Is this computer's clock right?"))


def _verify_from_outside(prepared: PreparedPublish, show: Show, location: str) -> ExternalCheckResult:
    """Check the published show as listeners meet it, and notify the hubs."""
    from podcast.publish import announce, outside

    echo_hint(_("verifying the public site …"))
    seen = announce.verify_public(show, prepared, location)
    echo_lines(outside.describe(seen, show.timezone))
    echo_lines(announce.send_pings(show, seen))
    return seen
