"""Hints about recordings that are published as they are: what was measured of them, and that nothing is done about it.

One hint speaks for all of a kind: a show that has moved here may have hundreds of such recordings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podcast.errors import Problem
from podcast.i18n import _, format_number, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from podcast.artifacts import Master
    from podcast.model.show import Episode, Show

_MAX_DIFFERENCE_LU: Final = 3.0  # from the target; listeners hear more than that from one episode to the next


def truncation_hints(measured: Iterable[tuple[Episode, Master]]) -> Iterator[Problem]:
    """Yield a hint for each recording that could not be decoded to the end that its header states."""
    remedy = _("ignore this hint if apps have it like this; else copy the recording again from its source")
    for episode, master in measured:
        if not master.stated_seconds:
            continue
        what = _("is published as it is, but cannot be decoded after {heard} s: the rest of it is damaged")
        if master.stated_seconds > master.seconds:
            what = _(
                "is published as it is, but incomplete: its header says {promised} s, the audio ends after {heard} s"
            )
        values = {"promised": format_number(master.stated_seconds), "heard": format_number(master.seconds)}
        yield Problem(str(episode.recording), 0, 0, "", what.format(**values), remedy, "truncated-audio")


def loudness_hints(show: Show, measured: Iterable[tuple[Episode, Master]]) -> Iterator[Problem]:
    """Yield a hint on recordings that are quieter than the show's target, and one on louder ones."""
    differences = [(_difference(show, episode, master), episode, master) for episode, master in measured]
    quiet = [entry for entry in differences if entry[0] < -_MAX_DIFFERENCE_LU]
    loud = [entry for entry in differences if entry[0] > _MAX_DIFFERENCE_LU]
    yield from _loudness_hint(
        _("is at {loudness} LUFS, {difference} LU quieter than the target; its sound is taken as it is"), quiet
    )
    yield from _loudness_hint(
        _("is at {loudness} LUFS, {difference} LU louder than the target; its sound is taken as it is"), loud
    )


def _difference(show: Show, episode: Episode, master: Master) -> float:
    """Return how much louder a recording is than the target of its show, in LU."""
    targets = show.audio_settings(episode).for_channels(master.channels)
    return master.after.loudness - targets.loudness


def _loudness_hint(sentence: str, entries: Sequence[tuple[float, Episode, Master]]) -> Iterator[Problem]:
    """Yield a hint on the recording that differs most, which counts the others."""
    if not entries:
        return
    difference, episode, master = max(entries, key=lambda entry: (abs(entry[0]), entry[1].slug))
    what = sentence.format(
        loudness=format_number(master.after.loudness, 1), difference=format_number(abs(difference), 1)
    )
    if other_count := len(entries) - 1:
        what = ngettext(
            "{what}; {count} other recording differs like it",
            "{what}; {count} other recordings differ like it",
            other_count,
        ).format(what=what, count=other_count)
    remedy = _("ignore this hint; without passthrough: true it is mastered, and apps that have it download it again")
    yield Problem(str(episode.recording), 0, 0, "", what, remedy, "loudness")
