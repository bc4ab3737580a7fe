"""The desk's server: an address on this computer, the browser that opens it, the threads that serve and watch."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from podcast.desk.changed_files import watched_files
from podcast.desk.desk_app import create_app
from podcast.desk.desk_session import Desk
from podcast.desk.page_frame import FRAMING
from podcast.desk.security.access import Access, DeskAddress
from podcast.desk.security.running_record import recorded_desk
from podcast.model.file_names import SHOW_FILE
from podcast.preview import server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def running_desk(root: Path, port: int, *, host: str = server.LOOPBACK, password: str = "") -> Iterator[Desk]:
    """Serve the desk of a show until the block ends.

    Args:
        root: the show's folder, or one without a show yet.
        port: the wanted one; if it is in use, the next free one.
        host: the address to listen at.
        password: with which browsers of the local network may write; empty: they may read only.

    Raises:
        PodcastError: no port is free.
    """
    with server.listen(host, port) as listener:
        desk = Desk(root, DeskAddress(host, listener.getsockname()[1]), Access(password), FRAMING)
        running = server.running_server(create_app(desk), listener, desk.events)
        desk.watch = _watch
        with desk.resources, contextlib.closing(desk.publishing), running:
            _watch(desk)
            yield desk


def _watch(desk: Desk) -> None:
    """Watch the folder of a desk; where it has a show, let a second desk of it find this one."""
    if (desk.root / SHOW_FILE).is_file():
        access, is_lan = desk.access, not desk.address.is_local
        record = recorded_desk(desk.root, desk.address.origin, access.entrance_secret, is_lan=is_lan)
        desk.resources.enter_context(record)
    desk.resources.enter_context(watched_files(desk))


def first_address(desk: Desk) -> str:
    """Return an address that lets one browser in, to write."""
    return f"{desk.address.origin}/?token={desk.access.new_token()}"


def reader_address(desk: Desk) -> str:
    """Return an address that lets any number of browsers in, to read."""
    return f"{desk.address.origin}/?token={desk.access.new_token('read')}"


def open_browser(url: str, *, timeout: float = 0.0) -> None:
    """Open an address in the browser that this computer prefers; waited for so many seconds."""
    import webbrowser

    thread = threading.Thread(target=webbrowser.open, args=(url,), daemon=True)
    thread.start()
    thread.join(timeout)
