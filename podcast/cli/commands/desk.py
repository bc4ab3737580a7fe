"""The command `desk`: the whole show in the browser of this computer."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.options import start_option
from podcast.cli.program.install_desk import install_desk
from podcast.cli.program.running_desk import open_running_desk, starting_desk
from podcast.cli.program.show_root import show_root_or_start
from podcast.cli.terminal import echo_err, echo_hint, echo_lines
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.cli.documents.site_documents import DeskDocument
    from podcast.desk.desk_session import Desk

_DEFAULT_PORT = 8370
_PASSWORD_VARIABLE = "PODCAST_DESK_PASSWORD"  # noqa: S105 - the name of the variable
_MIN_PASSWORD = 10  # characters


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """The options of the command."""

    port: int
    lan: bool
    password: bool
    no_browser: bool
    install: bool
    timer: bool


@click.command(epilog="Example:  podcast desk")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=_DEFAULT_PORT,
    show_default=True,
    help="The port; if it is in use, the next free one. A desk of this show that runs already keeps its own.",
)
@click.option(
    "--lan", is_flag=True, help="Allow other devices in the local network to read; the address contains a secret."
)
@click.option(
    "--password",
    is_flag=True,
    help="With --lan: ask for a password with which other devices may write, too.  [default: PODCAST_DESK_PASSWORD]",
)
@click.option("--no-browser", is_flag=True, help="Print the address instead of opening the browser.")
@click.option("--install", is_flag=True, help="Write a file that opens the desk of this show by a double click; exit.")
@click.option(
    "--timer", is_flag=True, help="With --install: also write a timer for `podcast publish --due`, for you to turn on."
)
@json_option
@start_option
def desk(start: Path, **values: Any) -> None:
    """Edit the whole show in your browser: episodes, notes, chapters, transcripts, releases.

    Every edit is a change in the show's files, as if you had made it with an editor. Nothing is published until you
    press the button that says so. Only this computer reaches the desk, unless you pass --lan. If the desk of this show
    runs already, the browser opens there.
    """
    options = DeskOptions(**values)
    if options.timer and not options.install:
        raise click.UsageError(_("--timer belongs to --install; pass that as well"))
    if options.install:
        install_desk(show_root_or_start(start), timer=options.timer)
        return
    if options.password and not options.lan:
        raise click.UsageError(_("--password is for other devices; pass --lan as well"))
    _run(show_root_or_start(start), options, _password(options))


def _password(options: DeskOptions) -> str:
    """Return the password for other devices, empty for none.

    Raises:
        click.UsageError: it is too short.
    """
    if not options.lan:
        return ""
    password = os.environ.get(_PASSWORD_VARIABLE, "")
    if options.password and not password:
        password = click.prompt(_("Password for other devices"), hide_input=True, confirmation_prompt=True, err=True)
    if password and len(password) < _MIN_PASSWORD:
        sentence = _("the password needs at least {count} characters; whoever has it can publish")
        raise click.UsageError(sentence.format(count=_MIN_PASSWORD))
    return password


def _run(root: Path, options: DeskOptions, password: str) -> None:
    """Serve the desk until Ctrl-C; where it runs already, open the browser there."""
    import threading
    from contextlib import ExitStack

    from podcast.desk.desk_server import first_address, open_browser, running_desk
    from podcast.platform.interrupts import heed_break
    from podcast.preview import server

    host = server.lan_address() if options.lan else server.LOOPBACK
    with ExitStack() as stack:
        with starting_desk(root) as other:
            if other:
                open_running_desk(other, is_lan=options.lan, has_port=_has_port(), no_browser=options.no_browser)
                return
            running = stack.enter_context(running_desk(root, options.port, host=host, password=password))
        heed_break()
        url = first_address(running)
        _print_addresses(running, url, options)
        if not options.no_browser:
            open_browser(url)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            echo_err(_("stopped; everything that you changed is in the show's files"))


def _has_port() -> bool:
    """Whether the port was chosen by the user."""
    source = click.get_current_context().get_parameter_source("port")
    return source is not click.core.ParameterSource.DEFAULT


def _print_addresses(running: Desk, url: str, options: DeskOptions) -> None:
    """Print the address that lets one browser in, and for other devices the one to read, also as a QR code."""
    from podcast.desk.desk_server import reader_address
    from podcast.preview import server

    port = running.address.port
    if port != options.port:
        echo_err(_("port {wanted} is in use; using port {port}").format(wanted=options.port, port=port))
    device_url = reader_address(running) if options.lan else None
    document: DeskDocument = {
        "url": url, "device_url": device_url, "port": port, "files": [], "already_running": False
    }  # fmt: skip
    echo_json(document)
    echo_lines([url])
    echo_hint(_("this address lets one browser of this computer in, once"))
    if device_url:
        echo_lines([device_url, server.qr_code(device_url)])
        can_write = _("other devices read with this address, and write with the password; the network can listen in")
        reads = _("other devices read with this address; they cannot change anything")
        echo_err(can_write if running.access.password else reads)
    echo_hint(_("press Ctrl-C to close the desk"))
