"""Times after the end of the audio: a problem of most recordings, a hint on those that are published as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.artifacts import AudioInfo
from podcast.i18n import _
from podcast.show.locations import Finding
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.checks.facts import Facts
    from podcast.model.show import Episode, Show


def late_chapters(episode: Episode, facts: Facts) -> Iterator[Finding]:
    """A finding for each chapter of an episode that starts after the end of the audio."""
    sound = facts.audio.get(episode.recording or episode.file)  # how long a mix is, is known once it is made
    if not isinstance(sound, AudioInfo) or not sound.seconds:
        return
    for number, chapter in enumerate(episode.chapters):
        if chapter.start >= sound.seconds:
            what = _("starts at {start}, after the audio ends ({length})").format(
                start=format_time(chapter.start), length=format_time(sound.seconds // 1)
            )
            yield Finding(episode.file, ("chapters", number), what, _("correct the time, or remove the chapter"))


def late_cues(episode: Episode, facts: Facts) -> Iterator[Finding]:
    """A finding where the transcript of an episode goes on after the end of the audio."""
    audio, last_cue = facts.audio.get(episode.recording or ""), facts.last_cue_starts.get(episode.transcript or "")
    if isinstance(audio, AudioInfo) and audio.seconds and last_cue is not None and last_cue >= audio.seconds:
        what = _("continues at {time}, after the end of the audio ({length})").format(
            time=format_time(last_cue // 1), length=format_time(audio.seconds // 1)
        )
        remedy = _("use the transcript of this recording, or create a new one")
        yield Finding(episode.file, ("transcript",), what, remedy)


def late_times(show: Show, facts: Facts) -> Iterator[Finding]:
    """A hint where chapters or the transcript go on after the end: they are published as they are, too."""
    for episode in show.episodes:
        if episode.is_passthrough:
            yield from late_chapters(episode, facts)
            yield from late_cues(episode, facts)
