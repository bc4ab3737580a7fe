"""Transcribe an episode: one recording, or one track for each speaker.

The transcript is written completely or not at all, and only overwrites another one on request.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.audio import decode
from podcast.errors import PodcastError
from podcast.files import atomic
from podcast.i18n import _
from podcast.speech import segmentation
from podcast.speech.engine import SAMPLE_RATE
from podcast.transcripts.speakers import speaker_names
from podcast.transcripts.write import format_vtt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from podcast.model.show import Episode, Show
    from podcast.speech.engine import Engine, Word
    from podcast.transcripts.cue import Cue

    ProgressCallback = Callable[["TranscriptionProgress"], None]


@dataclass(frozen=True, slots=True)
class TranscriptionProgress:
    """Event: a recording has been transcribed up to `position` of `duration`, both in seconds.

    It is the file `number` of `count`.
    """

    file: str
    number: int
    count: int
    position: float = 0.0
    duration: float = 0.0


def transcript_path(episode: Episode) -> str:
    """Return the path of the transcript below the show's root."""
    return f"episodes/{episode.slug}/transcript.vtt"


def sound_files(show: Show, episode: Episode) -> tuple[tuple[str, str | None], ...]:
    """Return the files to transcribe with their speakers: the tracks, or the recording without a speaker."""
    if episode.tracks:
        names = speaker_names(show, episode)
        return tuple((track.file, names.get(track.speaker, track.speaker)) for track in episode.tracks)
    return ((episode.recording, None),) if episode.recording else ()


def require_transcribable(show: Show, slug: str, *, overwrite: bool) -> Episode:
    """Return the episode to transcribe.

    Raises:
        PodcastError: there is no episode of that name, it has no recording, or it has a transcript already.
    """
    episode = next((candidate for candidate in show.episodes if candidate.slug == slug), None)
    if episode is None:
        raise PodcastError(
            _("{slug}: there is no episode of this name; use the name of a folder in episodes/").format(slug=slug)
        )
    if not sound_files(show, episode):
        raise PodcastError(_("{file}: there is no recording; put one into the folder").format(file=episode.file))
    if episode.transcript and not overwrite:
        raise PodcastError(
            _("{transcript}: already exists; pass --overwrite to replace it").format(transcript=episode.transcript)
        )
    if episode.transcript and episode.transcript != transcript_path(episode):
        raise PodcastError(
            _("{transcript}: would conflict with the new transcript.vtt; move it away first").format(
                transcript=episode.transcript
            )
        )
    return episode


def transcribe(
    show: Show, episode: Episode, root: Path, engine: Engine, report: ProgressCallback
) -> tuple[Path, tuple[Cue, ...]]:
    """Transcribe an episode and write its transcript.vtt, completely or not at all.

    Args:
        show: its registry has the speakers' names.
        episode: the episode, see `require_transcribable`.
        root: the show's folder.
        engine: the speech recogniser.
        report: called with each progress event.

    Returns:
        The path of the transcript, and its cues.

    Raises:
        AudioError: a recording cannot be read.
        PodcastError: no word was recognised.
        FileError: the transcript cannot be written.
    """
    files = sound_files(show, episode)
    tracks = []
    for number, (file, speaker) in enumerate(files, start=1):
        words = _recognise(root / file, engine, report, TranscriptionProgress(file, number, len(files)))
        tracks.append(tuple(segmentation.build_cues(words, speaker)))
    cues = segmentation.merge_tracks(tracks)
    if not cues:
        raise PodcastError(
            _("{file}: no speech was recognised; check the recording and the model").format(file=episode.file)
        )
    path = root / transcript_path(episode)
    atomic.write(path, format_vtt(cues))
    return path, cues


def _recognise(path: Path, engine: Engine, report: ProgressCallback, progress: TranscriptionProgress) -> Iterator[Word]:
    samples = read_mono(path, SAMPLE_RATE)
    started = replace(progress, duration=len(samples) / SAMPLE_RATE)
    report(started)
    for word in engine.words(samples):
        report(replace(started, position=word.end))
        yield word
    report(replace(started, position=started.duration))


def read_mono(path: Path, sample_rate: int) -> NDArray[np.float32]:
    """Return a recording's samples at `sample_rate` (Hz), mixed to one channel, shape (n,).

    An hour at 16 kHz is 230 MB.

    Raises:
        AudioError: see `podcast.audio.decode.read_blocks`.
    """
    import numpy as np

    return np.concatenate([block[0] for block in decode.read_blocks(path, sample_rate, 1)]).astype(
        np.float32, copy=False
    )
