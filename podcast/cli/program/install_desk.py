"""What `podcast desk --install` writes and prints."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from podcast.cli.json_output import echo_json
from podcast.cli.terminal import ask_yes_no, echo_hint, echo_line
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.cli.documents.site_documents import DeskDocument


def install_desk(root: Path, *, timer: bool) -> None:
    """Write a launcher of the desk; also a timer for scheduled episodes, if the user wants one.

    Args:
        root: the show's folder.
        timer: whether the timer was asked for; if not, a person at a terminal is asked.

    Raises:
        FileError: the disk refuses.
    """
    from podcast.desk.installation import launcher_of, write_system_file
    from podcast.platform.launchers import this_system

    launcher = launcher_of(root)
    write_system_file(launcher)
    echo_line(_("wrote {path}").format(path=launcher.path))
    places = {
        "linux": _("the desk is in the menu of your programs now, under the name of the show"),
        "macos": _("the desk is on your desktop now; the first time, open it with a right click and Open"),
        "windows": _("the desk is on your desktop now; start it by a double click"),
    }
    echo_line(places[this_system()])
    question = _("Publish scheduled episodes by themselves once they are due?")
    files = [launcher.path]
    if timer or (sys.stdin.isatty() and ask_yes_no(question, default=False)):
        files += _write_timer(root)
    elif not sys.stdin.isatty():
        echo_hint(_("`podcast desk --install --timer` also writes a timer for scheduled episodes"))
    names = [str(path) for path in files]
    document: DeskDocument = {
        "url": None, "device_url": None, "port": None, "files": names, "already_running": False
    }  # fmt: skip
    echo_json(document)


def _write_timer(root: Path) -> list[Path]:
    """Write the timer, print how it is turned on and off, and return its files."""
    from podcast.desk.installation import timer_of, write_system_file
    from podcast.platform.scheduled_tasks import INTERVAL

    task = timer_of(root)
    for file in task.files:
        write_system_file(file)
        echo_line(_("wrote {path}").format(path=file.path))
    sentence = _("the timer is written, but not on: it looks every {minutes} minutes while you are logged in")
    echo_line(sentence.format(minutes=INTERVAL))
    echo_line(_("turn it on with:"))
    for command in task.enable:
        echo_line(f"  {command}")
    echo_line(_("turn it off with:"))
    for command in task.disable:
        echo_line(f"  {command}")
    return [file.path for file in task.files]
