"""What all tests share: English, steady examples, the S3 server, and the shipped show, built."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from podcast import pipeline
from podcast.steps import workers
from tests.support.caches import OPEN_CACHES
from tests.support.parsed_code import no_search_for_garbage
from tests.support.paths import ROOT
from tests.support.shared_folder import shared_folder
from tests.support.small_show import write_show
from tests.support.thread_workers import ThreadWorkers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.pipeline import BuildResult

pytest_plugins = [
    "tests.support.publish.s3_server",
    "tests.support.publish.ftp_server",
    "tests.support.publish.cut_lines",
    "tests.support.publish.ssh_server",
    "tests.support.publish.webdav_servers",
    "tests.support.publish.files_on_servers",
    "tests.support.dask_cluster",
    "tests.support.resized_pictures",
]

# A shell that starts the tests in the background has Ctrl-C ignored, by all that they start as well.
signal.signal(signal.SIGINT, signal.default_int_handler)
os.environ["LANGUAGE"] = "en"  # what the tests compare with, and what the programs that they start speak
sys.modules["rfc3987_syntax"] = None  # jsonschema imports it for IRIs, which takes two seconds

# Examples are the same each time, and no clock decides whether a test passes.
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collect without looking for garbage: ten thousand tests and all modules stay, and are not looked at again."""
    with no_search_for_garbage():
        return (yield)


# Of the shipped show: both drafts, a trailer, an episode of each season, of none, and of each topic of podcast.yaml.
SOME_EPISODES = "|".join(
    (
        *("vierte-folge-der-dritten-staffel", "weitere-folge-der-ersten-staffel", "trailer-staffel-3"),
        *("echte-beteiligung-.*", "agiles-arbeiten-.*", "norderstedt-.*", "dienst-fuer-fortschritt-.*"),
        *("sozialplanung-.*", "kinder-und-jugendbeteiligung-fuer-.*"),
    )
)

# Fixtures that start a server.
NEED_A_SERVER = {"seaweed", "dask_cluster", "own_cluster", "ftp_authority", "ssh_server", "webdav_certificate"}


@pytest.fixture(autouse=True)
def english_and_no_open_caches() -> Iterator[None]:
    """No test leaves another language behind, nor the caches of `tests.support.caches` open."""
    os.environ["LANGUAGE"] = "en"
    yield
    os.environ["LANGUAGE"] = "en"
    OPEN_CACHES.close()


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by `-m`
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that needs the S3 server or a cluster, so that `make test` leaves it to `make test-targets`."""
    for item in items:
        if NEED_A_SERVER & {*getattr(item, "fixturenames", ())}:
            item.add_marker("server")


@pytest.fixture
def thread_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds carry out their jobs in a thread, where a test is not about processes: these take half a second each."""
    monkeypatch.setattr(workers, "Workers", ThreadWorkers)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """A third of the shipped show, built in another folder; tests copy it before they change it."""
    return shared_folder(tmp_path_factory, "part-of-shipped-show", partial(build_shipped_show, SOME_EPISODES))


@pytest.fixture(scope="session")
def built_in_full(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """The shipped show, built in another folder, which takes a minute of a processor."""
    return shared_folder(tmp_path_factory, "shipped-show", partial(build_shipped_show, ".*"))


def build_shipped_show(pattern: str, root: Path) -> BuildResult:
    for name in ("podcast.yaml", "cover.jpg"):
        shutil.copy2(ROOT / name, root / name)
    shutil.copytree(ROOT / "templates", root / "templates")
    for folder in sorted((ROOT / "episodes").iterdir()):
        if re.fullmatch(pattern, folder.name):
            shutil.copytree(folder, root / "episodes" / folder.name)
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
