"""A desk of the same show that runs already: the second `podcast desk` opens the browser there."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from podcast.cli.json_output import echo_json
from podcast.cli.terminal import echo_err, echo_hint, echo_lines
from podcast.errors import BusyError
from podcast.i18n import _
from podcast.model.file_names import SHOW_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.cli.documents.site_documents import DeskDocument
    from podcast.desk.security.running_record import RunningDesk

BROWSER_TIMEOUT: Final = 10.0  # seconds until the browser has taken the address, if it does not wait for its end


@contextlib.contextmanager
def starting_desk(root: Path) -> Iterator[RunningDesk | None]:
    """Yield the desk of a show that runs already; while the block runs, no other one of the show starts.

    Args:
        root: the show's folder, or one without a show yet.
    """
    from podcast.desk.security.running_record import LOCK, find_running_desk
    from podcast.files.exclusive_lock import waiting_lock

    if not (root / SHOW_FILE).is_file():
        yield None
        return
    with waiting_lock(root / LOCK):
        yield find_running_desk(root)


def open_running_desk(desk: RunningDesk, *, is_lan: bool, has_port: bool, no_browser: bool) -> None:
    """Open the browser at a desk that runs already.

    Args:
        desk: that runs.
        is_lan: whether other devices are to reach it.
        has_port: whether a port was named.
        no_browser: whether the address is only printed.

    Raises:
        BusyError: other devices cannot reach it.
    """
    from podcast.desk.desk_server import open_browser

    if is_lan and not desk.is_lan:
        sentence = _(
            "the desk of this show is running already at {address}, without --lan; end it there (Ctrl-C) first"
        )
        raise BusyError(sentence.format(address=desk.origin))
    echo_err(_("the desk of this show is running already; this address leads there"))
    if has_port:
        sentence = _("--port has no effect: the desk keeps {address}; end it there (Ctrl-C) to choose another port")
        echo_err(sentence.format(address=desk.origin))
    port = urlsplit(desk.origin).port
    document: DeskDocument = {
        "url": desk.url, "device_url": None, "port": port, "files": [], "already_running": True
    }  # fmt: skip
    echo_json(document)
    echo_lines([desk.url])
    echo_hint(_("this address lets one browser of this computer in, once"))
    if not no_browser:
        open_browser(desk.url, timeout=BROWSER_TIMEOUT)
