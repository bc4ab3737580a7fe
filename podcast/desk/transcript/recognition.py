"""Speech recognition from the desk: the code of `podcast transcribe` in a thread, with its progress."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.errors import PodcastError
from podcast.files.cache import Cache, database_path, with_cache

if TYPE_CHECKING:
    from podcast.model.show import Show
    from podcast.speech.transcribe import TranscriptionProgress

_MODEL_ROW: Final = ("desk", "speech model")  # kind and key of the folder that was used last


@dataclass
class Recognition:
    """A recognition at work, or the last one of an episode; `problem` is why it failed."""

    slug: str
    is_running: bool = True
    percent: int = 0
    problem: str = ""


class Recognitions:
    """The recognitions of a desk: one at a time, for each takes all processors."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._by_slug: dict[str, Recognition] = {}

    def of(self, slug: str) -> Recognition | None:
        """Return that of an episode, at work or the last one."""
        return self._by_slug.get(slug)

    def start(self, show: Show, slug: str, model: str) -> Recognition:
        """Begin to transcribe an episode; where one is at work, return that one.

        Args:
            show: of the episode.
            slug: of the episode.
            model: the folder of a Whisper model.
        """
        with self._lock:
            running = next((work for work in self._by_slug.values() if work.is_running), None)
            if running:
                return running
            work = self._by_slug[slug] = Recognition(slug)
        threading.Thread(target=self._run, args=(work, show, model), daemon=True).start()
        return work

    def last_model(self) -> str:
        """Return the folder of the model that was used last; empty if none was."""
        model = with_cache(self._root, database_path(self._root), lambda cache: cache.get_json(*_MODEL_ROW))
        return str(model or "")

    def _run(self, work: Recognition, show: Show, model: str) -> None:
        try:
            self._transcribe(work, show, Path(model).expanduser())
        except PodcastError as error:
            work.problem = str(error)
        finally:
            work.is_running = False

    def _transcribe(self, work: Recognition, show: Show, model: Path) -> None:
        """Transcribe the episode.

        Raises:
            PodcastError: see `podcast.speech.transcribe`.
        """
        from podcast.speech.transcribe import require_transcribable, transcribe
        from podcast.speech.whisper import Whisper

        def report(progress: TranscriptionProgress) -> None:
            share = progress.position / progress.duration if progress.duration else 0.0
            work.percent = round(100 * (progress.number - 1 + min(share, 1.0)) / progress.count)

        episode = require_transcribable(show, work.slug, overwrite=False)
        engine = Whisper(model.resolve(), show.episode_language(episode))
        with Cache(database_path(self._root), self._root, check=False) as cache:
            cache.put_json(*_MODEL_ROW, str(model))
        transcribe(show, episode, self._root, engine, report)
