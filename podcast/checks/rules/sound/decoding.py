"""Hints on what decoding did to a recording: channels that were mixed, gaps that became silence, clocks that jump."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from podcast.i18n import _, format_number, gettext_noop, ngettext
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from podcast.timeline.recording_notes import ChannelGain, ChannelMix, RecordingNotes, TimeJump

_MAX_PLACES = 3  # named in one hint
_MIN_DRIFT_SECONDS = 0.5  # less is not noticed beside a picture, nor in the times of chapters
# FFmpeg's names of channels, and how a hint calls them; a pair has one name.
_CHANNELS = {
    "FL": gettext_noop("front"),
    "FR": gettext_noop("front"),
    "FC": gettext_noop("centre"),
    "LFE": gettext_noop("bass (LFE)"),
    "BL": gettext_noop("rear"),
    "BR": gettext_noop("rear"),
    "SL": gettext_noop("sides"),
    "SR": gettext_noop("sides"),
    "BC": gettext_noop("rear centre"),
}


def note_hints(notes: RecordingNotes) -> Iterator[tuple[str, str]]:
    """Yield what to tell of a recording's notes, each with its remedy."""
    for mix in notes.mixes:
        yield _mix_hint(mix)
    # A track that begins after the picture is no fault: nothing is missing.
    gaps = [jump for jump in notes.jumps if jump.is_filled and jump.at > 0]
    if gaps:
        seconds = notes.inserted_silence - sum(jump.seconds for jump in notes.jumps if jump.is_filled and not jump.at)
        yield (
            _("has gaps, which silence fills, {seconds} s in all: {where}").format(
                seconds=format_number(seconds, 1), where=_places(gaps, notes)
            ),
            _("listen to these places; if words are missing, export the recording again or use another copy"),
        )
    if clocks := [jump for jump in notes.jumps if not jump.is_filled]:
        yield (
            _("has a clock that jumps: {where}; the sound just continues there").format(where=_places(clocks, notes)),
            _("take the times of chapters after that from the sound alone, not from a video player"),
        )
    if abs(notes.drift) >= _MIN_DRIFT_SECONDS:
        shorter = _("has sound that is {seconds} s shorter than its picture, spread over its length")
        longer = _("has sound that is {seconds} s longer than its picture, spread over its length")
        yield (
            (shorter if notes.drift > 0 else longer).format(seconds=format_number(abs(notes.drift), 1)),
            _("take the times of late chapters from the sound alone, not from a video player"),
        )


def _mix_hint(mix: ChannelMix) -> tuple[str, str]:
    count = len(mix.gains)
    if not mix.layout:
        what = _("has {count} channels that do not say where they belong: all of them are mixed alike")
        return what.format(count=count), _("export a stereo mix if some of them are not meant to be heard")
    what = _("has {count} channels ({layout}), mixed to stereo by ITU-R BS.775: {gains}")
    return (
        what.format(count=count, layout=mix.layout, gains=describe_gains(mix.gains)),
        _("export it in stereo if it should be mixed in another way"),
    )


def describe_gains(gains: Sequence[ChannelGain]) -> str:
    """Say how channels are mixed: `front unchanged, centre -3 dB, bass (LFE) left out`."""
    named = [
        (_(_CHANNELS[name]) if name in _CHANNELS else name, _gain_text(left, right)) for name, left, right in gains
    ]
    return ", ".join(f"{name} {gain}" for (name, gain), _pair in groupby(named))


def _channel_name(name: str) -> str:
    return _(_CHANNELS[name]) if name in _CHANNELS else name


def _gain_text(left: float | None, right: float | None) -> str:
    loudest = max((gain for gain in (left, right) if gain is not None), default=None)
    if loudest is None:
        return _("left out")
    return f"{format_number(loudest, 0 if loudest.is_integer() else 1)} dB" if loudest else _("unchanged")


def _places(jumps: Sequence[TimeJump], notes: RecordingNotes) -> str:
    """Name the first places, each with its length: `3:10 (2.0 s), 5:02 (0.4 s), 12 more places`."""
    places = [f"{format_time(int(jump.at))} ({format_number(jump.seconds, 1)} s)" for jump in jumps[:_MAX_PLACES]]
    hidden_count = notes.jump_count - len(notes.jumps) + len(jumps) - len(places)
    if hidden_count:
        places.append(ngettext("{count} more place", "{count} more places", hidden_count).format(count=hidden_count))
    return ", ".join(places)
