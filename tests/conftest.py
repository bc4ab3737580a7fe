"""What all tests share: English, steady examples, the S3 server, and the shipped show, built."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from podcast import pipeline
from tests.support.paths import ROOT
from tests.support.shared_folder import shared_folder
from tests.support.small_show import write_show

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.pipeline import BuildResult

pytest_plugins = ["tests.support.publish.s3_server"]

os.environ["LANGUAGE"] = "en"  # what the tests compare with, and what the programs that they start speak

# Examples are the same each time, and no clock decides whether a test passes.
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by `-m`
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that needs the S3 server, so that `make test` leaves it to `make test-targets`."""
    for item in items:
        if "seaweed" in getattr(item, "fixturenames", ()):
            item.add_marker("server")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that was asked to speak German does so no longer than its test."""
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """The shipped show, built in another folder; tests copy it before they change it."""
    return shared_folder(tmp_path_factory, "shipped-show", build_shipped_show)


def build_shipped_show(root: Path) -> BuildResult:
    for name in ("podcast.yaml", "cover.jpg"):
        shutil.copy2(ROOT / name, root / name)
    for name in ("episodes", "templates"):
        shutil.copytree(ROOT / name, root / name)
    show = pipeline.load_show(root).due(datetime(2026, 1, 1, tzinfo=UTC))
    with ProcessPoolExecutor(2) as executor:
        return pipeline.build_show(show, root, executor, lambda _: None)


@pytest.fixture(scope="session")
def small_show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show of two short episodes, built; tests copy it before they change it."""
    return shared_folder(tmp_path_factory, "small-show", build_small_show)


def build_small_show(root: Path) -> Path:
    write_show(root)
    show = pipeline.load_show(root).due(datetime(2026, 1, 1, tzinfo=UTC))
    with ThreadPoolExecutor(2) as executor:
        pipeline.build_show(show, root, executor, lambda _: None)
    return root
