"""A recording with `passthrough: true` is published byte for byte; everything else about its episode works."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from podcast import pipeline
from podcast.pipeline import AudioTagged, InputChanged, RecordingMastered
from podcast.publish import release
from tests.support.passthrough_show import MEDIA_TYPES, write_passthrough_show
from tests.support.shared_folder import shared_folder
from tests.support.small_show import change

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.pipeline import BuildEvent, BuildResult
    from podcast.publish.targets.folder import FolderTarget

pytestmark = pytest.mark.usefixtures("thread_workers")


def build_all(root: Path) -> BuildResult:
    write_passthrough_show(root)
    show = pipeline.load_show(root).due(datetime(2026, 1, 1, tzinfo=UTC))
    with ThreadPoolExecutor(1) as executor:
        return pipeline.build_show(show, root, executor, lambda _event: None)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """A show with an episode of each format, built; its slugs are the endings of the recordings."""
    return shared_folder(tmp_path_factory, "passthrough-show", build_all)


@pytest.fixture
def show(built: BuildResult, tmp_path: Path) -> Path:
    """A copy of the built show."""
    return shutil.copytree(built.paths.root, tmp_path / "show")


def build(root: Path) -> list[BuildEvent]:
    """Build, and return the events."""
    events: list[BuildEvent] = []
    pipeline.build_site(root, jobs=1, report=events.append)
    return events


def recording(root: Path, ending: str) -> Path:
    return root / "episodes" / ending / f"recording.{ending}"


def audio_file(root: Path, slug: str) -> Path:
    """The only audio file of an episode in the site."""
    (path,) = (root / "site" / "audio").glob(f"{slug}.*")
    return path


def items(site: Path) -> dict[str, ET.Element]:
    """The items of a feed, by guid."""
    feed = ET.parse(site / "feed.xml")  # noqa: S314 -- our own
    return {item.findtext("guid", ""): item for item in feed.iter("item")}


def target_of(root: Path) -> FolderTarget:
    return release.open_target(pipeline.load_target_settings(root), root, str(root.parent / "live"))


def publish(root: Path) -> set[str]:
    """Build and publish; the keys that were uploaded."""
    target = target_of(root)
    result = pipeline.build_for_target(root, target, jobs=1)
    prepared = pipeline.prepare(result, target, datetime.now(UTC))
    pipeline.carry_out(prepared, lambda _event: None)
    return {upload.key for upload in prepared.plan.uploads}


@pytest.mark.parametrize("ending", MEDIA_TYPES)
def test_the_bytes_of_a_recording_are_those_in_the_site(built: BuildResult, ending: str) -> None:
    root = built.paths.root
    assert audio_file(root, ending).read_bytes() == recording(root, ending).read_bytes()
    assert audio_file(root, ending).suffix == f".{ending}"


@pytest.mark.parametrize(("ending", "media_type"), MEDIA_TYPES.items())
def test_the_feed_states_address_length_and_type_of_that_file(built: BuildResult, ending: str, media_type: str) -> None:
    root, number = built.paths.root, [*MEDIA_TYPES].index(ending) + 1
    enclosure = items(built.site)[f"little-{number}"].find("enclosure")
    assert enclosure is not None
    assert enclosure.attrib["type"] == media_type
    assert enclosure.attrib["length"] == str(recording(root, ending).stat().st_size)
    assert enclosure.attrib["url"] == f"https://podcast.example.org/audio/{audio_file(root, ending).name}"


@pytest.mark.parametrize("ending", MEDIA_TYPES)
def test_duration_and_waveform_are_measured_from_the_file(built: BuildResult, ending: str) -> None:
    assert built.audio[ending].seconds == pytest.approx(2, abs=0.06)
    peaks = json.loads((built.site / ending / "peaks.json").read_text())
    assert max(peaks["peaks"] if isinstance(peaks, dict) else peaks) > 0


def test_chapters_stay_at_the_times_that_the_episode_names(built: BuildResult) -> None:
    chapters = json.loads((built.site / "mp3" / "chapters.json").read_text())["chapters"]
    assert [chapter["startTime"] for chapter in chapters] == [0, 1, 1.5]


def test_chapters_and_cues_after_the_end_stay_as_they_are(show: Path) -> None:
    folder = show / "episodes" / "mp3"
    (folder / "transcript.vtt").write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.500\nTag.\n\n00:03.000 --> 00:04.000\nTschüs.\n"
    )
    change(folder / "episode.yaml", "0:01.5 Schluss", "0:03 Schluss")
    build(show)
    text = (show / "site" / "mp3" / "transcript.vtt").read_text("utf-8")
    assert "00:00:01.000 --> 00:00:02.500" in text
    assert "00:00:03.000 --> 00:00:04.000" in text
    chapters = json.loads((show / "site" / "mp3" / "chapters.json").read_text())["chapters"]
    assert [chapter["startTime"] for chapter in chapters] == [0, 1, 3]


def test_the_page_names_the_format_that_is_downloaded(built: BuildResult) -> None:
    page = (built.site / "opus" / "index.html").read_text("utf-8")
    assert "OPUS herunterladen" in page
    assert "MP3" not in page


def test_nothing_is_mastered_or_kept_beside_the_site(built: BuildResult) -> None:
    masters = built.paths.cache / "masters"
    assert not masters.exists() or not [*masters.iterdir()]


def test_a_second_build_measures_and_copies_nothing(show: Path) -> None:
    change(show / "podcast.yaml", "title: Kleine Sendung", "title: Größere Sendung")
    events = build(show)
    assert not [event for event in events if isinstance(event, RecordingMastered | AudioTagged)]


def test_a_new_title_cover_and_chapter_change_no_byte_of_the_audio(show: Path) -> None:
    before = {path.name: path.read_bytes() for path in (show / "site" / "audio").iterdir()}
    for ending in MEDIA_TYPES:
        change(show / "episodes" / ending / "episode.yaml", "title: Folge", "title: Neue Folge")
        change(show / "episodes" / ending / "episode.yaml", "0:01 Mitte", "0:01 Andere Mitte")
    shutil.copy(show / "cover.jpg", show / "other.jpg")
    change(show / "podcast.yaml", "cover: cover.jpg", "cover: other.jpg")
    build(show)
    assert {path.name: path.read_bytes() for path in (show / "site" / "audio").iterdir()} == before


def test_a_file_that_is_missing_from_the_site_is_copied_again(show: Path) -> None:
    audio_file(show, "mp3").unlink()
    tagged = [event for event in build(show) if isinstance(event, AudioTagged)]
    assert [(event.slug, event.reason) for event in tagged] == [("mp3", "missing")]
    assert audio_file(show, "mp3").read_bytes() == recording(show, "mp3").read_bytes()


def test_another_recording_gets_another_name(show: Path) -> None:
    before = audio_file(show, "mp3").name
    recording(show, "mp3").write_bytes(recording(show, "mp3").read_bytes() + b"TAG" + bytes(125))
    build(show)
    assert audio_file(show, "mp3").name != before
    assert audio_file(show, "mp3").read_bytes() == recording(show, "mp3").read_bytes()


def test_a_fresh_clone_without_recordings_takes_over_what_is_published(show: Path) -> None:
    publish(show)
    before = {path.name: path.read_bytes() for path in (show.parent / "live" / "audio").iterdir()}
    ignored = shutil.ignore_patterns("site", ".podcast", "recording.*")
    clone = shutil.copytree(show, show.parent / "clone", ignore=ignored)
    change(clone / "episodes" / "mp3" / "episode.yaml", "title: Folge", "title: Neue Folge")
    uploads = publish(clone)
    assert not [key for key in uploads if key.startswith("audio/")]
    assert {path.name: path.read_bytes() for path in (show.parent / "live" / "audio").iterdir()} == before


def test_mastering_it_after_all_makes_another_file(show: Path) -> None:
    change(show / "episodes" / "mp3" / "episode.yaml", "audio: {passthrough: true}\n", "")
    build(show)
    assert audio_file(show, "mp3").read_bytes() != recording(show, "mp3").read_bytes()


def test_a_recording_that_changes_during_the_build_is_read_once_more(
    show: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from podcast.steps.jobs import tagging_worker

    copy, path = tagging_worker.copy_with_digest, recording(show, "mp3")

    def change_and_copy(source: Path, target: Path, sha256: str = "") -> object:
        monkeypatch.setattr(tagging_worker, "copy_with_digest", copy)
        path.write_bytes(path.read_bytes() + b"TAG" + bytes(125))
        return copy(source, target, sha256)

    monkeypatch.setattr(tagging_worker, "copy_with_digest", change_and_copy)
    audio_file(show, "mp3").unlink()
    events = build(show)
    assert [event.path for event in events if isinstance(event, InputChanged)] == ["episodes/mp3/recording.mp3"]
    assert audio_file(show, "mp3").read_bytes() == path.read_bytes()
