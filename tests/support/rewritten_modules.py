"""Workers take over each other's test modules as pytest has rewritten them for its messages about `assert`.

Rewriting takes half of the time of collecting the tests. Each worker would do it for all modules, also where Python may
not keep compiled files (PYTHONDONTWRITEBYTECODE). Of two workers, one begins at the end, so that they meet halfway.
"""

from __future__ import annotations

import hashlib
import marshal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.assertion import rewrite

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from types import CodeType

_REWRITE = rewrite._rewrite_test  # noqa: SLF001
_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []  # of this run


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the others look for modules."""
    if not _FOLDERS:
        _FOLDERS.append(tempfile.TemporaryDirectory(prefix="rewritten-"))
    node.workerinput["rewritten"] = _FOLDERS[0].name


def pytest_configure(config: pytest.Config) -> None:
    """Let a worker look there."""
    if folder := getattr(config, "workerinput", {}).get("rewritten"):
        rewrite._rewrite_test = lambda path, config: rewrite_once(Path(folder), path, config)  # noqa: SLF001


def pytest_unconfigure() -> None:
    """Remove what was rewritten."""
    while _FOLDERS:
        _FOLDERS.pop().cleanup()


def rewrite_once(folder: Path, path: Path, config: pytest.Config) -> tuple[os.stat_result, CodeType]:
    """Return a module's state and code, rewritten by any of the workers."""
    state = path.stat()
    place = folder / hashlib.sha256(f"{path} {state.st_mtime_ns} {state.st_size}".encode()).hexdigest()
    if place.is_file():
        return state, marshal.loads(place.read_bytes())  # noqa: S302 -- written by a worker of this run
    rewritten = _REWRITE(path, config)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(marshal.dumps(rewritten[1]))
    Path(file.name).replace(place)
    return rewritten


def begins_at_the_end(config: pytest.Config) -> bool:
    """Whether this process is every second worker, and all tests below a folder are collected."""
    worker = getattr(config, "workerinput", {}).get("workerid", "gw0")
    return len(config.args) == 1 and int(worker.removeprefix("gw")) % 2 == 1


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[Any]:
    """Let a worker go through the folders from their ends."""
    report = yield
    if isinstance(collector, pytest.Directory) and begins_at_the_end(collector.config):
        report.result.reverse()
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put all tests in the order that they have for the other workers."""
    if begins_at_the_end(config):
        items.sort(key=lambda item: item.path.parts)
