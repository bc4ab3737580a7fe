"""The tracks of an episode as the input of a mix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.audio.tracks.track import TrackInput, TracksInput
from podcast.transcripts.speakers import speaker_names

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.model.show import Episode, Show


def tracks_input(show: Show, episode: Episode, root: Path) -> TracksInput | None:
    """Return the tracks that an episode is mixed from; None if it has a recording.

    Speakers are numbered: to correct a name does not change the audio.
    """
    if not episode.mixed_tracks:
        return None
    names = speaker_names(show, episode)
    numbers: dict[str, int] = {}
    for track in episode.mixed_tracks:
        if track.speaker is not None:
            numbers.setdefault(names.get(track.speaker, track.speaker), len(numbers))
    tracks = tuple(
        TrackInput(
            root / str(track.file),
            None if track.speaker is None else numbers[names.get(track.speaker, track.speaker)],
            track.offset,
            track.gain or 0.0,
        )
        for track in episode.mixed_tracks
    )
    return TracksInput(tracks, episode.duck)
