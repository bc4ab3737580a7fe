"""What needs no audio is made while masters are: the same files, and nothing is made twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from podcast import pipeline
from podcast.errors import ShowError
from podcast.files.cache import Cache
from podcast.pages.images import card_files, resize
from podcast.pipeline import audio_steps
from podcast.steps import prerendering
from podcast.steps.paths import ProjectPaths
from podcast.steps.prerendering import prerender
from tests.support.site_builds import the_show
from tests.support.small_show import change, write_show

PEOPLE = "people:\n  ada: {name: Ada Lovelace, role: host, image: people/ada.jpg}\npublish:"


@pytest.fixture
def root(tmp_path):
    root = write_show(tmp_path / "show", episodes=2)
    (root / "people").mkdir()
    Image.effect_noise((300, 300), 90).convert("RGB").save(root / "people" / "ada.jpg")
    Image.effect_noise((1500, 1450), 90).convert("RGB").save(root / "episodes" / "folge-1" / "cover.png")
    change(root / "podcast.yaml", "publish:", PEOPLE)
    return root


def build(root):
    with ThreadPoolExecutor(1) as executor:
        return pipeline.build_show(the_show(root), root, executor, lambda _event: None)


def made_files(root):
    folders = (root / ".podcast" / "pictures", root / "site")
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def prerender_all(root):
    paths = ProjectPaths(root)
    with Cache(paths.database, root) as cache:
        for _step in prerender(the_show(root), paths, cache):
            pass


def forbid(*_args, **_kwargs):
    raise AssertionError("made twice")


@pytest.mark.long
def test_rendering_finds_every_picture_and_card(root, monkeypatch):
    prerender_all(root)
    for module, name in ((resize, "_write_variant"), (card_files, "draw_to_file")):
        monkeypatch.setattr(module, name, forbid)
    build(root)


@pytest.mark.long
def test_a_build_gives_the_same_files_without_it(root, monkeypatch):
    build(root)
    with_prerendering = made_files(root)
    pipeline.request_verification(root)
    for path in sorted((root / ".podcast").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    for path in (root / "site").rglob("*.*"):
        if path.is_file():
            path.unlink()
    monkeypatch.setattr(audio_steps, "prerender", lambda *_args: iter(()))
    build(root)
    assert made_files(root) == with_prerendering


@pytest.mark.long
def test_a_broken_picture_is_an_error_of_the_build_after_all_recordings_are_mastered(root):
    show = the_show(root)
    (root / "people" / "ada.jpg").write_bytes(b"no picture")
    mastered = []
    with ThreadPoolExecutor(1) as executor, pytest.raises(ShowError, match=r"ada\.jpg"):
        pipeline.build_show(show, root, executor, mastered.append)
    assert len([event for event in mastered if isinstance(event, pipeline.RecordingMastered)]) == 2


def test_of_a_large_show_nothing_is_made_ahead(root, monkeypatch):
    monkeypatch.setattr(prerendering, "PARALLEL_THRESHOLD", 2)
    prerender_all(root)
    assert made_files(root) == {}


@pytest.mark.long
def test_a_build_that_verifies_its_files_makes_nothing_ahead(root):
    build(root)
    pipeline.request_verification(root)
    paths = ProjectPaths(root)
    with Cache(paths.database, root) as cache:
        cache.start_build()
        assert cache.verify
        assert list(prerender(the_show(root), paths, cache)) == []
