"""Build and publish a show, as `podcast publish` and `podcast unpublish EPISODE` do."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.cli import messages
from podcast.cli.options import TargetArguments, build_for_target, chosen_jobs, request_remaster
from podcast.cli.publishing import ask_to, confirm_and_carry_out, show_plan
from podcast.cli.terminal import echo_err, echo_hint, echo_line, echo_lines, require_confirmation
from podcast.i18n import _
from podcast.publish import clock_guard, rule_guard

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from podcast.cli.publishing import ChosenTarget, Transfer
    from podcast.cluster.address import ClusterAddress
    from podcast.errors import DamagedFileError
    from podcast.feed.diff import FeedChanges
    from podcast.model.show import Show
    from podcast.pipeline import BuildResult
    from podcast.pipeline.publishing.publish_run import PlannedPublish
    from podcast.publish.outside import ExternalCheckResult


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
    from podcast import pipeline
    from podcast.pipeline.publishing import publish_run
    from podcast.publish.protocol.prepare import PublishOptions

    build = _build_due(root, chosen, arguments)
    for problem in build.pending_problems:
        echo_hint(_("hint: {what}").format(what=problem))

    def build_again(error: DamagedFileError) -> BuildResult:
        echo_err(_("{path}: damaged, is made again").format(path=messages.relative_path(error.path)))
        return _build(root, chosen, arguments)

    options = PublishOptions(arguments.max_delete, arguments.adopt, arguments.allow_older)
    planned = publish_run.plan_publish(build, chosen, options, build_again)
    _check_clock(planned, arguments)
    _show_changes(planned, chosen)
    publish_run.refuse_harm(planned, arguments.allow)
    _check_rules(planned)
    prepared, show, changes = planned.prepared, planned.show, planned.changes
    transfer = confirm_and_carry_out(prepared, chosen, arguments, ask_to(_("Publish now?")))
    if transfer.done or prepared.is_up_to_date:
        publish_run.record_complete_publish(planned, transfer.manifest_sha256, transfer.cdn)
    if not transfer.done:
        return PublishedShow(transfer, show, changes, None)
    echo_hint(_("feed: {url}").format(url=pipeline.feed_url(show)))
    return PublishedShow(transfer, show, changes, _verify_from_outside(planned, chosen))


def _build_due(root: Path, chosen: ChosenTarget, arguments: PublishArguments) -> BuildResult:
    """Build what is due; where nothing is, look for a clock that is wrong."""
    from datetime import UTC, datetime

    from podcast import pipeline
    from podcast.pipeline.publishing import publish_run

    pipeline.load_show(root, due_at=arguments.at or datetime.now(UTC), target=chosen.target)
    request_remaster(root, arguments.remaster)
    try:
        return _build(root, chosen, arguments)
    except pipeline.NothingDueError:
        if hint := publish_run.clock_hint(root, chosen, arguments.at):
            echo_err(hint)
        raise


def _build(root: Path, chosen: ChosenTarget, arguments: PublishArguments) -> BuildResult:
    return build_for_target(root, chosen.target, arguments.at, chosen_jobs(arguments.jobs, arguments.executor))


def _show_changes(planned: PlannedPublish, chosen: ChosenTarget) -> None:
    """Print the target, what subscribers will see, and the files in sums."""
    from podcast.pipeline.publishing.publish_run import listener_sentences
    from podcast.publish.plan_summary import summarise_plan

    echo_line(chosen.line)
    if planned.prepared.is_up_to_date:
        echo_line(_("nothing to publish: the live site is up to date"))
        return
    show_plan(planned.prepared, list(listener_sentences(planned)), summarise_plan(planned.prepared.plan))


def _check_rules(planned: PlannedPublish) -> None:
    """Print the rules that the feed breaks; refuse the publish if it breaks a MUST that the live feed keeps.

    Raises:
        PublishError: it is refused.
    """
    from podcast.pipeline.publishing.publish_run import judge_rules

    verdict = judge_rules(planned)
    for line in rule_guard.fault_lines(verdict):
        echo_hint(_("hint: {what}").format(what=line))
    rule_guard.refuse_faults(verdict)


def _check_clock(planned: PlannedPublish, arguments: PublishArguments) -> None:
    """Ask about a clock that may be wrong; without a terminal, or with --yes, refuse it.

    Raises:
        PublishError: it is refused.
        click.Abort: the answer is no.
    """
    doubt = planned.clock_doubt
    if not doubt or clock_guard.KIND in arguments.allow:
        return
    if arguments.dry_run:
        echo_err(_("hint: {what}").format(what=doubt))
    elif arguments.yes or not sys.stdin.isatty():
        clock_guard.refuse_wrong_clock(doubt)
    else:
        echo_err(doubt)
        require_confirmation(_("Is this computer's clock right?"))


def _verify_from_outside(planned: PlannedPublish, chosen: ChosenTarget) -> ExternalCheckResult:
    """Check the published show as listeners meet it, and notify the hubs."""
    from podcast.pipeline.publishing import publish_run
    from podcast.publish import announce, outside

    echo_hint(_("verifying the public site …"))
    seen = publish_run.verify_from_outside(planned, chosen)
    echo_lines(outside.describe(seen, planned.show.timezone))
    echo_lines(announce.send_pings(planned.show, seen))
    return seen
