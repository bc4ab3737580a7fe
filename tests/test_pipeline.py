import hashlib
import json
import os
import shutil
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import pytest

from podcast import pipeline
from podcast.errors import BuildError, FileError, PodcastError, ShowError, TemplateError
from podcast.model.groups import Publish
from podcast.pipeline import BuildResult
from podcast.platform.processes import usable_cpus
from podcast.publish import release as publishing
from podcast.publish.targets.wrappers import DryRun
from podcast.steps.mastering_events import MasteringFailed, MasteringPlanned, RecordingMastered
from podcast.steps.tagging import AudioTagged
from tests.support.publish.memory_target import as_built
from tests.support.small_show import change, write_episode, write_show
from tests.support.sounds import decode_with_miniaudio, loudness, speech, true_peak, write_wav

NOW = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass
class EventLog:
    """The events of a build."""

    events: list[object] = field(default_factory=list)

    def __call__(self, event: object) -> None:
        self.events.append(event)

    @property
    def mastered(self) -> dict[str, str]:
        return {event.job.slug: event.job.reason for event in self.events if isinstance(event, RecordingMastered)}

    @property
    def tagged(self) -> dict[str, str]:
        return {event.slug: event.reason for event in self.events if isinstance(event, AudioTagged)}


def build(root: Path, log: EventLog | None = None, *, drafts: bool = False) -> BuildResult:
    show = pipeline.load_show(root).due(NOW, drafts=drafts)
    with ThreadPoolExecutor(2) as executor:
        return pipeline.build_show(show, root, executor, log or EventLog())


def contents(folder: Path) -> dict[str, str]:
    return {
        (key := path.relative_to(folder).as_posix()): hashlib.sha256(as_built(key, path.read_bytes())).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def root(small_show: Path, tmp_path: Path) -> Path:
    """A copy of it, to change."""
    return shutil.copytree(small_show, tmp_path / "show", copy_function=shutil.copy2)


def test_a_build_makes_all_that_is_published(small_show: Path) -> None:
    names = {name.split(".")[0] + name[name.rfind(".") :] for name in contents(small_show / "site")}
    assert names >= {
        "feed.xml",
        "index.html",
        "404.html",
        "robots.txt",
        "sitemap.xml",
        "staffel-1/index.html",
        "folge-1/index.html",
        "folge-2/chapters.json",
        "audio/folge-1.mp3",
        "audio/folge-2.mp3",
        "assets/cover.jpg",
        "assets/site.css",
    }


def test_every_audio_file_has_the_loudness_of_the_show(small_show: Path) -> None:
    for path in (small_show / "site" / "audio").iterdir():
        samples, rate = decode_with_miniaudio(path)
        assert loudness(samples, rate) == pytest.approx(-16, abs=0.5)
        assert true_peak(samples) <= -1.0


def test_building_again_does_nothing(root: Path) -> None:
    before, log = contents(root / "site"), EventLog()
    result = build(root, log)
    assert (log.mastered, log.tagged, result.changes.written, result.changes.removed) == ({}, {}, (), ())
    assert contents(root / "site") == before


@pytest.mark.long
def test_the_same_show_gives_the_same_bytes_anywhere(small_show: Path, tmp_path: Path) -> None:
    other = write_show(tmp_path / "somewhere" / "else")
    show = pipeline.load_show(other).due(NOW)
    with ProcessPoolExecutor(2) as executor:
        pipeline.build_show(show, other, executor, EventLog())
    assert contents(other / "site") == contents(small_show / "site")


def test_a_new_title_needs_no_new_master(root: Path) -> None:
    change(root / "episodes/folge-2/episode.yaml", "Folge 2", "Zweite Folge")
    log = EventLog()
    result = build(root, log)
    assert log.mastered == {}
    assert log.tagged == {"folge-2": "its texts or cover changed"}
    assert [path for path in result.changes.removed if path.startswith("audio/folge-2.")]
    assert "folge-1/chapters.json" in result.changes.unchanged


def test_new_notes_touch_no_audio(root: Path) -> None:
    change(root / "episodes/folge-2/episode.yaml", "Mit *Absicht* kurz", "Jetzt länger")
    log = EventLog()
    result = build(root, log)
    assert (log.mastered, log.tagged) == ({}, {})
    assert {path for path in result.changes.written if not path.startswith("suche/")} == {
        *("feed.json", "folge-2/index.html", "staffel-1/feed.xml", "feed.xml"),
    }
    assert result.changes.written[-1] == "feed.xml"


def test_a_new_recording_is_mastered_alone(root: Path) -> None:
    write_wav(root / "episodes/folge-1/recording.wav", speech(3, seed=77))
    log = EventLog()
    build(root, log)
    assert log.mastered == {"folge-1": "recording changed"}


def test_other_audio_settings_master_everything_anew(root: Path) -> None:
    change(root / "podcast.yaml", "publish:", "audio: {loudness: -18}\npublish:")
    log = EventLog()
    build(root, log)
    assert set(log.mastered.values()) == {"audio settings changed"}
    for path in (root / "site" / "audio").iterdir():
        assert loudness(*decode_with_miniaudio(path)) == pytest.approx(-18, abs=0.5)


@pytest.mark.long
def test_other_formats_are_made_published_and_offered(root: Path) -> None:
    from xml.etree import ElementTree as ET

    from podcast.audio.decode import probe, read_blocks
    from podcast.audio.meter import measure

    change(root / "podcast.yaml", "publish:", "audio: {formats: [mp3, opus, m4a]}\npublish:")
    before, log = contents(root / "site" / "audio"), EventLog()
    result = build(root, log)
    assert contents(root / "site" / "audio").items() > before.items(), "the MP3s are the same bytes"
    for audio in result.audio.values():
        assert [other.path.rpartition(".")[2] for other in audio.alternate_formats] == ["opus", "m4a"]
        for other in audio.alternate_formats:
            path = root / "site" / other.path
            assert path.stat().st_size == other.size
            assert other.path in result.files
            assert measure(read_blocks(path, 48000, probe(path).channels), 48000).loudness == pytest.approx(
                -16, abs=0.3
            )
    feed = ET.fromstring((root / "site" / "feed.xml").read_bytes())  # noqa: S314 our own bytes
    alternates = feed.findall(".//{https://podcastindex.org/namespace/1.0}alternateEnclosure")
    assert [alternate.get("type") for alternate in alternates] == ["audio/mpeg", "audio/ogg", "audio/mp4"] * 2
    assert [alternate.get("codecs") for alternate in alternates] == [None, "opus", None] * 2
    assert "download>OPUS (" in (root / "site/folge-1/index.html").read_text("utf-8")
    again = EventLog()
    assert build(root, again).changes.written == ()
    assert again.mastered == {}


@pytest.mark.long
def test_a_lost_master_is_made_again_with_the_same_bytes_when_it_is_needed(root: Path) -> None:
    before, log = contents(root / "site"), EventLog()
    shutil.rmtree(root / ".podcast" / "masters")
    build(root, log)
    assert log.mastered == {}, "its audio is in site/ as it was written"
    shutil.rmtree(root / "site" / "audio")
    build(root, log)
    assert set(log.mastered.values()) == {"master missing"}
    assert contents(root / "site") == before


@pytest.mark.parametrize("folder", [".podcast", "site"])
def test_a_lost_cache_or_site_is_made_again_with_the_same_bytes(root: Path, folder: str) -> None:
    before = contents(root / "site")
    shutil.rmtree(root / folder)
    build(root)
    assert contents(root / "site") == before


def test_a_removed_episode_leaves_no_trace(root: Path) -> None:
    shutil.rmtree(root / "episodes" / "folge-2")
    build(root)
    assert not [name for name in contents(root / "site") if "folge-2" in name]
    for path in (root / "site").rglob("*"):
        if path.suffix in {".html", ".xml", ".json"}:
            assert "folge-2" not in path.read_text("utf-8")


@pytest.mark.parametrize("line", ["draft: true", "date: 2031-01-01 09:00"])
def test_a_draft_or_scheduled_episode_leaves_no_trace(root: Path, line: str) -> None:
    file = root / "episodes/folge-2/episode.yaml"
    if line.startswith("date"):
        change(file, "date: 2024-01-02 09:00", line)
    else:
        change(file, "season: 1", f"{line}\nseason: 1")
    change(file, "Folge 2", "Geheimes Vorhaben")
    build(root)
    assert not [name for name in contents(root / "site") if "folge-2" in name]
    for path in (root / "site").rglob("*"):
        if path.is_file() and path.suffix != ".gitignore":
            data = path.read_bytes()
            assert b"Geheim" not in data
            assert b"folge-2" not in data
    result = build(root, drafts=True)
    assert "folge-2/index.html" in result.files


def test_files_that_are_not_ours_stay_and_are_not_published(root: Path) -> None:
    (root / "site" / "CNAME").write_text("meins")
    result = build(root)
    assert result.changes.foreign == ("CNAME",)
    assert "CNAME" not in result.files
    assert (root / "site" / "CNAME").read_text() == "meins"


def test_one_broken_recording_fails_alone_and_site_stays_as_it_was(root: Path) -> None:
    write_wav(root / "episodes/folge-1/recording.wav", speech(3, seed=5) * 0)
    write_episode(root, 3)
    before, log = contents(root / "site"), EventLog()
    with pytest.raises(BuildError, match=r"^episodes/folge-1/recording\.wav: is silent") as error:
        build(root, log)
    assert len(error.value.errors) == 1
    assert set(log.mastered) == {"folge-3"}
    assert [event.job.slug for event in log.events if isinstance(event, MasteringFailed)] == ["folge-1"]
    assert contents(root / "site") == before


def test_processes_that_are_killed_are_an_error_with_a_remedy(root: Path) -> None:
    write_episode(root, 3)
    show = pipeline.load_show(root).due(NOW)
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=os._exit, initargs=(9,)) as executor,
        pytest.raises(PodcastError, match="perhaps because memory ran out; run the same command again, with -j 1"),
    ):
        pipeline.build_show(show, root, executor, EventLog())


def test_the_waveform_of_an_episode_is_where_its_page_says(root: Path) -> None:
    page = (root / "site/folge-1/index.html").read_text("utf-8")
    path = root / "site/folge-1" / page.split('data-peaks="')[1].split('"')[0]
    waveform = json.loads(path.read_text("utf-8"))
    (audio,) = (root / "site/audio").glob("folge-1.*")
    samples, rate = decode_with_miniaudio(audio)
    assert waveform["seconds"] == pytest.approx(len(samples) / rate, abs=0.1)
    assert 0 < len(waveform["peaks"]) <= 1000
    assert max(waveform["peaks"]) == pytest.approx(100 * abs(samples).max(), abs=2)


def test_a_broken_template_names_its_line_and_site_stays_as_it_was(root: Path) -> None:
    before = contents(root / "site")
    templates = root / "templates"
    templates.mkdir()
    (templates / "episode.html").write_text("eins\n{% if %}\n")
    with pytest.raises(TemplateError, match=r"templates/episode\.html:2"):
        build(root)
    assert contents(root / "site") == before


def test_a_shows_own_template_wins_and_the_rest_is_inherited(root: Path) -> None:
    (root / "templates").mkdir()
    (root / "templates" / "404.html").write_text("<!doctype html><title>Eigene Seite</title>")
    result = build(root)
    assert "Eigene Seite" in (root / "site" / "404.html").read_text("utf-8")
    assert "index.html" in result.changes.unchanged


@pytest.mark.parametrize("suffix", ["ogg", "wav"])
def test_a_chapter_after_the_end_is_found_whether_or_not_the_header_tells_the_length(
    tmp_path: Path, suffix: str
) -> None:
    root = write_show(tmp_path / "show", episodes=1, suffix=suffix)
    change(root / "episodes/folge-1/episode.yaml", "0:01.5 Schluss", "0:59 Schluss")
    with pytest.raises(ShowError) as error:
        build(root)
    assert str(error.value).startswith(
        "episodes/folge-1/episode.yaml:11:5: chapters[3]: starts at 0:59, after the audio ends (0:02"
    )


def test_two_builds_at_once_do_not_mix(root: Path) -> None:
    from podcast.files.exclusive_lock import exclusive_lock

    with (
        exclusive_lock(root / ".podcast" / "lock", "podcast build"),
        pytest.raises(FileError, match="another podcast"),
    ):
        build(root)


def test_half_made_masters_of_a_killed_build_are_swept_away(root: Path) -> None:
    write_wav(root / "episodes/folge-1/recording.wav", speech(3, seed=8))
    part = root / ".podcast" / "masters" / ".abc.mp3.xyz.part"
    part.write_bytes(b"half")
    build(root)
    assert not part.exists()


def test_a_half_made_picture_of_a_killed_build_is_swept_away(root: Path) -> None:
    part = root / ".podcast/pictures/.ab.webp.ec9b7233.part"
    part.parent.mkdir(exist_ok=True)
    part.write_bytes(b"half")
    build(root)
    assert not part.exists()


def test_the_plan_comes_first(root: Path) -> None:
    shutil.rmtree(root / ".podcast" / "masters")
    shutil.rmtree(root / "site" / "audio")
    log = EventLog()
    build(root, log)
    assert isinstance(log.events[0], MasteringPlanned)
    assert {job.slug for job in log.events[0].jobs} == {"folge-1", "folge-2"}


def test_few_recordings_share_all_processors(root: Path) -> None:
    write_wav(root / "episodes/folge-1/recording.wav", speech(3, seed=8))
    log = EventLog()
    build(root, log)
    (job,) = log.events[0].jobs
    assert job.threads == usable_cpus()


# --- publish ---------------------------------------------------------------------------------------------------------


def publish(root: Path, log: EventLog | None = None, *, dry_run: bool = False, target: str | None = None) -> object:
    result = build(root)
    where = publishing.open_target(result.show, root, target)
    where = DryRun(where) if dry_run else where
    prepared = pipeline.prepare(result, where, NOW)
    return prepared if prepared.is_up_to_date else pipeline.carry_out(prepared, log or EventLog())


def live(folder: Path) -> dict[str, str]:
    return {name: digest for name, digest in contents(folder).items() if not name.startswith(".podcast/")}


def test_what_is_published_is_what_was_built(root: Path) -> None:
    (root / "site" / "CNAME").write_text("meins")
    publish(root)
    built = {name: digest for name, digest in contents(root / "site").items() if name not in {".gitignore", "CNAME"}}
    assert live(root / "published") == built


@pytest.mark.long
def test_publishing_again_does_nothing_and_a_new_title_little(root: Path) -> None:
    publish(root)
    before = contents(root / "published")
    assert publish(root).is_up_to_date
    assert contents(root / "published") == before
    change(root / "episodes/folge-2/episode.yaml", "Folge 2", "Zweite Folge")
    done = publish(root)
    after = live(root / "published")
    new = {name for name, digest in after.items() if before.get(name) != digest}
    assert done.uploaded == len(new)
    assert not [name for name in new if "folge-1.mp3" in name]


def test_a_dry_run_changes_nothing(root: Path) -> None:
    publish(root, dry_run=True)
    assert contents(root / "published") == {}


def test_another_target_can_be_named(root: Path, tmp_path: Path) -> None:
    publish(root, target=str(tmp_path / "elsewhere"))
    assert (tmp_path / "elsewhere" / "feed.xml").is_file()
    assert not (root / "published").exists()


def test_a_show_without_a_target_is_refused_with_the_remedy(root: Path) -> None:
    from podcast.errors import PublishError

    show = pipeline.load_show(root).model_copy(update={"publish": None})
    with pytest.raises(PublishError, match=r"names no target; `podcast set publish\.target"):
        publishing.open_target(show, root)
    assert isinstance(pipeline.load_show(root).publish, Publish)
