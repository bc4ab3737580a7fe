"""A recording to its transcript: one file, or one track a speaker; written whole, and never over another one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.audio import decode
from podcast.errors import PodcastError
from podcast.files import atomic
from podcast.i18n import _
from podcast.speech import segmentation as cutting
from podcast.speech.engine import RATE
from podcast.transcripts.speakers import people
from podcast.transcripts.write import vtt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from podcast.model.show import Episode, Show
    from podcast.speech.engine import Engine, Word
    from podcast.transcripts.cue import Cue

    Say = Callable[["Heard"], None]


@dataclass(frozen=True, slots=True)
class Heard:
    """How far a sound has been heard: `at` of `seconds`; it is number so and so of all `sounds`."""

    file: str
    number: int
    sounds: int
    at: float = 0.0
    seconds: float = 0.0


def place(episode: Episode) -> str:
    """Where the transcript goes, below the show's root."""
    return f"episodes/{episode.slug}/transcript.vtt"


def sounds(show: Show, episode: Episode) -> tuple[tuple[str, str | None], ...]:
    """What is to be heard, and who speaks there: the tracks, or the recording with nobody's name."""
    if episode.tracks:
        known = people(show, episode)
        return tuple((track.file, known.get(track.speaker, track.speaker)) for track in episode.tracks)
    return ((episode.recording, None),) if episode.recording else ()


def ready(show: Show, slug: str, *, overwrite: bool) -> Episode:
    """The episode that can be transcribed.

    Raises:
        PodcastError: there is none of that name, nothing to hear in it, or a transcript already.
    """
    episode = next((one for one in show.episodes if one.slug == slug), None)
    if episode is None:
        raise PodcastError(
            _("{slug}: no episode has this name; it is the name of a folder in episodes/").format(slug=slug)
        )
    if not sounds(show, episode):
        raise PodcastError(
            _("{file}: there is no recording to hear; put one into the folder").format(file=episode.file)
        )
    if episode.transcript and not overwrite:
        raise PodcastError(
            _("{transcript}: is there already; say --overwrite to write a new one").format(
                transcript=episode.transcript
            )
        )
    if episode.transcript and episode.transcript != place(episode):
        raise PodcastError(
            _("{transcript}: would stand beside the new transcript.vtt; move it away first").format(
                transcript=episode.transcript
            )
        )
    return episode


def transcribe(show: Show, episode: Episode, root: Path, engine: Engine, say: Say) -> tuple[Path, tuple[Cue, ...]]:
    """Hears an episode and writes its transcript.vtt, whole or not at all.

    Raises:
        AudioError: a sound cannot be read.
        PodcastError: not a word was heard.
        FileError: the disk refuses.
    """
    to_hear = sounds(show, episode)
    tracks = []
    for number, (file, speaker) in enumerate(to_hear, start=1):
        words = _heard(root / file, engine, say, Heard(file, number, len(to_hear)))
        tracks.append(tuple(cutting.cues(words, speaker)))
    found = cutting.merged(tracks)
    if not found:
        raise PodcastError(
            _("{file}: not a word was heard; is it the right recording, and the right model?").format(file=episode.file)
        )
    path = root / place(episode)
    atomic.write(path, vtt(found))
    return path, found


def _heard(path: Path, engine: Engine, say: Say, begun: Heard) -> Iterator[Word]:
    sound = mono(path, RATE)
    all_of_it = replace(begun, seconds=len(sound) / RATE)
    say(all_of_it)
    for word in engine.words(sound):
        say(replace(all_of_it, at=word.end))
        yield word
    say(replace(all_of_it, at=all_of_it.seconds))


def mono(path: Path, sample_rate: int) -> NDArray[np.float32]:
    """The recording's samples at `sample_rate` (Hz), mixed to one channel, shape (n,); an hour at 16 kHz is 230 MB.

    Raises:
        AudioError: see `podcast.audio.decode.blocks`.
    """
    import numpy as np

    return np.concatenate([block[0] for block in decode.blocks(path, sample_rate, 1)]).astype(np.float32, copy=False)
