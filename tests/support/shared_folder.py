"""Folders that take seconds to make: the first worker of a test run makes one, the others wait for it and share it."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

Value = TypeVar("Value")


def shared_folder(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Value]) -> Value:
    """Return what `make` returned for the empty folder `name`, called once in a run of any number of workers.

    Tests may read the folder and copy it, never change it.

    Args:
        factory: pytest's factory of temporary folders.
        name: of the folder, unique in the tests.
        make: fills the folder; its value is pickled.
    """
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # of the folders of all workers
    folder, pickled = base / name, base / f"{name}.pickle"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not pickled.is_file():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            pickled.write_bytes(pickle.dumps(make(folder)))
    return pickle.loads(pickled.read_bytes())
