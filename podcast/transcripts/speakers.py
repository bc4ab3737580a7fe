"""Speakers of a transcript: the people that its names mean, and the names that mean no person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.text import closest_match

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podcast.model.show import Episode, Show
    from podcast.transcripts.cue import Cue


def speaker_names(show: Show, episode: Episode) -> dict[str, str]:
    """Return every label for a person of an episode -> the person's name.

    Labels are the name, the key in the show's people, and the labels of `speakers:` (the episode's before the show's).
    """
    names = {person.name: person.name for person in (*episode.people, *show.people.values())}
    keys = {key: person.name for key, person in show.people.items()}
    labels = {**show.speakers, **episode.speakers}
    return {**keys, **names, **{label: keys.get(person, person) for label, person in labels.items()}}


def name_speakers(cues: Iterable[Cue], names: Mapping[str, str]) -> tuple[Cue, ...]:
    """Replace labels of speakers by the names of people; an unknown speaker stays as written."""
    renamed = {label: name for label, name in names.items() if label != name}  # most labels are the names themselves
    return tuple(replace(cue, speaker=renamed[cue.speaker]) if cue.speaker in renamed else cue for cue in cues)


def unknown_speakers(cues: Iterable[Cue], names: Mapping[str, str]) -> dict[str, str]:
    """Return the speakers who are none of the people, in the order in which they speak -> the most similar name.

    The name is empty where none is similar.
    """
    people, labels = sorted({*names.values()}), {*names, *names.values()}
    unknown = dict.fromkeys(cue.speaker for cue in cues if cue.speaker and cue.speaker not in labels)
    return {name: closest_match(name, people) or "" for name in unknown}
