"""Transcribe an episode: one recording, or one track for each speaker.

Tracks beside a recording begin with it. Tracks that the episode is mixed from are aligned first, and each of them is
heard where its own speaker speaks.

The transcript is written completely or not at all, and only overwrites another one on request.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.audio import decode
from podcast.audio.tracks.episode_tracks import tracks_input
from podcast.audio.tracks.mix import plan_mix
from podcast.audio.tracks.track_voices import voice_samples
from podcast.errors import PodcastError
from podcast.files import atomic
from podcast.i18n import _
from podcast.show.find_episode import find_slug
from podcast.speech import segmentation
from podcast.speech.engine import SAMPLE_RATE
from podcast.transcripts.machine_note import with_machine_note
from podcast.transcripts.speakers import speaker_names
from podcast.transcripts.write import format_vtt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
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
        spoken = ((track.file, track.speaker) for track in episode.tracks if track.speaker is not None)
        return tuple((file, names.get(speaker, speaker)) for file, speaker in spoken)
    return ((episode.recording, None),) if episode.recording else ()


def require_transcribable(show: Show, slug: str, *, overwrite: bool) -> Episode:
    """Return the episode to transcribe.

    Raises:
        PodcastError: there is no episode of that name, it has no recording, or it has a transcript already.
    """
    episodes = {candidate.slug: candidate for candidate in show.episodes}
    episode = episodes[find_slug(episodes, slug)]
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


@dataclass(frozen=True, slots=True)
class SoundFile:
    """One of the files to transcribe, by its position in `sound_files`."""

    show: Show
    episode: Episode
    root: Path  # the show's folder
    position: int

    @property
    def progress(self) -> TranscriptionProgress:
        """The first event of its transcription."""
        files = sound_files(self.show, self.episode)
        return TranscriptionProgress(files[self.position][0], self.position + 1, len(files))

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files that are read: tracks of a mix are aligned with each other."""
        if tracks := tracks_input(self.show, self.episode, self.root):
            return tracks.paths
        return (self.root / sound_files(self.show, self.episode)[self.position][0],)


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
    files = [SoundFile(show, episode, root, position) for position in range(len(sound_files(show, episode)))]
    read_samples = sample_reader(show, episode, root)
    tracks = [recognise(file, read_samples(file.position), engine, report) for file in files]
    return write_transcript(episode, root, tracks)


def recognise(
    file: SoundFile, samples: NDArray[np.float32], engine: Engine, report: ProgressCallback
) -> tuple[Cue, ...]:
    """Return the cues of one of the files, from its samples."""
    _name, speaker = sound_files(file.show, file.episode)[file.position]
    return tuple(segmentation.build_cues(_recognise(samples, engine, report, file.progress), speaker))


def write_transcript(episode: Episode, root: Path, tracks: Iterable[Sequence[Cue]]) -> tuple[Path, tuple[Cue, ...]]:
    """Write the transcript of an episode from the cues of its files; see `transcribe`.

    Raises:
        PodcastError: no word was recognised.
        FileError: the transcript cannot be written.
    """
    cues = segmentation.merge_tracks(tracks)
    if not cues:
        raise PodcastError(
            _("{file}: no speech was recognised; check the recording and the model").format(file=episode.file)
        )
    path = root / transcript_path(episode)
    atomic.write(path, with_machine_note(format_vtt(cues)))
    return path, cues


def sample_reader(show: Show, episode: Episode, root: Path) -> Callable[[int], NDArray[np.float32]]:
    """Return a function that reads the samples of a file in `sound_files`, by its position there.

    The function raises an AudioError if the file cannot be read.
    """
    files, tracks = sound_files(show, episode), tracks_input(show, episode, root)
    if tracks is None:
        return lambda position: read_mono(root / files[position][0], SAMPLE_RATE)
    settings = show.audio_settings(episode)
    mix = plan_mix(tracks, settings.sample_rate, 1, settings.loudness)
    spoken = [number for number, track in enumerate(tracks.tracks) if track.speaker is not None]
    return lambda position: voice_samples(mix, spoken[position], SAMPLE_RATE)


def _recognise(
    samples: NDArray[np.float32], engine: Engine, report: ProgressCallback, progress: TranscriptionProgress
) -> Iterator[Word]:
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
