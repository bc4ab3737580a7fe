"""Which files a piece of code opens: what is counted instead of seconds."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_recorders: list[list[str]] = []


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _recorders and isinstance(arguments[0], str | bytes | Path):
        for recorder in _recorders:
            recorder.append(str(arguments[0]))


sys.addaudithook(_note)  # an audit hook stays for the life of the process


@contextmanager
def opened_files(folder: Path) -> Iterator[list[str]]:
    """Yield a list that receives the paths below a folder, as they are opened by this process."""
    opened: list[str] = []
    paths: list[str] = []
    _recorders.append(opened)
    try:
        yield paths
    finally:
        _recorders.remove(opened)
        paths += [path.removeprefix(f"{folder}/") for path in opened if path.startswith(f"{folder}/")]
