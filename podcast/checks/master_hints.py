"""Hints about what mastering had to do to a recording: much gain, a deep limiter, a loudness that was not reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.audio import master_cache
from podcast.i18n import _, format_number
from podcast.steps import audio_record
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.artifacts import Master
    from podcast.files.cache import Cache
    from podcast.model.audio_settings import AudioTargets
    from podcast.model.show import Episode, Show
    from podcast.steps.paths import ProjectPaths

_MAX_LIFT_DB = 20.0  # gain: the noise of the recording is raised by as much
_MAX_GAIN_DB = 29.9  # gain that mastering does not exceed, less its rounding
_MAX_MISSING_LU = 0.5
_MAX_LIMITED_DB = 10.0


def last_master(episode: Episode, recording: str | None, paths: ProjectPaths, cache: Cache) -> Master | None:
    """Return the master that the last build made of an episode's recording; None if there is none, or of another one.

    Args:
        episode: whose.
        recording: SHA-256 of its recording.
        paths: of the show.
        cache: of the show.
    """
    record = audio_record.read_record(cache, paths, episode.slug)
    if record is None or (not episode.mixed_tracks and record.recording != recording):
        return None
    return master_cache.read_master(cache, paths.master(record.master))


def master_hints(show: Show, episode: Episode, master: Master, loudest: float | None) -> Iterator[tuple[str, str]]:
    """Yield what to tell of a master, each with its remedy.

    Args:
        show: with the settings.
        episode: whose.
        master: of its recording.
        loudest: where the recording has its highest sample, in seconds; None: unknown, or another place in the master.
    """
    targets = show.audio_settings(episode).for_channels(master.channels)
    missing = targets.loudness - master.after.loudness
    if master.gain >= _MAX_GAIN_DB and missing > _MAX_MISSING_LU:
        what = _("is too quiet or too uneven: raised by {gain} dB, the most, it is {missing} LU below the target")
        yield (
            what.format(gain=format_number(master.gain, 0), missing=format_number(missing, 1)),
            _record_louder(targets),
        )
    elif master.gain > _MAX_LIFT_DB:
        what = _("is quiet: mastering raises it, and its noise with it, by {gain} dB")
        if targets.denoise:
            what = _("is quiet: mastering raises it by {gain} dB")
        yield what.format(gain=format_number(master.gain, 0)), _record_louder(targets)
    if master.limited > _MAX_LIMITED_DB:
        yield _limiter_hint(master, targets, loudest)


def _record_louder(targets: AudioTargets) -> str:
    if targets.level:
        return _("record at a higher level: peaks at about -12 dBFS")
    return _(
        "record at a higher level, with peaks at about -12 dBFS; audio: {level: true} levels loud and quiet speech"
    )


def _limiter_hint(master: Master, targets: AudioTargets, loudest: float | None) -> tuple[str, str]:
    value = format_number(master.limited, 0)
    if loudest is None or targets.level:
        what = _("has peaks that stand out: the limiter takes off up to {value} dB").format(value=value)
    else:
        what = _("has peaks that stand out: the limiter takes off up to {value} dB, most of all at {where}").format(
            value=value, where=format_time(round(loudest, 1))
        )
    if targets.level:
        return what, _("lower the loudest places in your editor")
    return what, _("lower the loudest places in your editor; where people are loud, write audio: {level: true}")
