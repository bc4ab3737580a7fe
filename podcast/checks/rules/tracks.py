"""Rules for the tracks that an episode is mixed from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.show.locations import Finding
from podcast.text import closest_match
from podcast.transcripts.speakers import speaker_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.checks.facts import Facts
    from podcast.model.show import Show


def recording_or_mix(show: Show, _facts: Facts) -> Iterator[Finding]:
    """An episode has a recording, or tracks that are to be mixed."""
    for episode in show.episodes:
        if episode.recording and episode.is_mix:
            remedy = _(
                "remove recording: to publish the mix of the tracks; or, if the tracks are only there for "
                "`podcast transcribe`, remove music, offset, gain and duck"
            )
            what = _("is named besides tracks that are to be mixed")
            yield Finding(episode.file, ("recording",), what, remedy)


def music_to_duck(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Where music is to go down, there is music."""
    for episode in show.episodes:
        if episode.duck is not None and not any(track.music for track in episode.tracks):
            remedy = _("add the music to tracks:, as in {file: musik.flac, music: true}, or remove the field")
            yield Finding(episode.file, ("duck",), _("has no music to turn down"), remedy)


def track_speakers(show: Show) -> Iterator[Finding]:
    """The speaker of a track is a person of the episode or of the show."""
    for episode in show.episodes:
        names = speaker_names(show, episode) if episode.mixed_tracks else {}
        people = {*names, *names.values()}
        for number, track in enumerate(episode.mixed_tracks):
            if track.speaker is None or track.speaker in people or not people:
                continue
            what = _('"{name}" is none of the people').format(name=track.speaker)
            near = closest_match(track.speaker, sorted(people))
            remedy = _('did you mean "{near}"?').format(near=near) if near else _("add the person to people:")
            yield Finding(episode.file, ("tracks", number, "speaker"), what, remedy)


RULES = (recording_or_mix, music_to_duck)
