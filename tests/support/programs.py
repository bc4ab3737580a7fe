"""Programs of the system that judge our files; tests without one are skipped unless it is required."""

from __future__ import annotations

import os
import shutil

import pytest

SERVERS = ("/usr/sbin", "/usr/local/sbin")  # which the PATH of most users does not have


def installed_program(name: str) -> str:
    """The path of a program."""
    path = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", os.defpath), *SERVERS]))
    if path is None:
        missing = f"{name} is not installed"
        pytest.fail(missing) if os.environ.get("PODCAST_READERS") == "required" else pytest.skip(missing)
    return path
