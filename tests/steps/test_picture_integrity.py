"""No changed byte of the cache reaches site/, and every name with a digest is that of its bytes."""

import hashlib
import os
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from podcast import pipeline
from podcast.files.cache import Cache
from podcast.show.load import load
from podcast.steps.mastering_events import FileDamaged
from podcast.steps.paths import ProjectPaths
from tests.support.site_builds import VTT, the_show
from tests.support.small_show import change, write_show

pytestmark = pytest.mark.usefixtures("thread_workers")

PEOPLE = "people:\n  ada: {name: Ada Lovelace, role: host, image: people/ada.jpg}\npublish:"
DIGEST_NAME = re.compile(r"\.([0-9a-f]{8})\.\w+$")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A show with pictures of every use, built once; with the bytes of its site."""
    from PIL import Image

    root = write_show(tmp_path_factory.mktemp("built") / "show", episodes=1)
    (root / "people").mkdir()
    Image.effect_noise((300, 300), 90).convert("RGB").save(root / "people" / "ada.jpg")
    Image.effect_noise((1500, 1450), 90).convert("RGB").save(root / "episodes" / "folge-1" / "cover.png")
    Image.effect_noise((700, 200), 90).convert("RGB").save(root / "episodes" / "folge-1" / "skizze.png")
    (root / "episodes" / "folge-1" / "transcript.vtt").write_text(VTT)
    change(root / "podcast.yaml", "publish:", PEOPLE)
    assert load(root).show is not None, load(root).problems
    build(root)
    return root, site_bytes(root)


def build(root):
    events = []
    with ThreadPoolExecutor(1) as executor:
        pipeline.build_show(the_show(root), root, executor, events.append)
    return [event.path for event in events if isinstance(event, FileDamaged)]


def site_bytes(root):
    site = root / "site"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def cached_files(root):
    return sorted(path for path in (root / ".podcast" / "pictures").rglob("*") if path.is_file())


def flip(path, *, mtime_kept):
    """Change a byte in the middle of a file in place."""
    state, data = path.stat(), path.read_bytes()
    with path.open("r+b") as file:
        file.seek(len(data) // 2)
        file.write(bytes([data[len(data) // 2] ^ 1]))
    times = state.st_mtime_ns if mtime_kept else state.st_mtime_ns + 5_000_000_000
    os.utime(path, ns=(times, times))


def test_every_name_with_a_digest_has_that_of_its_bytes(built):
    _root, files = built
    names = {path: match[1] for path in files if (match := DIGEST_NAME.search(path))}
    assert {path: hashlib.sha256(files[path]).hexdigest()[:8] for path in names} == names
    suffixes = {path.rpartition(".")[2] for path in names}
    assert {"mp3", "css", "js", "woff2", "jpg", "webp", "avif", "bin"} <= suffixes
    for use in ("cover-480", "cover-share", "ada-app", "folge-1-card", "home-card", "assets/folge-1.", "assets/cover."):
        assert any(use in path for path in names), use


@pytest.mark.parametrize("mtime_kept", [True, False])
@pytest.mark.parametrize("site_left", [True, False])
def test_no_changed_byte_of_a_cached_file_reaches_the_site(built, mtime_kept, site_left):
    root, before = built
    paths = cached_files(root)
    assert len(paths) > 20
    undamaged = {path: path.read_bytes() for path in paths}
    for path in paths:
        flip(path, mtime_kept=mtime_kept)
    if not site_left:
        for path in (root / "site" / "assets").rglob("*.*"):
            path.unlink()
    build(root)
    assert site_bytes(root) == before
    verify(root)
    kept = {path: path.read_bytes() for path in paths if path.is_file()}  # others are made when they are needed
    assert kept == {path: undamaged[path] for path in kept}
    assert len(kept) >= len(undamaged) - 1  # the cover in tags
    assert site_bytes(root) == before


def verify(root):
    with Cache(ProjectPaths(root).database, root) as cache:
        cache.request_verification()
    build(root)


def test_a_verification_makes_every_damaged_page_and_picture_of_the_site_again(built):
    root, before = built
    for path in (root / "site").rglob("*.*"):
        if path.is_file() and path.stat().st_size:
            flip(path, mtime_kept=True)
    verify(root)
    assert site_bytes(root) == before
