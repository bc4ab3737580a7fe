"""One show at every place by the real `podcast`: read back over HTTP byte for byte, undone, verified, taken down."""

from __future__ import annotations

import contextlib
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from podcast import pipeline
from tests.support import podcast_process
from tests.support.publish.memory_target import as_built
from tests.support.publish.show_places import PLACE_PARAMETERS, open_place
from tests.support.small_show import SHOW, change, write_show

PUBLISH = ("publish", "--yes", "--allow-older", "--allow", "gone")
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def builds(tmp_path_factory):
    """One show twice: with another title and another recording."""
    first = write_show(tmp_path_factory.mktemp("published") / "first")
    second = first.parent / "second"
    shutil.copytree(first, second)
    change(second / "episodes" / "folge-1" / "episode.yaml", "title: Folge 1", "title: Anders")
    shutil.copy(second / "episodes" / "folge-1" / "recording.wav", second / "episodes" / "folge-2" / "recording.wav")
    for root in (first, second):
        shown = pipeline.load_show(root).due(datetime(2025, 1, 1, tzinfo=UTC))
        with ThreadPoolExecutor(2) as executor:
            pipeline.build_show(shown, root, executor, lambda _: None)
    return first, second


@pytest.fixture(params=PLACE_PARAMETERS)
def place(request, builds):
    """A place, to which both builds are published."""
    with contextlib.ExitStack() as stack:
        place = open_place(request, stack, lambda *_: None)
        target = place.move()
        for root in builds:
            (root / "podcast.yaml").write_text(SHOW.replace("publish: {target: published}\n", target), "utf-8")
        yield place


def run(root, *words):
    return podcast_process.run(*words, "-C", root)


def digest(data):
    return sha256(data).hexdigest()


def built(root):
    site = root / "site"
    return {path.relative_to(site).as_posix(): digest(path.read_bytes()) for path in site.rglob("*") if path.is_file()}


def public(place, root):
    """The digest of each file of a build, as everyone gets it."""
    return {key: digest(as_built(key, place.object(key) or b"")) for key in built(root)}


def test_a_show_is_published_read_back_undone_verified_and_taken_down(place, builds):
    first, second = builds
    published = run(first, *PUBLISH)
    assert published.returncode == 0, published.stderr
    assert public(place, first) == built(first)
    assert "nothing to publish" in run(first, *PUBLISH).stdout
    assert run(second, *PUBLISH).returncode == 0
    assert public(place, second) == built(second)
    assert run(second, "verify").returncode == 0
    undone = run(second, "undo", "--yes")
    assert undone.returncode == 0, undone.stderr
    assert digest(as_built("feed.xml", place.object("feed.xml"))) == built(first)["feed.xml"]
    assert run(second, "verify").returncode == 0
    assert run(second, "unpublish", "--show", "--confirm", "Kleine Sendung").returncode == 0
    assert place.object("feed.xml") is None
    assert place.object("index.html") is None


def test_a_damaged_file_is_found_and_repaired(place, builds):
    first, _second = builds
    assert run(first, *PUBLISH).returncode == 0
    place.overwrite("index.html", b"x" * (first / "site" / "index.html").stat().st_size)
    found = run(first, "verify")
    assert found.returncode == 1
    assert "index.html" in found.stdout + found.stderr
    assert run(first, *PUBLISH).returncode == 0
    assert public(place, first) == built(first)
