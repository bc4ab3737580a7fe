"""The command that shows the site while it is being made: a preview on this machine, or on the phone beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from podcast.cli.options import in_show
from podcast.cli.terminal import echo, hint
from podcast.i18n import _, format_number, ngettext

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.preview.view import Base

_PORT = 8360
_NAMED = 3  # files of a change that a line names


@click.command(epilog="Example:  podcast serve --lan, to look and listen on a phone in the same network")
@click.option("--lan", is_flag=True, help="For other devices of the local network too; the address holds a secret.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=_PORT,
    show_default=True,
    help="Where to listen; the next free one if it is taken.",
)
@click.option("-j", "--jobs", type=click.IntRange(1), metavar="N", help="Recordings mastered at once.")
@in_show
def serve(root: Path, port: int, jobs: int | None, *, lan: bool) -> None:
    """Show the site on this machine, drafts and all, and rebuild it whenever a file changes."""
    import secrets

    from podcast.cli import progress
    from podcast.preview import rebuild as previewing
    from podcast.preview import server as listening
    from podcast.preview.app import app
    from podcast.preview.broadcast import Hub
    from podcast.preview.view import Base

    host, token = (listening.lan_address(), secrets.token_hex(8)) if lan else (listening.LOOPBACK, "")
    hub = Hub()
    builder = previewing.Builder(jobs, progress.mastering, lambda: datetime.now(UTC))
    with listening.opened(host, port) as at:
        base = Base(host, at.getsockname()[1], token)
        _hello(base, port)
        with listening.answering(app(hub, base, previewing.content_type), at, hub):
            try:
                previewing.follow(root, hub, builder, _say)
            except KeyboardInterrupt:
                hint(_("stopped; nothing of the preview was published"))


def _hello(base: Base, wanted: int) -> None:
    """Where the preview is; the QR code leads a phone to the page that names the feed."""
    from podcast.preview import server as listening
    from podcast.preview.view import OWN

    if base.port != wanted:
        hint(_("port {wanted} is taken, port {port} is used instead").format(wanted=wanted, port=base.port))
    echo([base.url])
    if base.token:
        echo([listening.qr(f"{base.url}{OWN}")])
        hint(_("whoever knows this address sees drafts too; the code leads to a page with the feed's address"))
    hint(_("Ctrl-C ends it"))


def _say(event: object) -> None:
    """A line for each build."""
    from podcast.preview.rebuild import Rebuilt, Refused

    if isinstance(event, Refused):
        for line in event.wrong:
            hint(line)
        hint(_("the last good build is still shown") if event.shown else _("put it right; nothing is shown until then"))
    elif isinstance(event, Rebuilt):
        count = len(event.files)
        words = ngettext("{n} file rebuilt in {seconds} s", "{n} files rebuilt in {seconds} s", count)
        changed = f" ({', '.join(event.sources[:_NAMED])})" if event.sources else ""
        hint(words.format(n=count, seconds=format_number(event.seconds, 2)) + changed)
