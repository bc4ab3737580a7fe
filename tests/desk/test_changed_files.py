"""The desk follows the show's files for as long as it runs."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from podcast.desk.desk_server import running_desk
from tests.support.desk_show import write_desk_show

PATIENCE = 20  # seconds
DESCRIPTORS = Path("/proc/self/fd")


def watches() -> int:
    """The number of open instances of inotify, of which a user has 128."""
    targets = []
    for descriptor in DESCRIPTORS.iterdir():
        try:
            targets.append(str(descriptor.readlink()))
        except FileNotFoundError:  # closed meanwhile
            continue
    return sum("inotify" in target for target in targets)


@pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")
def test_a_desk_that_ends_stops_watching(tmp_path: Path) -> None:
    root, before = write_desk_show(tmp_path / "show"), watches()
    end = time.monotonic() + PATIENCE
    with running_desk(root, 18400):
        while watches() <= before:
            assert time.monotonic() < end, "it never watched"
            time.sleep(0.02)
    while watches() > before:
        assert time.monotonic() < end, "it still watches"
        time.sleep(0.05)
