"""The command `share`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.options import TargetArguments, arguments_as, publish_options, show_root_option
from podcast.cli.program.completion import complete_slugs
from podcast.cli.publish_json import transfer_document
from podcast.cli.publishing import ask_to, confirm_and_carry_out, open_target
from podcast.cli.terminal import echo_hint, echo_line
from podcast.i18n import _

if TYPE_CHECKING:
    from podcast.cli.documents.release_documents import ShareDocument
    from podcast.cli.publishing import ChosenTarget, Transfer
    from podcast.pipeline.share_steps import SharedEpisode

_DAYS = click.IntRange(1, 90)


@dataclass(frozen=True, slots=True)
class ShareArguments(TargetArguments):
    """Values of the argument and the options of `podcast share`."""

    episode: str
    days: int
    end: bool


@click.command(epilog="Example:  podcast share juenger-waehlen --days 3")
@click.argument("episode", metavar="EPISODE", shell_complete=complete_slugs)
@click.option("--days", type=_DAYS, default=7, metavar="N", show_default=True, help="How long the address works.")
@click.option("--end", is_flag=True, help="End the preview now: its files are deleted from the target.")
@publish_options
@json_option
@show_root_option
@arguments_as(ShareArguments)
def share(root: Path, arguments: ShareArguments) -> None:
    """Publish a private preview of an episode, for guests and colleagues; drafts too.

    EPISODE is a slug or part of one. The preview is one page with sound, notes, chapters and transcript at an address
    that nobody can guess. It is in no feed and no list, and search engines are told to leave it out. Run it again to
    show a newer version at the same address. It ends with --end, or by the first publish after its days are over.
    """
    import tempfile

    from podcast.show.episode_folder import episode_slugs
    from podcast.show.find_episode import find_slug

    slug = find_slug(episode_slugs(root)[0], arguments.episode)
    chosen = open_target(root, arguments.target, dry_run=arguments.dry_run)
    with tempfile.TemporaryDirectory(prefix="podcast-share-") as folder:
        shared = _plan(root, slug, chosen, arguments, Path(folder))
        echo_line(chosen.line)
        question = _("End this preview now?") if arguments.end else _("Publish this preview now?")
        done = _("the preview of {slug} is gone") if arguments.end else _("preview of {slug}:")
        transfer = confirm_and_carry_out(
            shared.prepared, chosen, arguments, ask_to(question), lambda _count: done.format(slug=slug)
        )
    echo_json(_document(shared, transfer))
    if transfer.done and not arguments.end:
        _print_address(shared, chosen)


def _plan(root: Path, slug: str, chosen: ChosenTarget, arguments: ShareArguments, folder: Path) -> SharedEpisode:
    from podcast.cli import progress
    from podcast.pipeline import share_steps

    if arguments.end:
        return share_steps.plan_end(chosen.settings, slug, chosen.target)
    options = share_steps.ShareOptions(arguments.days, folder)
    with progress.build_progress() as report:
        return share_steps.plan_share(root, slug, chosen.target, options, report)


def _print_address(shared: SharedEpisode, chosen: ChosenTarget) -> None:
    from podcast.publish.share_secrecy import listing_hint

    end = shared.expires_at.astimezone() if shared.expires_at else None
    echo_line(shared.url)
    echo_hint(
        _("works until {end:%Y-%m-%d %H:%M}; `podcast share {slug} --end` ends it now").format(
            end=end, slug=shared.slug
        )
    )
    if hint := listing_hint(chosen.settings.link):
        echo_hint(_("hint: {what}").format(what=hint))


def _document(shared: SharedEpisode, transfer: Transfer) -> ShareDocument:
    return {
        **transfer_document(transfer),
        "slug": shared.slug,
        "url": shared.url,
        "expires": shared.expires_at.isoformat() if shared.expires_at else None,
    }
