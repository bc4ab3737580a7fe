"""Speakers are people: whom a name in a transcript means, and which names mean nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.text import closest_match

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podcast.model.show import Episode, Show
    from podcast.transcripts.cue import Cue


def speaker_names(show: Show, episode: Episode) -> dict[str, str]:
    """Every way to name somebody of an episode -> the person's name.

    A name stands for itself; so does a key of the show's people, and a label of `speakers:` (the episode's before the
    show's) for whom it names.
    """
    names = {person.name: person.name for person in (*episode.people, *show.people.values())}
    keys = {key: person.name for key, person in show.people.items()}
    said = {**show.speakers, **episode.speakers}
    return {**keys, **names, **{label: keys.get(who, who) for label, who in said.items()}}


def name_speakers(cues: Iterable[Cue], names: Mapping[str, str]) -> tuple[Cue, ...]:
    """The cues with the names of people; a speaker whom nobody knows stays as written."""
    other = {label: name for label, name in names.items() if label != name}  # most are named as they are called
    return tuple(replace(cue, speaker=other[cue.speaker]) if cue.speaker in other else cue for cue in cues)


def unknown_speakers(cues: Iterable[Cue], names: Mapping[str, str]) -> dict[str, str]:
    """Speakers who are nobody, in the order in which they speak -> what to do."""
    people, there = sorted({*names.values()}), {*names, *names.values()}
    strangers = dict.fromkeys(cue.speaker for cue in cues if cue.speaker and cue.speaker not in there)
    return {name: _remedy(name, people) for name in strangers}


def _remedy(name: str, known: list[str]) -> str:
    if near := closest_match(name, known):
        sentence = _(
            'did you mean "{near}"? Or state who it is, as in speakers: {{{name}: …}}, or add the person to people:'
        )
        return sentence.format(near=near, name=name)
    return _("state who it is, as in speakers: {{{name}: …}}, or add the person to people:").format(name=name)
