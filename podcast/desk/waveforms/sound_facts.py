"""What the desk says of a recording and its master: format, loudness, length, and what mastering has done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.audio import master_cache
from podcast.desk.marks.times import shown_time
from podcast.files.cache import with_cache
from podcast.i18n import format_number
from podcast.steps.paths import ProjectPaths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.artifacts import LoudnessValues, Master
    from podcast.desk.waveforms.episode_sound import EpisodeSound

    Say = Callable[..., str]

_MIN_GAIN_DB: Final = 0.1  # less is no change that can be heard
_MIN_TRIMMED_SECONDS: Final = 0.05
_MINUS: Final = "\u2212"
_CODEC_NAMES: Final = {
    "mp3": "MP3",
    "mp3float": "MP3",
    "aac": "AAC",
    "flac": "FLAC",
    "opus": "Opus",
    "vorbis": "Vorbis",
}


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """The lines beside both waveforms, and the sentence below them; of the master none where there is none."""

    recording: tuple[str, ...]
    master: tuple[str, ...] = ()
    is_on_target: bool = False
    changes: tuple[str, ...] = ()


def sound_facts(sound: EpisodeSound, seconds: float, text: Say, language: str) -> SoundFacts:
    """Return what to say of an episode's sound.

    Args:
        sound: of the episode.
        seconds: of the recording.
        text: texts of the desk.
        language: of the desk.
    """
    length = " · ".join(
        part for part in (shown_time(round(seconds, 1), language), _format(sound, seconds, text)) if part
    )
    master = sound.master
    if master is None:
        return SoundFacts((length,))
    target = sound.job.targets.loudness
    after = shown_time(round(master.seconds, 1), language)
    bitrate = text("sound.bitrate", codec=master.format.upper(), kbit=master.bitrate)
    return SoundFacts(
        (_loudness(master.before, text), length),
        (_loudness(master.after, text), f"{after} · {bitrate}"),
        abs(master.after.loudness - target) <= 0.5,
        tuple(_changes(sound, master, text)),
    )


def _loudness(values: LoudnessValues, text: Say) -> str:
    loudness, peak = format_number(values.loudness, 1), format_number(values.true_peak, 1, sign=True)
    return text("sound.loudness", loudness=loudness.replace("-", _MINUS), peak=peak.replace("-", _MINUS))


def _format(sound: EpisodeSound, seconds: float, text: Say) -> str:
    """Return codec, bit rate and channels of a recording; empty for a mix."""
    info = sound.info
    if info is None:
        return ""
    codec = "WAV" if info.codec.startswith("pcm") else _CODEC_NAMES.get(info.codec, info.codec.upper())
    channels = text("sound.mono") if info.channels == 1 else text("sound.stereo") if info.channels == 2 else ""
    channels = channels or text("sound.channels", count=info.channels)
    if not info.is_lossless and seconds:
        kbit = round(sound.job.recording.stat().st_size * 8 / seconds / 1000)
        codec = text("sound.bitrate", codec=codec, kbit=kbit)
    return f"{codec}, {channels}"


def _changes(sound: EpisodeSound, master: Master, text: Say) -> Iterator[str]:
    """Yield a sentence for each thing that mastering has done."""
    if sound.job.passthrough:
        yield text("sound.passthrough")
        return
    if abs(master.gain) >= _MIN_GAIN_DB:
        gain = format_number(abs(master.gain), 1)
        yield text("sound.louder" if master.gain > 0 else "sound.quieter", gain=gain)
    levels = with_cache(
        sound.root,
        ProjectPaths(sound.root).database,
        lambda cache: master_cache.read_programme(cache, sound.job.path.stem),
    )
    for name, seconds in zip(("start", "end"), levels.trimmed if levels else (), strict=False):
        if seconds >= _MIN_TRIMMED_SECONDS:
            yield text(f"sound.trimmed_{name}", seconds=format_number(seconds, 1))
    if master.shortened_pauses:
        seconds_text = format_number(master.pause_seconds, 1)
        yield text("sound.pauses", count=master.shortened_pauses, seconds=seconds_text)
    if sound.job.cuts:
        yield text("sound.cuts", count=len(sound.job.cuts))
    if sound.job.intro:
        yield text("sound.intro")
