"""Recordings that were sent and are decoded and measured in the background, with their progress."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from podcast.audio.browser.measured_recording import measure_recording
from podcast.audio.browser.recording_peaks import CACHE_KIND
from podcast.errors import FileError, PodcastError
from podcast.files.cache import Cache, database_path
from podcast.files.digest import file_digest
from podcast.files.os_errors import os_error_message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from podcast.artifacts import LoudnessValues
    from podcast.desk.desk_session import Desk
    from podcast.desk.recordings.held_files import HeldFile
    from podcast.model.audio_settings import AudioTargets

EVENT: Final = "recording"  # its data: id, percent, is_running


class _CancelledError(Exception):
    """The reading is to end."""


@dataclass
class Measurement:
    """Analysis of a recording, running or done; at its end `seconds` and `loudness` are known, or `problem`."""

    id: str
    length: float  # seconds that its header states; 0 if it does not
    percent: int = 0
    is_running: bool = True
    is_cancelled: bool = False
    seconds: float = 0.0
    loudness: LoudnessValues | None = None
    problem: str = ""


class Measurements:
    """The readings of a desk, by the ids of held files. Thread-safe."""

    def __init__(self, root: Path, send: Callable[[str, Mapping[str, Any]], None]) -> None:
        self._root, self._send = root, send
        self._by_id: dict[str, tuple[Measurement, threading.Thread]] = {}

    def start(self, held: HeldFile, length: float, targets: AudioTargets) -> None:
        """Begin to read a recording.

        Args:
            held: the recording.
            length: in seconds, as its header states; 0 if it does not.
            targets: of the show.
        """
        work = Measurement(held.id, length)
        thread = threading.Thread(target=self._run, args=(work, held.path, targets), daemon=True)
        self._by_id[held.id] = work, thread
        thread.start()

    def of(self, identity: str) -> Measurement | None:
        """Return the reading of a held file; None if there was none in this run of the desk."""
        return self._by_id[identity][0] if identity in self._by_id else None

    def cancel(self, identity: str) -> None:
        """End a reading, and wait until it has ended: then its file can be removed."""
        if identity in self._by_id:
            work, thread = self._by_id[identity]
            work.is_cancelled = True
            thread.join()

    def wait(self, identity: str) -> None:
        """Wait until a reading has ended."""
        self._by_id[identity][1].join()

    def _run(self, work: Measurement, path: Path, targets: AudioTargets) -> None:
        try:
            self._measure(work, path, targets)
        except _CancelledError:
            pass
        except PodcastError as error:
            work.problem = str(error)
        finally:
            work.is_running = False
            self._send_progress(work)

    def _measure(self, work: Measurement, path: Path, targets: AudioTargets) -> None:
        """Read the recording; keep its peaks, which the waveform of its episode is drawn from.

        Raises:
            PodcastError: it cannot be used.
        """

        def watch(seconds: float) -> None:
            if work.is_cancelled:
                raise _CancelledError
            percent = min(int(100 * seconds / work.length), 99) if work.length else 0
            if percent > work.percent:
                work.percent = percent
                self._send_progress(work)

        try:
            digest = file_digest(path).sha256  # an episode that is created meanwhile takes the file away
        except OSError as error:
            raise FileError(os_error_message(path, error)) from error
        measured = measure_recording(path, targets, watch)
        with Cache(database_path(self._root), self._root, check=False) as cache:
            cache.put(CACHE_KIND, digest, measured.peaks.to_bytes())
        work.seconds, work.loudness, work.percent = measured.peaks.seconds, measured.loudness, 100

    def _send_progress(self, work: Measurement) -> None:
        self._send(EVENT, {"id": work.id, "percent": work.percent, "is_running": work.is_running})


_by_root: Final[dict[Path, Measurements]] = {}


def measurements(desk: Desk) -> Measurements:
    """Return the readings of a desk."""
    return _by_root.setdefault(desk.root, Measurements(desk.root, desk.events.send))
