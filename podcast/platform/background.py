"""Processes that go on when the program that started them ends, or is interrupted by Ctrl-C."""

from __future__ import annotations

import subprocess
from typing import Any

from podcast.platform.rules import WINDOWS_RULES


def background_options() -> dict[str, Any]:
    """The options of `subprocess.Popen` for a process of its own session, or on Windows, of its own group."""
    if WINDOWS_RULES:
        group: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        window: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        return {"creationflags": group | window}
    return {"start_new_session": True}
