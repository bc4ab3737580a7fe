"""Alignment of all tracks of an episode: when each of them begins, and how its recorder's clock ran."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio.decode import reread
from podcast.audio.tracks.clap_alignment import find_clap_match
from podcast.audio.tracks.coarse_alignment import find_coarse_match
from podcast.audio.tracks.fine_alignment import (
    MAX_WINDOWS,
    MIN_HOP_SECONDS,
    WINDOW_SECONDS,
    Correlation,
    common_middle,
    correlate,
    fit_clock,
    window_spectrum,
    windows_at,
)
from podcast.audio.tracks.track import TrackClock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.tracks.coarse_alignment import CoarseMatch
    from podcast.audio.tracks.fine_alignment import FineMatch
    from podcast.audio.tracks.track import TracksInput
    from podcast.audio.tracks.track_levels import TrackLevels
    from podcast.timeline.track_facts import Origin

_USUAL_PERCENTILE = 98  # of a track's window levels: its own speaker, however seldom he speaks
_MAX_QUIET_DB = 15.0  # below that level, a speaker does not dominate
_START_DIGITS, _RATE_DIGITS = 6, 8  # microseconds; hundredths of a ppm


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a track lies in the episode. `has_drift` says whether its clock's rate was measured."""

    clock: TrackClock
    origin: Origin
    has_drift: bool = False


def align(tracks: TracksInput, measured: Sequence[TrackLevels]) -> tuple[Alignment, ...]:
    """Find when each track begins in the episode. An offset that is given counts.

    Args:
        tracks: with the given offsets.
        measured: the same tracks after the first pass.

    Raises:
        AudioError: a track has changed since its first pass.
    """
    spoken = [number for number, track in enumerate(tracks.tracks) if track.speaker is not None]
    edges = _spanning_edges(spoken, measured)
    matches = _fine_matches(edges, measured)
    alignments: dict[int, Alignment] = {}
    for number, track in enumerate(tracks.tracks):
        if track.speaker is None:
            alignments[number] = Alignment(
                TrackClock(-(track.offset or 0.0)), "given" if track.offset is not None else "music"
            )
    for child, edge in edges.items():
        alignment = _aligned(edge, matches.get(child), alignments, is_first=child == spoken[0])
        offset = tracks.tracks[child].offset
        if offset is not None:
            clock = TrackClock(-offset * alignment.clock.rate, alignment.clock.rate)
            alignment = Alignment(clock, "given", alignment.has_drift)
        alignments[child] = alignment
    return tuple(alignments[number] for number in range(len(tracks.tracks)))


def _aligned(edge: _Edge, match: FineMatch | None, alignments: Mapping[int, Alignment], *, is_first: bool) -> Alignment:
    if edge.parent is None or match is None:
        return Alignment(TrackClock(), "first" if is_first else "unclear")
    parent = alignments[edge.parent]
    clock = parent.clock.then(match.clock)
    rounded = TrackClock(round(clock.start, _START_DIGITS), round(clock.rate, _RATE_DIGITS))
    has_drift = match.has_drift and (parent.has_drift or parent.origin != "found")
    return Alignment(rounded, "found", has_drift)


@dataclass(frozen=True, slots=True)
class _Edge:
    """A track is aligned to its `parent`, by the coarse clock relative to it; None: to none."""

    parent: int | None
    clock: TrackClock


def _spanning_edges(spoken: Sequence[int], measured: Sequence[TrackLevels]) -> dict[int, _Edge]:
    """Return which track each one is aligned to, in the order of alignment: the clearest matches first (Prim)."""
    matches: dict[tuple[int, int], CoarseMatch] = {}
    for position, first in enumerate(spoken):
        for second in spoken[position + 1 :]:
            match = find_coarse_match(measured[first].envelopes, measured[second].envelopes)
            if match := match or find_clap_match(measured[first], measured[second]):
                matches[first, second] = match
    edges: dict[int, _Edge] = {}
    while len(edges) < len(spoken):
        reachable = [pair for pair in matches if (pair[0] in edges) != (pair[1] in edges)]
        if not reachable:
            edges[next(number for number in spoken if number not in edges)] = _Edge(None, TrackClock())
            continue
        first, second = max(reachable, key=lambda pair: matches[pair].score)
        clock = matches[first, second].clock
        if first in edges:
            edges[second] = _Edge(first, clock)
        else:
            edges[first] = _Edge(second, clock.inverse())
    return edges


def _fine_matches(edges: Mapping[int, _Edge], measured: Sequence[TrackLevels]) -> dict[int, FineMatch]:
    """Return the exact clock of each track relative to its parent, as far as it is clear."""
    pairs = {child: edge for child, edge in edges.items() if edge.parent is not None}
    if not pairs:
        return {}
    coarse: dict[int, TrackClock] = {}
    for child, edge in edges.items():
        coarse[child] = TrackClock() if edge.parent is None else coarse[edge.parent].then(edge.clock)
    rows = list(_correlations(pairs, coarse, measured))
    levels = {number: [row[1][number] for row in rows] for number in coarse}
    usual = {number: _percentile(values) for number, values in levels.items()}
    matches: dict[int, FineMatch] = {}
    for child, edge in pairs.items():
        parent = edge.parent
        correlations = [
            Correlation(*lags[child], _dominance(level, usual, parent, child))
            for lags, level in rows
            if parent is not None
        ]
        if match := fit_clock(correlations, edge.clock):
            matches[child] = match
    return matches


def _percentile(values: Sequence[float]) -> float:
    return sorted(values)[len(values) * _USUAL_PERCENTILE // 100]


def _dominance(level: Mapping[int, float], usual: Mapping[int, float], parent: int | None, child: int) -> float:
    """Return how much nearer the parent is to its usual level than the child, in dB; 0 if neither is nearest of all."""
    relative = {number: value - usual[number] for number, value in level.items()}
    loudest = max(relative.values())
    own, other = relative[child if parent is None else parent], relative[child]
    return own - other if max(own, other) == loudest and loudest > -_MAX_QUIET_DB else 0.0


_WindowLags = dict[int, tuple[float, float, float]]  # by track: time, lag and score, see `Correlation`


def _correlations(
    pairs: Mapping[int, _Edge], coarse: Mapping[int, TrackClock], measured: Sequence[TrackLevels]
) -> Iterator[tuple[_WindowLags, dict[int, float]]]:
    """Yield the lag of each track to its parent, and the level of each track in dB, window by window.

    All tracks are read once, side by side.
    """
    rate = measured[0].sample_rate
    end = max((measured[number].seconds - clock.start) / clock.rate for number, clock in coarse.items())
    count = max(1, min(MAX_WINDOWS, int(end / MIN_HOP_SECONDS)))
    starts = {
        number: [round((clock.start + end * step / count * clock.rate) * rate) for step in range(count)]
        for number, clock in coarse.items()
    }
    readers = {number: windows_at(_read(measured[number]), starts[number], WINDOW_SECONDS * rate) for number in coarse}
    for step in range(count):
        windows = {number: next(reader) for number, reader in readers.items()}
        spectra = {number: window_spectrum(window, rate) for number, window in windows.items()}
        lags: _WindowLags = {}
        for child, edge in pairs.items():
            parent = edge.parent if edge.parent is not None else child
            lag, score = correlate(spectra[parent], spectra[child])
            middle = starts[parent][step] / rate + common_middle(windows[parent], windows[child], rate)
            predicted = middle * edge.clock.rate + edge.clock.start
            actual = middle + (starts[child][step] - starts[parent][step]) / rate + lag
            lags[child] = middle, actual - predicted, score
        yield lags, {number: _level(window) for number, window in windows.items()}


def _read(track: TrackLevels) -> Iterator[NDArray[np.float32]]:
    return reread(track.path, track.sample_rate, track.channels, 0, has_offset=track.has_offset)


def _level(window: NDArray[np.float32]) -> float:
    """Return the level of a window in dB."""
    import numpy as np

    return float(10 * np.log10(np.square(window.astype(np.float64)).mean() + 1e-12))
