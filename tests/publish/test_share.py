"""`podcast share`: a preview of one episode at an address that nobody can guess, until it ends."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from PIL import Image

from podcast import pipeline
from podcast.cli.main import podcast
from podcast.errors import PodcastError, PublishError, ShowError
from podcast.pages.third_party import page_requests
from podcast.pipeline import share_steps
from podcast.pipeline.share_steps import ShareOptions
from podcast.publish import release
from podcast.publish.headers import SHARED, security_headers
from podcast.publish.protocol.state_json import parse_head, parse_manifest
from tests.support.small_show import change, write_episode

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.pipeline.share_steps import SharedEpisode

pytestmark = pytest.mark.usefixtures("thread_workers")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
VTT = "WEBVTT\n\n00:00.000 --> 00:01.500\n<v Ada>Guten Tag & willkommen.\n"


@pytest.fixture
def root(small_show: Path, tmp_path: Path) -> Path:
    """A show with two episodes, and a draft with a picture and a transcript; nothing is published yet."""
    root = shutil.copytree(small_show, tmp_path / "show", copy_function=shutil.copy2)
    write_episode(root, 3)
    folder = root / "episodes/folge-3"
    change(folder / "episode.yaml", "date: 2024-01-03 09:00\n", "draft: true\n")
    change(folder / "episode.yaml", "kurz, für", "kurz, ![Ein Foto](foto.png) für")
    Image.new("RGB", (3000, 2000), (200, 1, 1)).save(folder / "foto.png")
    (folder / "transcript.vtt").write_text(VTT, "utf-8")
    return root


def publish(root: Path) -> None:
    target = release.open_target(pipeline.load_target_settings(root), root)
    build = pipeline.build_for_target(root, target, at=NOW, jobs=1)
    pipeline.carry_out(pipeline.prepare(build, target, datetime.now(UTC)), lambda _event: None)


def share(root: Path, slug: str = "folge-3", days: int = 7, tmp: str = "one") -> SharedEpisode:
    target = release.open_target(pipeline.load_target_settings(root), root)
    folder = root.parent / f"share-{tmp}"
    shared = share_steps.plan_share(root, slug, target, ShareOptions(days, folder), lambda _event: None)
    pipeline.carry_out(shared.prepared, lambda _event: None)
    shutil.rmtree(folder)
    return shared


def live(root: Path) -> dict[str, bytes]:
    folder = root / "published"
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {key: data for key, data in files.items() if not key.startswith(".podcast/")}


def shared_files(root: Path) -> dict[str, bytes]:
    return {key.split("/", 2)[2]: data for key, data in live(root).items() if key.startswith(SHARED)}


def site_files(root: Path) -> dict[str, bytes]:
    return {key: data for key, data in live(root).items() if not key.startswith(SHARED)}


def verify(root: Path) -> dict[str, object]:
    settings = pipeline.load_target_settings(root)
    target = release.open_target(settings, root)
    return release.verify(settings, target, lambda _event: None, full=True).as_json()


@pytest.mark.long
def test_a_preview_has_sound_notes_chapters_and_transcript_at_an_address_that_nobody_can_guess(root: Path) -> None:
    publish(root)
    before = site_files(root)
    shared = share(root)
    assert re.fullmatch(rf"https://podcast\.example\.org/{SHARED}[0-9a-f]{{32}}/", shared.url)
    files = shared_files(root)
    own = ["cover.jpg", "folge-3.mp3", "index.html", "picture-1.jpg", "preview.css", "preview.js", "transcript.vtt"]
    assert sorted(files) == own
    page = files["index.html"].decode()
    for text in ("Folge 3", "Mit <em>Absicht</em>", "Mitte", "Guten Tag &amp; willkommen.", 'src="folge-3.mp3"', "Ada"):
        assert text in page
    assert site_files(root) == before


def test_no_page_feed_or_list_of_the_site_leads_to_a_preview(root: Path) -> None:
    shared = share(root)
    publish(root)
    token = shared.url.rstrip("/").rpartition("/")[2]
    assert shared_files(root)
    for key, data in site_files(root).items():
        assert SHARED.encode() not in data, key
        assert token.encode() not in data, key
        assert b"folge-3" not in data, key


def test_search_engines_are_told_to_leave_it_out_by_header_and_page(root: Path) -> None:
    share(root)
    assert b'<meta name="robots" content="noindex, nofollow, noarchive">' in shared_files(root)["index.html"]
    key = next(key for key in live(root) if key.startswith(SHARED))
    assert security_headers(key)["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert "X-Robots-Tag" not in security_headers("folge-1/index.html")


def test_a_preview_asks_nobody_else(root: Path) -> None:
    share(root)
    assert page_requests(shared_files(root)["index.html"].decode(), "podcast.example.org") == ()


@pytest.mark.long
def test_publish_keeps_a_preview_and_verify_knows_it(root: Path) -> None:
    publish(root)
    share(root)
    before = shared_files(root)
    change(root / "episodes/folge-1/episode.yaml", "kurz", "lang")
    publish(root)
    assert shared_files(root) == before
    result = verify(root)
    assert (result["damaged"], result["foreign"], result["orphans"]) == ([], 0, [])


@pytest.mark.long
def test_sharing_again_shows_the_newer_version_at_the_same_address(root: Path) -> None:
    first = share(root)
    change(root / "episodes/folge-3/episode.yaml", "Worum es", "Um was es")
    (root / "episodes/folge-3/transcript.vtt").unlink()
    again = share(root, tmp="two", days=30)
    assert again.url == first.url
    files = shared_files(root)
    assert "Um was es" in files["index.html"].decode()
    assert "transcript.vtt" not in files


@pytest.mark.long
def test_end_deletes_the_files_at_once_and_leaves_the_site(root: Path) -> None:
    publish(root)
    before = live(root)
    share(root)
    settings = pipeline.load_target_settings(root)
    target = release.open_target(settings, root)
    pipeline.carry_out(share_steps.plan_end(settings, "folge-3", target).prepared, lambda _event: None)
    assert live(root) == before
    assert share_steps.read_shares(settings, target) == {}
    with pytest.raises(PodcastError, match="no preview of folge-3"):
        share_steps.plan_end(settings, "folge-3", target)


@pytest.mark.long
def test_the_next_publish_deletes_a_preview_that_has_expired(root: Path) -> None:
    publish(root)
    before = live(root)
    share(root)
    settings = pipeline.load_target_settings(root)
    target = release.open_target(settings, root)
    build = pipeline.build_for_target(root, target, at=NOW, jobs=1)
    assert pipeline.prepare(build, target, datetime.now(UTC)).is_up_to_date
    later = datetime.now(UTC) + timedelta(days=8)
    prepared = pipeline.prepare(build, target, later)
    assert {deletion.reason for deletion in prepared.plan.deletions} == {"removed"}
    pipeline.carry_out(prepared, lambda _event: None)
    assert live(root) == before


@pytest.mark.long
def test_undo_goes_back_to_the_publish_before_and_keeps_the_preview(root: Path, tmp_path: Path) -> None:
    publish(root)
    first = site_files(root)
    change(root / "episodes/folge-1/episode.yaml", "kurz", "lang")
    publish(root)
    share(root)
    before = shared_files(root)
    settings = pipeline.load_target_settings(root)
    prepared = release.prepare_undo(settings, release.open_target(settings, root), 0, tmp_path / "undo")
    pipeline.carry_out(prepared, lambda _event: None)
    assert site_files(root)["folge-1/index.html"] == first["folge-1/index.html"]
    assert shared_files(root) == before
    assert verify(root)["damaged"] == []


@pytest.mark.long
def test_a_preview_before_the_first_publish_is_no_publish(root: Path) -> None:
    share(root)
    status = json.loads(run(root, "status", "--json")[1])
    assert (status["live"]["generation"], status["live"]["taken_down"]) == (0, False)
    publish(root)
    assert {"folge-1/index.html", "feed.xml"} <= live(root).keys()
    settings = pipeline.load_target_settings(root)
    with pytest.raises(PublishError, match="no earlier"):
        release.prepare_undo(settings, release.open_target(settings, root), 0, root / "undo")


@pytest.mark.long
def test_taking_the_show_down_takes_its_previews_down(root: Path) -> None:
    publish(root)
    share(root)
    settings = pipeline.load_target_settings(root)
    target = release.open_target(settings, root)
    pipeline.carry_out(release.prepare_unpublish(settings, target, delete_audio=False), lambda _event: None)
    assert shared_files(root) == {}


@pytest.mark.long
def test_a_show_that_was_taken_down_stays_so_while_a_preview_is_shared(root: Path) -> None:
    publish(root)
    settings = pipeline.load_target_settings(root)
    target = release.open_target(settings, root)
    pipeline.carry_out(release.prepare_unpublish(settings, target, delete_audio=False), lambda _event: None)
    share(root)
    document = json.loads(run(root, "status", "--json")[1])
    assert document["live"]["taken_down"] is True
    status, _out, _err = run(root, "publish", "--due", "--yes")
    assert (status, "feed.xml" in live(root)) == (0, False)


@pytest.mark.long
def test_a_damaged_preview_is_deleted_by_the_next_publish(root: Path) -> None:
    publish(root)
    share(root)
    page = next((root / "published" / SHARED).rglob("index.html"))
    page.write_text("other", "utf-8")
    settings = pipeline.load_target_settings(root)
    target = release.open_target(settings, root)
    release.mark_damaged(target, release.verify(settings, target, lambda _event: None, full=True))
    publish(root)
    assert shared_files(root) == {}


@pytest.mark.long
def test_older_versions_refuse_a_target_with_a_preview_instead_of_retiring_it(root: Path) -> None:
    publish(root)
    own = root / "published/.podcast"
    head = parse_head((own / "head.json").read_bytes())
    assert json.loads((root / "published" / head.manifest_key).read_bytes())["format"] == 3
    share(root)
    head = parse_head((own / "head.json").read_bytes())
    data = (root / "published" / head.manifest_key).read_bytes()
    assert json.loads(data)["format"] == 6
    shares = parse_manifest(head.manifest_key, data).shares
    assert [item.slug for item in shares.values()] == ["folge-3"]


def test_what_cannot_be_presented_is_refused(root: Path) -> None:
    line = "withdrawn: {on: 2026-01-01, reason: Falsch.}"
    change(root / "episodes/folge-1/episode.yaml", "season: 1", f"season: 1\n{line}")
    with pytest.raises(PodcastError, match="was withdrawn"):
        share(root, "folge-1")
    change(root / "episodes/folge-3/episode.yaml", "draft: true", "drft: true")
    with pytest.raises(ShowError, match="did you mean"):
        share(root)
    (root / "episodes/neu").mkdir()
    (root / "episodes/neu/episode.yaml").write_text("guid: neu\ntitle: Neu\ndraft: true\n", "utf-8")
    with pytest.raises(PodcastError, match="no recording yet"):
        share(root, "neu")
    assert not (root / "published").exists()


def run(root: Path, *words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(podcast, [words[0], "-C", str(root), *words[1:]])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_prints_the_address_and_says_how_to_end_it(root: Path) -> None:
    status, out, err = run(root, "share", "folge-3", "--yes", "--days", "3")
    assert status == 0, err
    assert out.splitlines()[-1].startswith(f"https://podcast.example.org/{SHARED}")
    assert "`podcast share folge-3 --end` ends it now" in err
    assert shared_files(root)
    status, out, err = run(root, "share", "folge-3", "--end", "--yes")
    assert (status, out.splitlines()[-1]) == (0, "the preview of folge-3 is gone")
    assert shared_files(root) == {}


def test_a_dry_run_shares_nothing(root: Path) -> None:
    status, _out, err = run(root, "share", "folge-3", "--dry-run")
    assert status == 0, err
    assert not shared_files(root)


@pytest.mark.long
def test_sharing_leaves_the_masters_of_the_other_episodes(root: Path) -> None:
    publish(root)
    masters = {path.name for path in (root / ".podcast/masters").iterdir()}
    for number in range(3):
        change(root / "episodes/folge-3/episode.yaml", "Worum", f"{number} Worum")
        share(root, tmp=str(number))
    assert run(root, "clean", "--yes")[0] == 0
    assert masters <= {path.name for path in (root / ".podcast/masters").iterdir()}
