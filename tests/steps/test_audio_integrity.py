"""Nothing but the bytes that were hashed becomes audio: inputs that change meanwhile, masters and files with damage."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from mutagen.id3 import ID3
from PIL import Image

from podcast import pipeline
from podcast.audio import master_cache
from podcast.audio.preflight import analysis
from podcast.errors import BuildError, InputChangedError
from podcast.files.cache import Cache
from podcast.steps import mastering_plan
from podcast.steps.mastering_events import (
    FileDamaged,
    FormatsEncoded,
    InputChanged,
    MasteringPlanned,
    RecordingMastered,
)
from podcast.steps.paths import ProjectPaths
from podcast.steps.tagging import AudioTagged
from tests.support.caches import cache_connection
from tests.support.small_show import change, write_show
from tests.support.sounds import sine, speech, write_wav

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from podcast.pipeline import BuildResult

pytestmark = pytest.mark.usefixtures("thread_workers")

NOW = datetime(2025, 1, 1, tzinfo=UTC)
RECORDING = "episodes/folge-1/recording.wav"


@dataclass
class EventLog:
    """The events of a build; `on_event` is called with each of them, and may do what a user does meanwhile."""

    on_event: Callable[[object], None] = lambda _event: None
    events: list[object] = field(default_factory=list)

    def __call__(self, event: object) -> None:
        self.events.append(event)
        self.on_event(event)

    def of_kind(self, kind: type) -> list[object]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def mastered(self) -> dict[str, str]:
        return {event.job.slug: event.job.reason for event in self.events if isinstance(event, RecordingMastered)}

    @property
    def tagged(self) -> dict[str, str]:
        return {event.slug: event.reason for event in self.events if isinstance(event, AudioTagged)}

    @property
    def changed(self) -> list[str]:
        return list(dict.fromkeys(event.path for event in self.events if isinstance(event, InputChanged)))

    @property
    def damaged(self) -> list[str]:
        return [event.path for event in self.events if isinstance(event, FileDamaged)]


def build(root: Path, log: EventLog | None = None, executor: ThreadPoolExecutor | None = None) -> BuildResult:
    show = pipeline.load_show(root).due(NOW)
    with executor or ThreadPoolExecutor(2) as used:
        return pipeline.build_show(show, root, used, log or EventLog())


class Meddler(ThreadPoolExecutor):
    """Calls one function before each job and another one after it: what a user does while a recording is read."""

    def __init__(self, before: Callable[[], None], after: Callable[[], None] = lambda: None) -> None:
        super().__init__(1)
        self._before, self._after = before, after

    def submit(self, function: Callable[..., object], /, *args: object, **kwargs: object) -> Future:
        def meddle() -> object:
            self._before()
            try:
                return function(*args, **kwargs)
            finally:
                self._after()

        return super().submit(meddle)


def tone(path: Path, frequency: float) -> Path:
    """A steady tone, and so long ago that its digest is cached."""
    write_wav(path, sine(frequency, 3) * 0.3)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def pitch(path: Path) -> int:
    """The strongest frequency of an audio file, in Hz."""
    with av.open(str(path)) as file:
        samples = np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])[22050:110250]
    return round(np.argmax(np.abs(np.fft.rfft(samples * np.hanning(samples.size)))) * 44100 / samples.size)


def published_pitch(build: BuildResult, slug: str = "folge-1") -> int:
    return pitch(build.site / build.audio[slug].path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A show whose first episode is a tone of 300 Hz; one of 500 Hz lies beside it."""
    root = write_show(tmp_path / "show", episodes=2, seconds=3)
    tone(root / RECORDING, 300)
    tone(root / "other.wav", 500)
    return root


@pytest.fixture
def built(small_show: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small_show, tmp_path / "built", copy_function=shutil.copy2)


def audio_bytes(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "site" / "audio").iterdir()}


def flip_byte(path: Path, *, keep_mtime: bool) -> None:
    status, data = path.stat(), bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    with path.open("r+b") as file:
        file.write(data)
    when = status.st_mtime_ns if keep_mtime else status.st_mtime_ns + 5_000_000_000
    os.utime(path, ns=(when, when))


# --- inputs that change ----------------------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("how", ["overwritten", "replaced"])
def test_a_recording_that_changes_before_it_is_read_is_mastered_as_it_is_then(root: Path, how: str) -> None:
    original = Path(shutil.copy2(root / RECORDING, root / "original.wav"))

    def export_again(event: object) -> None:  # as an audio editor does, after the plan is made
        if isinstance(event, MasteringPlanned) and log.events.count(event) == 1 and len(log.events) == 1:
            copy = shutil.copyfile if how == "overwritten" else shutil.move
            copy(shutil.copy2(root / "other.wav", root / "export.wav"), root / RECORDING)

    log = EventLog(export_again)
    assert published_pitch(build(root, log)) == 500
    assert log.changed == [RECORDING]
    original.replace(root / RECORDING)  # back again, with its old time
    log = EventLog()
    assert published_pitch(build(root, log)) == 300
    assert log.mastered == {"folge-1": "recording changed"}
    assert pipeline.check_show(root).problems == ()


@pytest.mark.long
def test_a_recording_that_is_swapped_and_swapped_back_leaves_nothing_of_the_other_one(root: Path) -> None:
    calls: list[str] = []

    def swap() -> None:
        calls.append("job")
        if len(calls) <= 4:  # the jobs of the first round: two masters, two analyses
            (root / RECORDING).rename(root / "aside.wav")
            (root / "other.wav").rename(root / RECORDING)

    def swap_back() -> None:
        if len(calls) <= 4:
            (root / RECORDING).rename(root / "other.wav")
            (root / "aside.wav").rename(root / RECORDING)

    log = EventLog()
    assert published_pitch(build(root, log, Meddler(swap, swap_back))) == 300
    assert log.changed == [RECORDING]


@pytest.mark.long
def test_a_recording_that_keeps_changing_is_an_error_with_its_name_and_others_are_kept(root: Path) -> None:
    def write_more() -> None:
        with (root / RECORDING).open("ab") as file:
            file.write(bytes(4))

    with pytest.raises(InputChangedError, match=r"^episodes/folge-1/recording\.wav: changed while it was being read"):
        build(root, executor=Meddler(write_more))
    with Cache(ProjectPaths(root).database, root) as cache:
        plan = mastering_plan.plan_masters(pipeline.load_show(root), ProjectPaths(root), cache)
        assert set(plan.masters) == {"folge-2"}
    assert {path.stem for path in (root / ".podcast" / "masters").iterdir()} == {plan.jobs["folge-2"].path.stem}
    log = EventLog()
    build(root, log)
    assert set(log.mastered) == {"folge-1"}


@pytest.mark.long
def test_a_recording_that_is_still_being_written_is_no_broken_one(root: Path) -> None:
    data, calls = (root / RECORDING).read_bytes(), list[str]()

    def export_slowly() -> None:
        calls.append("job")
        if len(calls) <= 2:
            (root / RECORDING).write_bytes(data[:100_000] if len(calls) == 1 else data)

    log = EventLog()
    assert published_pitch(build(root, log, Meddler(export_slowly))) == 300
    assert log.changed == [RECORDING]


def test_a_broken_recording_that_does_not_change_stays_an_error(root: Path) -> None:
    write_wav(root / RECORDING, speech(3) * 0)
    with pytest.raises(BuildError, match="is silent"):
        build(root)


@pytest.mark.long
def test_an_intro_that_changes_meanwhile_is_noticed_for_every_episode_that_has_it(root: Path) -> None:
    tone(root / "intro.wav", 900)
    change(root / "podcast.yaml", "publish:", "audio: {intro: intro.wav}\npublish:")

    def replace_intro(event: object) -> None:
        if isinstance(event, MasteringPlanned) and len(log.events) == 1:
            shutil.copyfile(root / "other.wav", root / "intro.wav")

    log = EventLog(replace_intro)
    build(root, log)
    assert log.changed == ["intro.wav"]
    again = EventLog()  # the same inputs, so nothing is done
    build(root, again)
    assert (again.mastered, again.tagged) == ({}, {})


@pytest.mark.long
def test_the_faults_of_another_recording_are_not_stored(root: Path) -> None:
    clipped = np.clip(speech(4, channels=2) * 8, -1, 1)
    build(root)
    shutil.copy2(write_wav(root / "new.wav", speech(4)), root / RECORDING)

    def overwrite() -> None:
        write_wav(root / RECORDING, clipped)

    with pytest.raises(InputChangedError):
        build(root, executor=Meddler(overwrite))
    with Cache(ProjectPaths(root).database, root) as cache:
        plan = mastering_plan.plan_masters(pipeline.load_show(root), ProjectPaths(root), cache)
        results = {key: analysis.read_cached(cache, key) for key in cache.keys("preflight")}
    clipped_digest = plan.fingerprints[root / RECORDING]
    faulty = {key for key, result in results.items() if result and "clipping" in {f.kind for f in result.faults}}
    assert faulty <= {clipped_digest}


@pytest.mark.long
@pytest.mark.parametrize("picture", ["cover.jpg", "episodes/folge-1/chapter.png"])
def test_a_picture_that_changes_before_it_is_embedded_is_embedded_as_it_is_then(root: Path, picture: str) -> None:
    Image.new("RGB", (1400, 1400), (200, 0, 0)).save(root / "episodes/folge-1/chapter.png")
    change(
        root / "episodes/folge-1/episode.yaml",
        "  - 0:00 Anfang",
        "  - {start: '0:00', title: Anfang, image: chapter.png}",
    )

    def replace_picture(event: object) -> None:
        if isinstance(event, RecordingMastered) and event.job.slug == "folge-1":
            Image.new("RGB", (1400, 1400), (0, 0, 250)).save(root / picture)

    log = EventLog(replace_picture)
    result = build(root, log)
    assert log.changed == [picture]
    tags = ID3(result.site / result.audio["folge-1"].path)
    frames = tags.getall("APIC") if picture == "cover.jpg" else tags.getall("CHAP")[0].sub_frames.getall("APIC")
    red, _green, blue = Image.open(BytesIO(frames[0].data)).getpixel((5, 5))
    assert (red < 20, blue > 200) == (True, True), "the new picture"
    again = EventLog()
    assert build(root, again).audio == result.audio
    assert again.tagged == {}


# --- masters with damage ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("keep_mtime", [True, False], ids=["old mtime", "new mtime"])
def test_a_damaged_master_never_becomes_audio(built: Path, tmp_path: Path, keep_mtime: bool) -> None:  # noqa: FBT001
    change(built / "episodes/folge-1/episode.yaml", "Folge 1", "Erste Folge")
    undamaged = shutil.copytree(built, tmp_path / "undamaged", copy_function=shutil.copy2)
    build(undamaged)
    for path in (built / ".podcast" / "masters").iterdir():
        flip_byte(path, keep_mtime=keep_mtime)
    if keep_mtime:  # a cache that has seen these files, as they were when they had these states
        trust_states(built)
    log = EventLog()
    build(built, log)
    assert log.mastered["folge-1"] == "master damaged"
    assert all(path.startswith(".podcast/masters/") for path in log.damaged)
    assert len(log.damaged) >= len(log.mastered)
    assert audio_bytes(built) == audio_bytes(undamaged)


def trust_states(root: Path) -> None:
    """Make the rows of all masters say the states that the files have now, as if only bytes had changed."""
    with Cache(ProjectPaths(root).database, root) as cache:
        for kind in ("master", "master.opus"):
            for key in cache.keys(kind):
                path = root / ".podcast" / "masters" / f"{key}.{'mp3' if kind == 'master' else 'opus'}"
                row, status = cache.get_json(kind, key), path.stat()
                state = [status.st_size, status.st_mtime_ns, status.st_ino]
                cache.put_json(kind, key, row | {"state": state})


@pytest.mark.long
def test_a_damaged_master_in_another_format_never_becomes_audio(built: Path, tmp_path: Path) -> None:
    change(built / "podcast.yaml", "publish:", "audio: {formats: [mp3, opus]}\npublish:")
    build(built)
    change(built / "episodes/folge-1/episode.yaml", "Folge 1", "Erste Folge")
    undamaged = shutil.copytree(built, tmp_path / "undamaged", copy_function=shutil.copy2)
    build(undamaged)
    for path in (built / ".podcast" / "masters").glob("*.opus"):
        flip_byte(path, keep_mtime=True)
    trust_states(built)
    log = EventLog()
    build(built, log)
    assert log.mastered == {}, "the MP3 is not made again"
    assert [event.job.reason for event in log.of_kind(FormatsEncoded)] == ["format damaged"]
    assert audio_bytes(built) == audio_bytes(undamaged)


def test_verify_reads_every_master(built: Path) -> None:
    build(built)
    (damaged, *_others) = sorted((built / ".podcast" / "masters").iterdir())
    flip_byte(damaged, keep_mtime=True)
    trust_states(built)
    show, paths = pipeline.load_show(built), ProjectPaths(built)
    with Cache(paths.database, built) as cache:
        assert len(mastering_plan.plan_masters(show, paths, cache).masters) == 2, "the states are believed"
    with Cache(paths.database, built, verify=True) as cache:
        assert len(mastering_plan.plan_masters(show, paths, cache).masters) == 1
        assert cache.damaged == [f".podcast/masters/{damaged.name}"]


@pytest.mark.parametrize("kind", ["peaks", "master", "levels", "gain plan", "audio"])
def test_a_damaged_row_changes_no_public_byte(built: Path, kind: str) -> None:
    before = {path: path.read_bytes() for path in (built / "site").rglob("*") if path.is_file()}
    with cache_connection(ProjectPaths(built).database) as connection:
        rows = connection.execute("SELECT key, value FROM results WHERE kind = ?", (kind,)).fetchall()
        assert len(rows) == 2
        for key, value in rows:
            data = bytearray(value)
            data[len(data) // 2] ^= 1
            connection.execute("UPDATE results SET value = ? WHERE kind = ? AND key = ?", (bytes(data), kind, key))
    build(built)
    assert {path: path.read_bytes() for path in (built / "site").rglob("*") if path.is_file()} == before


# --- audio with damage -----------------------------------------------------------------------------------------------


def test_a_damaged_audio_file_is_written_again_with_the_same_bytes(built: Path) -> None:
    before = audio_bytes(built)
    build(built)
    flip_byte(next((built / "site" / "audio").glob("folge-1.*")), keep_mtime=False)
    log = EventLog()
    build(built, log)
    assert log.tagged == {"folge-1": "damaged"}
    assert log.mastered == {}
    assert audio_bytes(built) == before


def test_a_copy_of_a_show_is_not_tagged_again_though_its_files_have_other_times(built: Path) -> None:
    for path in (built / "site" / "audio").iterdir():
        path.touch()
    log = EventLog()
    build(built, log)
    assert log.tagged == {}


def test_partial_audio_files_of_a_killed_build_are_removed(built: Path) -> None:
    part = built / "site" / "audio" / ".folge-2.12345678.mp3.abcd1234.part"
    part.write_bytes(b"half")
    build(built)
    assert not part.exists()


# --- further formats -------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_one_more_format_leaves_the_masters_alone_and_says_why(built: Path) -> None:
    masters = {path: path.stat().st_mtime_ns for path in (built / ".podcast" / "masters").iterdir()}
    change(built / "podcast.yaml", "publish:", "audio: {formats: [mp3, opus]}\npublish:")
    log = EventLog()
    build(built, log)
    assert log.mastered == {}
    assert {event.job.slug: event.job.reason for event in log.of_kind(FormatsEncoded)} == {
        "folge-1": "format added",
        "folge-2": "format added",
    }
    assert {path: path.stat().st_mtime_ns for path in masters} == masters
    for folder in (".podcast/masters", "site/audio"):  # where only the master is missing, its audio is left as it is
        for path in (built / folder).glob("*.opus"):
            path.unlink()
    log = EventLog()
    build(built, log)
    assert {event.job.reason for event in log.of_kind(FormatsEncoded)} == {"format missing"}


def test_without_its_plan_a_master_is_made_again_with_the_same_bytes(built: Path) -> None:
    before = audio_bytes(built)
    with Cache(ProjectPaths(built).database, built) as cache:
        for key in cache.keys("gain plan"):
            cache.forget("gain plan", key)
            assert master_cache.read_gain_plan(cache, key) is None
    change(built / "podcast.yaml", "publish:", "audio: {formats: [mp3, opus]}\npublish:")
    log = EventLog()
    build(built, log)
    assert set(log.mastered.values()) == {"format added"}
    assert audio_bytes(built).items() >= before.items()
