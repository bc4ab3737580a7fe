"""`podcast unpublish EPISODE`: write `withdrawn:` into the episode's file, then publish as `podcast publish` does."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from podcast import urls
from podcast.cli.json_output import echo_json
from podcast.cli.publish_json import no_transfer, outside_document, transfer_document
from podcast.cli.publish_show import PublishArguments, publish_show
from podcast.cli.publishing import open_target
from podcast.cli.terminal import echo_err, echo_hint, echo_line
from podcast.errors import PodcastError
from podcast.i18n import _, format_day

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.authoring.set_field import FieldChange
    from podcast.authoring.withdrawal import EpisodeFile
    from podcast.cli.documents.publish_documents import UnpublishDocument
    from podcast.cli.publish_show import PublishedShow
    from podcast.cli.publishing import ChosenTarget, UnpublishArguments


def unpublish_episode(root: Path, arguments: UnpublishArguments) -> None:
    """Withdraw an episode.

    Args:
        root: the show's folder.
        arguments: of the command.
    """
    from podcast.authoring import withdrawal
    from podcast.show.episode_folder import episode_slugs
    from podcast.show.find_episode import find_slug

    chosen = open_target(root, arguments.target, dry_run=arguments.dry_run)
    episode = withdrawal.read_episode_file(root, find_slug(episode_slugs(root)[0], arguments.episode or ""))
    if not episode.is_withdrawn or arguments.reason:
        _refuse_unpublished(chosen, episode)
        change = _planned_change(root, chosen, episode, arguments)
        if arguments.dry_run:
            _show_withdrawal(chosen, episode, change)
            return
        withdrawal.write_withdrawal(root, change)
        echo_line(_written(change))
    published = _publish(root, chosen, episode, arguments)
    echo_json(_document(published, episode))
    if published.transfer.done:
        sentence = _("to publish {name} again, remove `withdrawn:` from {path}, then run `podcast publish`")
        echo_hint(sentence.format(name=episode.name, path=episode.path))
    if published.exit_status:
        raise click.exceptions.Exit(published.exit_status)


def _refuse_unpublished(chosen: ChosenTarget, episode: EpisodeFile) -> None:
    """Refuse an episode that was never published.

    Raises:
        PodcastError: it was not.
    """
    from podcast.publish.protocol.recovery import read_state

    state = read_state(chosen.target, chosen.settings.guid)
    page = urls.file_path(f"{episode.slug}/")
    if page not in state.confirmed.objects and page not in state.manifest.objects:
        sentence = _(
            "{name} is not published, so it cannot be withdrawn; to keep it from being published, run "
            "`podcast set {slug} draft true`"
        )
        raise PodcastError(sentence.format(name=episode.name, slug=episode.slug))


def _planned_change(
    root: Path, chosen: ChosenTarget, episode: EpisodeFile, arguments: UnpublishArguments
) -> FieldChange:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from podcast.authoring import withdrawal

    day = arguments.on or datetime.now(ZoneInfo(chosen.settings.timezone)).date().isoformat()
    return withdrawal.plan_withdrawal(root, episode.slug, day, _reason(episode, arguments))


def _reason(episode: EpisodeFile, arguments: UnpublishArguments) -> str:
    """The reason of a withdrawal, which is asked for at a terminal.

    Raises:
        click.UsageError: there is no terminal.
    """
    if arguments.reason:
        return arguments.reason
    if not sys.stdin.isatty():
        raise click.UsageError(_("not a terminal, cannot ask for the reason: pass --reason"))
    echo_err(_("{name} leaves the feed. Its page stays and says why.").format(name=episode.name))
    reason: str = click.prompt(_("Reason, for readers of the page"), prompt_suffix=": ", err=True)
    return reason.strip()


def _publish(root: Path, chosen: ChosenTarget, episode: EpisodeFile, arguments: UnpublishArguments) -> PublishedShow:
    """Publish the show; say what is left to do if that is refused or stopped."""
    options = PublishArguments(
        target=arguments.target,
        dry_run=arguments.dry_run,
        yes=arguments.yes,
        at=None,
        jobs=arguments.jobs,
        max_delete=0,
        adopt=False,
        allow_older=False,
        allow=(),
        due=False,
        remaster=(),
    )
    try:
        return publish_show(root, chosen, options)
    except (PodcastError, click.Abort, click.UsageError):
        sentence = _(
            "{path} has `withdrawn:`, but that is not published yet: run the same command again, or `podcast publish`"
        )
        echo_err(sentence.format(path=episode.path))
        raise


def _written(change: FieldChange) -> str:
    value = change.value if isinstance(change.value, dict) else {}
    sentence = _("{path}: withdrawn since {day}: {reason}")
    day = format_day(date.fromisoformat(str(value.get("on"))))  # in its normal form
    return sentence.format(path=change.path, day=day, reason=value.get("reason"))


def _show_withdrawal(chosen: ChosenTarget, episode: EpisodeFile, change: FieldChange) -> None:
    """Print what would be written and published."""
    echo_line(chosen.line)
    echo_line(_written(change))
    echo_line(
        _("{name} leaves the feed; its page stays and gives the reason, its audio stays for 30 days").format(
            name=episode.name
        )
    )
    echo_line(_("dry run: nothing was changed"))
    document: UnpublishDocument = {
        **no_transfer(chosen, dry_run=True),
        "slug": episode.slug,
        "path": episode.path,
        "audio_until": None,
        "outside": None,
        "exit_status": 0,
    }
    echo_json(document)


def _document(published: PublishedShow, episode: EpisodeFile) -> UnpublishDocument:
    from podcast.publish.headers import phase

    audio = [item for key, item in published.transfer.prepared.plan.retired.items() if phase(key) == "audio"]
    until = max((item.delete_after for item in audio), default=None)
    return {
        **transfer_document(published.transfer),
        "slug": episode.slug,
        "path": episode.path,
        "audio_until": until.isoformat() if until else None,
        "outside": outside_document(published.outside) if published.outside else None,
        "exit_status": published.exit_status,
    }
