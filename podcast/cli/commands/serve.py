"""The command `serve`: preview the site on this machine, or on a phone in the same network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.options import jobs_option, start_option
from podcast.cli.program.show_root import show_root_or_start
from podcast.cli.terminal import echo_err, echo_hint, echo_lines
from podcast.i18n import _, format_number, ngettext

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.cli.documents.site_documents import ServeDocument
    from podcast.preview.rebuild import RebuildEvent
    from podcast.preview.view import PreviewAddress

_DEFAULT_PORT = 8360
_MAX_NAMED_SOURCES = 3  # changed files that the line of a rebuild names


@click.command(epilog="Example:  podcast serve --lan")
@click.option(
    "--lan",
    is_flag=True,
    help="Allow other devices in the local network, such as your phone; the address contains a secret.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=_DEFAULT_PORT,
    show_default=True,
    help="The port; if it is in use, the next free one.",
)
@jobs_option
@json_option
@start_option
def serve(start: Path, port: int, jobs: int | None, *, lan: bool) -> None:
    """Preview the site in your browser, drafts included, and rebuild it whenever a file changes."""
    import secrets
    from datetime import UTC, datetime

    from podcast.cli import progress
    from podcast.platform.interrupts import heed_break
    from podcast.preview import rebuild, server
    from podcast.preview.app import create_app
    from podcast.preview.broadcast import ViewBroadcaster
    from podcast.preview.view import PreviewAddress

    root = show_root_or_start(start)
    host, token = (server.lan_address(), secrets.token_hex(8)) if lan else (server.LOOPBACK, "")
    broadcaster = ViewBroadcaster()
    options = rebuild.RebuildOptions(jobs, progress.build_progress, lambda: datetime.now(UTC))
    with server.listen(host, port) as listener:
        address = PreviewAddress(host, listener.getsockname()[1], token)
        _print_address(address, port)
        app = create_app(broadcaster, address, rebuild.content_type)
        with server.running_server(app, listener, broadcaster):
            heed_break()
            try:
                rebuild.watch_and_rebuild(root, broadcaster, options, _print_event)
            except KeyboardInterrupt:
                echo_err(_("stopped; nothing from the preview was published"))


def _print_address(address: PreviewAddress, wanted_port: int) -> None:
    """Print the URL of the preview, and a QR code that leads a phone to the page with the feed's URL."""
    from podcast.preview import server
    from podcast.preview.view import OWN_PREFIX

    if address.port != wanted_port:
        sentence = _("port {wanted} is in use; using port {port}")
        echo_err(sentence.format(wanted=wanted_port, port=address.port))
    device_url = f"{address.url}{OWN_PREFIX}" if address.token else None
    document: ServeDocument = {"url": address.url, "device_url": device_url, "port": address.port}
    echo_json(document)
    echo_lines([address.url])
    if device_url:
        echo_lines([server.qr_code(device_url)])
        echo_err(_("anyone with this address can see drafts too; the QR code leads to a page with the feed's address"))
    echo_hint(_("press Ctrl-C to stop"))


def _print_event(event: RebuildEvent) -> None:
    from podcast.preview.rebuild import RebuildFailed

    if isinstance(event, RebuildFailed):
        for line in event.problems:
            echo_err(line)
        good, none = _("showing the last good build"), _("fix this; until then the address shows these problems")
        echo_err(good if event.shows_last_build else none)
    else:
        count = len(event.files)
        sentence = ngettext("{n} file rebuilt in {seconds} s", "{n} files rebuilt in {seconds} s", count)
        changed = f" ({', '.join(event.sources[:_MAX_NAMED_SOURCES])})" if event.sources else ""
        echo_hint(sentence.format(n=count, seconds=format_number(event.seconds, 2)) + changed)
