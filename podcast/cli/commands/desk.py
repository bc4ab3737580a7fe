"""The command `desk`: the whole show in the browser of this computer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podcast.cli.options import start_option
from podcast.cli.program.run_state import current_state
from podcast.cli.terminal import echo_err, echo_hint, echo_lines
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

_DEFAULT_PORT = 8370


@click.command(epilog="Example:  podcast desk")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=_DEFAULT_PORT,
    show_default=True,
    help="The port; if it is in use, the next free one.",
)
@click.option("--no-browser", is_flag=True, help="Do not open the browser; print the address.")
@start_option
def desk(start: Path, port: int, *, no_browser: bool) -> None:
    """Edit the whole show in your browser; every edit is a change in the same files."""
    import threading

    from podcast.desk.desk_server import first_address, open_browser, running_desk
    from podcast.errors import PodcastError
    from podcast.platform.interrupts import heed_break
    from podcast.show.root_folder import find_show_root

    try:
        root = find_show_root(start)
    except PodcastError:
        root = start.resolve()
    current_state().root = root
    with running_desk(root, port) as running:
        heed_break()
        url = first_address(running)
        echo_lines([url])
        echo_hint(_("press Ctrl-C to stop"))
        if not no_browser:
            open_browser(url)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            echo_err(_("stopped; everything that you changed is in the show's files"))
