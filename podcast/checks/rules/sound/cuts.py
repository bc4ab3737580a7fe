"""Rules for what is cut out of recordings."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from podcast.artifacts import AudioInfo
from podcast.feed.rules.namespace_rules import MIN_SOUNDBITE_SECONDS
from podcast.i18n import _
from podcast.show.locations import Finding
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from podcast.checks.facts import Facts
    from podcast.model.show import Episode, Show

    Span = tuple[float, float]

_MIN_REST_SECONDS = 0.4  # the shortest recording that can be mastered


def separate_cuts(show: Show, _facts: Facts) -> Iterator[Finding]:
    """No two cuts of an episode overlap: one of them has a wrong time."""
    for episode in show.episodes:
        ordered = sorted((cut.span, number) for number, cut in enumerate(episode.cuts))
        for ((start, end), _number), (after, number) in pairwise(ordered):
            if after[0] < end:
                what = _("overlaps the cut from {start} to {end}").format(
                    start=format_time(start), end=format_time(end)
                )
                yield Finding(episode.file, ("cuts", number), what, _("correct one of the two, or write them as one"))


def cuts_within_audio(show: Show, facts: Facts) -> Iterator[Finding]:
    """Cuts end before the recording does, and leave some of it."""
    for episode in show.episodes:
        length = _length(episode, facts)
        for number, cut in enumerate(episode.cuts):
            if length and cut.span[1] > length:
                what = _("ends at {end}, after the audio ends ({length})").format(
                    end=format_time(cut.span[1]), length=format_time(round(length, 3))
                )
                yield Finding(episode.file, ("cuts", number), what, _("correct the time"))
        if length and episode.cuts and length - removed_seconds(episode.cut_spans, (0, length)) < _MIN_REST_SECONDS:
            yield Finding(episode.file, ("cuts",), _("leave nothing of the recording"), _("correct their times"))


def audible_soundbites(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Of a soundbite at least 15 seconds are left after the cuts (Podcast Namespace)."""
    for episode in show.episodes:
        for number, soundbite in enumerate(episode.soundbites):
            span = (soundbite.start, soundbite.start + soundbite.duration)
            removed = removed_seconds(episode.cut_spans, span)
            rest = round(soundbite.duration - removed, 3)
            if not removed or rest >= MIN_SOUNDBITE_SECONDS:
                continue
            what = _("is cut out") if rest <= 0 else _("has only {rest} s left after the cuts").format(rest=f"{rest:g}")
            yield Finding(episode.file, ("soundbites", number), what, _("choose another passage, or correct cuts:"))


def removed_seconds(cuts: Sequence[Span], span: Span) -> float:
    """Return how many seconds of a span are cut out; `cuts` are in order."""
    removed, done = 0.0, span[0]
    for start, end in cuts:
        first, last = max(start, done), min(end, span[1])
        if first < last:
            removed, done = removed + last - first, last
    return removed


def _length(episode: Episode, facts: Facts) -> float:
    """Return the length of an episode's recording as its header states it, in seconds; 0 where it does not."""
    audio = facts.audio.get(episode.recording or episode.file)
    return audio.seconds if isinstance(audio, AudioInfo) else 0.0


RULES = (separate_cuts, cuts_within_audio, audible_soundbites)
