"""How the tracks of an episode were mixed, in a line for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.i18n import _, format_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from podcast.timeline.track_facts import TrackFacts

_MIN_SHOWN_MS = 0.05  # a smaller offset is shown as none


def track_lines(paths: Iterable[Path], tracks: Iterable[TrackFacts]) -> Iterator[str]:
    """Yield a line for each track, with its file, when it starts, its clock, and its gain.

    Args:
        paths: of all tracks.
        tracks: what was found out about them.
    """
    for path, facts in zip(paths, tracks, strict=False):
        parts = (_start(facts), _drift(facts), _("gain {gain} dB").format(gain=f"{format_number(facts.gain)}"))
        yield _("track     {file}: {facts}").format(file=path.name, facts=", ".join(filter(None, parts)))


def _start(facts: TrackFacts) -> str:
    milliseconds = facts.offset * 1000
    if facts.origin == "unclear":
        return _("shares no clear sound with the others, so it is taken to start with the first track")
    if facts.origin in {"first", "music"} or abs(milliseconds) < _MIN_SHOWN_MS:
        return _("starts at 0") if facts.origin == "first" else _("starts with the first track")
    if milliseconds < 0:
        sentence = _("starts {ms} ms before the first track (that part is left out)")
        return sentence.format(ms=format_number(-milliseconds))
    return _("starts {ms} ms after the first track").format(ms=format_number(milliseconds))


def _drift(facts: TrackFacts) -> str:
    if facts.drift is None:
        return ""
    if not round(facts.drift, 1):
        return _("its clock runs like the first one's")
    sentence = _("its clock is {ppm} ppm fast") if facts.drift > 0 else _("its clock is {ppm} ppm slow")
    drift = sentence.format(ppm=format_number(abs(facts.drift)))
    return _("{drift} (corrected)").format(drift=drift) if facts.is_corrected else drift
