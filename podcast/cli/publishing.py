"""Shared by the commands that change or read the target: choose and open it, show the plan, carry it out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from podcast.cli import messages
from podcast.cli.options import TargetArguments
from podcast.cli.program.password_prompt import TerminalPrompt
from podcast.cli.terminal import echo_err, echo_line, echo_lines, is_verbose, require_confirmation
from podcast.i18n import _
from podcast.publish.destination import TARGET_VARIABLE, Destination, open_destination

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from podcast.cli.documents.publish_documents import TargetSource
    from podcast.publish.cdn import CdnResult
    from podcast.publish.cdn.notification import CdnNotification
    from podcast.publish.protocol.prepare import PreparedPublish
    from podcast.publish.target_change import Transferred
    from podcast.publish.targets.retry import RetryWait


@dataclass(frozen=True, slots=True)
class ChosenTarget(Destination):
    """The target of a command, and where it was set."""

    source: TargetSource

    @property
    def line(self) -> str:
        """The line that names the target, and where it was set."""
        origins = {
            "--target": "--target",
            TARGET_VARIABLE: _("from PODCAST_TARGET"),
            "podcast.yaml": _("publish.target in podcast.yaml"),
        }
        line = _("target: {location} ({source})").format(location=self.location, source=origins[self.source])
        audio = self.settings.publish and self.settings.publish.audio
        return "\n".join((line, _("target of audio: {location}").format(location=audio))) if audio else line


@dataclass(frozen=True, slots=True)
class Transfer:
    """A planned change of the target, and whether it was carried out; see `confirm_and_carry_out`.

    `manifest_sha256` is that of the manifest of `generation`; `cdn` is None where no CDN had to drop anything.
    """

    prepared: PreparedPublish
    chosen: ChosenTarget
    generation: int
    dry_run: bool
    done: bool
    manifest_sha256: str
    left_alone: tuple[str, ...] = ()
    cdn: CdnResult | None = None


@dataclass(frozen=True, slots=True)
class UnpublishArguments(TargetArguments):
    """Values of the argument and the options of `podcast unpublish`."""

    episode: str | None
    reason: str | None
    on: str | None
    show: bool
    now: bool
    confirm: str | None
    jobs: int | None


def open_target(root: Path, option: str | None, *, dry_run: bool = False) -> ChosenTarget:
    """Read the target's settings in `root` and open it; episodes do not matter.

    Args:
        root: the show's folder.
        option: the target that `--target` or `PODCAST_TARGET` names; that of podcast.yaml if None.
        dry_run: writes are only simulated.
    """
    from podcast.publish.targets.wrappers import DryRun

    opened = open_destination(root, option, report_wait, TerminalPrompt())
    target = DryRun(opened.target) if dry_run else opened.target
    return ChosenTarget(opened.settings, target, opened.location, _source(option))


def _source(option: str | None) -> TargetSource:
    """Where the target was set."""
    if option is None:
        return "podcast.yaml"
    context = click.get_current_context(silent=True)
    source = context.get_parameter_source("target") if context else None
    return TARGET_VARIABLE if source is click.core.ParameterSource.ENVIRONMENT else "--target"


def report_wait(wait: RetryWait) -> None:
    """Print why a request to the store is tried again."""
    echo_err(messages.retry_line(wait))


def show_plan(prepared: PreparedPublish, words: list[str], sums: list[str]) -> None:
    """Print a plan: what subscribers will see, in words, and the files in sums; all files if the user wants them.

    The files come first, because the question that follows is about the words.

    Args:
        prepared: the plan.
        words: what subscribers will see.
        sums: of the files.
    """
    from podcast.publish.plan_summary import describe_plan
    from podcast.publish.targets.wrappers import DryRun

    if is_verbose() or isinstance(prepared.target, DryRun):
        echo_lines(describe_plan(prepared.plan)[:-1])  # the last line has the totals
    echo_lines((*words, *sums))


def confirm_and_carry_out(
    prepared: PreparedPublish,
    chosen: ChosenTarget,
    arguments: TargetArguments,
    confirm: Callable[[], None],
    summary: Callable[[int], str] | None = None,
) -> Transfer:
    """Ask for confirmation, carry a plan out, and print the result.

    Args:
        prepared: the plan, which was shown.
        chosen: where.
        arguments: `--dry-run` and `--yes`.
        confirm: asks, and stops the command unless the answer is yes; not called with one of these options.
        summary: the result in words, from the number of deleted files; by default that of a publish.
    """
    from podcast.publish.target_change import cdn_notification

    head = prepared.state.head
    planned = Transfer(
        prepared, chosen, head.generation, arguments.dry_run, done=False, manifest_sha256=head.manifest_sha256
    )
    if prepared.is_up_to_date:
        return planned if arguments.dry_run else replace(planned, cdn=_make_up_for_cdn(prepared, chosen))
    if prepared.state.head.open_intents:
        echo_err(_("an earlier publish was interrupted, or the live site needs a repair: this publish fixes it"))
    if not arguments.yes and not arguments.dry_run:
        confirm()
    notification = cdn_notification(prepared, chosen)
    transferred = _carry_out(prepared, notification)
    result, left_alone = transferred.result, transferred.left_alone
    if arguments.dry_run:
        echo_line(_("dry run: nothing was changed"))
        return replace(planned, left_alone=left_alone)
    echo_line(summary(result.deleted) if summary else messages.publish_summary(result))
    for key in left_alone:
        echo_err(messages.left_alone_line(key, head))
    planned = replace(planned, generation=result.generation, manifest_sha256=result.manifest_sha256)
    cdn_result = _notify_cdn(notification, result.manifest_sha256)
    return replace(planned, done=True, left_alone=left_alone, cdn=cdn_result)


def _make_up_for_cdn(prepared: PreparedPublish, chosen: ChosenTarget) -> CdnResult | None:
    """Let the show's CDN drop what earlier publishes could not let it drop, although nothing is new."""
    from podcast.publish.target_change import cdn_notification

    return _notify_cdn(cdn_notification(prepared, chosen), uuid4().hex)


def _notify_cdn(notification: CdnNotification, reference: str) -> CdnResult | None:
    """Let the show's CDN drop what was changed, and print the result; that it fails is only a warning."""
    from podcast.publish import cdn

    result = notification.send(reference)
    if result:
        echo_line(cdn.describe(result))
    return result


def _carry_out(prepared: PreparedPublish, notification: CdnNotification) -> Transferred:
    """Carry a plan out with a progress display."""
    from podcast.cli import progress
    from podcast.publish import target_change
    from podcast.publish.protocol.publish_events import Deleted

    plan = prepared.plan
    if plan.deletions and not plan.uploads:
        with progress.deletion_bar(len(plan.deletions)) as on_deletion:
            return target_change.carry_out(
                prepared, notification, lambda event: on_deletion() if isinstance(event, Deleted) else None
            )
    with progress.transfer_bar(_("publishing"), plan.upload_size) as on_bytes:
        return target_change.carry_out(prepared, notification, report_bytes=on_bytes)


def ask_to(question: str) -> Callable[[], None]:
    """Return a function that asks a question and stops the command unless the answer is yes."""
    return lambda: require_confirmation(question)
