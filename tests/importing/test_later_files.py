"""Files that could not be fetched at first: the next import fetches them, and edited files stay as they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from podcast.cli.main import podcast
from podcast.importing.mapping import write_show
from podcast.show.load import load
from tests.support.media_host import media_host
from tests.support.old_show import OldShow, picture, sound
from tests.support.small_show import change

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

LINK = "https://podcast.example.org/"
SMALL_FILES = ("/cover.jpg", "/cover-2.png", "/1.vtt", "/2.json")


@pytest.fixture(scope="module")
def mp3(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return sound(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def old_show(mp3: bytes) -> Iterator[OldShow]:
    """A show at its old host; its second episode has a cover of its own."""
    with media_host() as host:
        show = OldShow(host, mp3)
        show.publish()
        cover = host.add("/cover-2.png", picture("PNG"), type="image/png")
        feed = host.files["/feed.xml"]
        feed.body = feed.body.replace(b"</item>", f'<itunes:image href="{cover}"/></item>'.encode(), 1)
        yield show


@pytest.fixture(autouse=True)
def _direct_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


def run(show: OldShow, root: Path, *words: str) -> Result:
    show.host.requests.clear()
    command = ["import", show.feed, str(root), "--allow-private", "--link", LINK, "--lang", "en"]
    return CliRunner().invoke(podcast, [*command, *words])


def import_without(show: OldShow, root: Path, *paths: str) -> None:
    """Import a show while some of its files are missing at the old host; they are there again afterwards."""
    files = {path: show.host.files.pop(path) for path in paths}
    assert run(show, root).exit_code == 1
    show.host.files |= files


def complete(show: OldShow, root: Path) -> dict[str, Any]:
    """The document of an import that is complete."""
    result = run(show, root, "--json")
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)["show"]
    return document


def contents(root: Path) -> dict[str, bytes]:
    files = [path for path in root.rglob("*") if path.is_file() and ".podcast" not in path.parts]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def test_what_was_missing_is_fetched_later_and_the_folder_is_as_if_it_had_never_been(
    old_show: OldShow, tmp_path: Path
) -> None:
    complete(old_show, tmp_path / "at-once")
    import_without(old_show, tmp_path / "later", *SMALL_FILES)
    complete(old_show, tmp_path / "later")
    assert {*old_show.host.received()} == {"/feed.xml", *SMALL_FILES}
    assert contents(tmp_path / "later") == contents(tmp_path / "at-once")


def test_a_file_that_arrives_late_is_asked_for_once(old_show: OldShow, tmp_path: Path) -> None:
    import_without(old_show, tmp_path, "/1.vtt")
    complete(old_show, tmp_path)
    before = contents(tmp_path)
    complete(old_show, tmp_path)
    assert old_show.host.received() == ["/feed.xml"]
    assert contents(tmp_path) == before


def test_an_edited_episode_gets_its_cover_and_its_transcript_by_their_names(old_show: OldShow, tmp_path: Path) -> None:
    import_without(old_show, tmp_path, "/cover-2.png", "/2.vtt")
    edited = tmp_path / "episodes/folge-2/episode.yaml"
    change(edited, "title:", "# My note\ntitle:")
    before = edited.read_bytes()
    document = complete(old_show, tmp_path)
    assert edited.read_bytes() == before
    [finding] = [finding for finding in document["findings"] if finding["rule"] == "edited-file"]
    assert finding["message"].endswith("add to it: cover_alt: Cover of Folge 2 über Äpfel & Birnen")
    show = load(tmp_path).show
    assert show is not None
    [episode] = [episode for episode in show.episodes if episode.slug == "folge-2"]
    assert (episode.cover, episode.transcript) == ("episodes/folge-2/cover.png", "episodes/folge-2/transcript.vtt")
    assert "itunes:image" not in str(episode.extra_xml)


def test_of_an_edited_episode_the_lines_to_add_are_named(old_show: OldShow, tmp_path: Path) -> None:
    feed = old_show.host.files["/feed.xml"]
    image = old_show.host.add("/wide.png", picture("PNG"), type="image/png")
    extra = f'<podcast:image href="{image}" purpose="banner" alt="Rathaus"/></item>'
    feed.body = feed.body.replace(b"</item>", extra.encode(), 1)
    import_without(old_show, tmp_path, "/wide.png")
    edited = tmp_path / "episodes/folge-2/episode.yaml"
    change(edited, "title:", "# My note\ntitle:")
    before = edited.read_bytes()
    document = json.loads(run(old_show, tmp_path, "--json").stdout)["show"]
    [finding] = [finding for finding in document["findings"] if finding["rule"] == "edited-file"]
    assert finding["kind"] == "to do"
    assert 'images: [{"file": "image-1.png", "alt": "Rathaus", "purpose": "banner"}]' in finding["message"]
    assert edited.read_bytes() == before


def test_what_was_fetched_and_removed_stays_away(old_show: OldShow, tmp_path: Path) -> None:
    import_without(old_show, tmp_path, "/cover-2.png")
    (tmp_path / "episodes/folge-2/transcript.vtt").unlink()
    run(old_show, tmp_path)
    assert not (tmp_path / "episodes/folge-2/transcript.vtt").exists()
    assert (tmp_path / "episodes/folge-2/cover.png").exists()


def test_a_show_whose_cover_arrives_late_names_it(old_show: OldShow, tmp_path: Path) -> None:
    old_show.host.files["/cover.jpg"].body = picture("PNG")
    import_without(old_show, tmp_path, "/cover.jpg")
    assert "cover: cover-stand-in.jpg" in (tmp_path / "podcast.yaml").read_text("utf-8")
    complete(old_show, tmp_path)
    assert not (tmp_path / "cover-stand-in.jpg").exists()
    assert "cover: cover.png" in (tmp_path / "podcast.yaml").read_text("utf-8")


def test_an_import_that_was_killed_while_it_completed_files_goes_on(
    old_show: OldShow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete(old_show, tmp_path / "at-once")
    import_without(old_show, tmp_path / "later", *SMALL_FILES)
    with monkeypatch.context() as killed:
        killed.setattr(write_show, "move", _kill)
        run(old_show, tmp_path / "later")
    complete(old_show, tmp_path / "later")
    assert contents(tmp_path / "later") == contents(tmp_path / "at-once")


def _kill(_place: Path, _staged: Path) -> None:
    raise KeyboardInterrupt


def test_an_episode_whose_audio_is_lost_is_a_draft_until_it_arrives(old_show: OldShow, tmp_path: Path) -> None:
    import_without(old_show, tmp_path, "/audio/2.mp3")
    path = tmp_path / "episodes/folge-2/episode.yaml"
    assert "\ndraft: true" in path.read_text("utf-8")
    assert load(tmp_path).problems == ()
    complete(old_show, tmp_path)
    assert "\ndraft: true" not in path.read_text("utf-8")
