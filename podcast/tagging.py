"""Masters to the audio files in site/: what is there already, made from the same, is not made again."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast import addresses, built, files, planning
from podcast.artifacts import Other
from podcast.audio import formats, tags

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from podcast.artifacts import Audio, Master
    from podcast.audio import master
    from podcast.built import Record
    from podcast.show.model import Show

    Say = Callable[[object], None]


@dataclass(frozen=True, slots=True)
class Tagged:
    """An audio file is in site/, and why it was made."""

    slug: str
    audio: Audio
    reason: str


@dataclass(frozen=True, slots=True)
class Made:
    """What tagging needs to know of the steps before it."""

    places: planning.Places
    plan: planning.Plan
    masters: Mapping[str, Master]
    before: Record


def tagged(show: Show, made: Made, say: Say) -> tuple[dict[str, Audio], dict[str, built.Tagged]]:
    """Every episode's audio file in site/, and the record of what it was made from."""
    audio: dict[str, Audio] = {}
    record: dict[str, built.Tagged] = {}
    covers: dict[Path, bytes] = {}
    for episode in show.episodes:
        if episode.slug not in made.masters:
            continue
        to_tag = planning.to_tag(show, episode, made.plan, made.masters[episode.slug], made.places)
        fingerprint, last = tags.fingerprint(show, episode, to_tag), made.before.audio.get(episode.slug)
        if last and last.fingerprint == fingerprint and planning.there(made.places, last):
            one = tags.facts(to_tag.master, last.path, last.size)
        else:
            cover = made.places.root / (episode.cover or show.cover)
            covers[cover] = covers.get(cover) or _tag_cover(cover)
            one = tags.tag(show, episode, to_tag, covers[cover], made.places.site)
            say(Tagged(episode.slug, one, _retag_reason(last, fingerprint, to_tag.fingerprint)))
        audio[episode.slug] = replace(one, others=_others(made.plan.jobs[episode.slug], to_tag.master, made.places))
        recording = made.plan.fingerprints[made.plan.jobs[episode.slug].recording]
        record[episode.slug] = built.Tagged(recording, to_tag.fingerprint, fingerprint, one.path, one.size)
    return audio, record


def _others(job: master.ToMaster, made: Master, places: planning.Places) -> tuple[Other, ...]:
    """The same audio in the other formats of the show, in site/."""
    digests = files.digests([job.other(name) for name in job.formats], places.cache / "formats" / f"{job.slug}.json")
    others = []
    for name in job.formats:
        source, digest = job.other(name), digests[job.other(name)]
        path = addresses.audio(job.slug, digest.sha256, name)
        if not (places.site / path).is_file():
            with files.whole(places.site / path) as temporary:
                shutil.copyfile(source, temporary)
        rate = formats.bitrate(name, made.channels)
        others.append(Other(path, digest.size, formats.FORMATS[name].media_type, rate, digest.sha256))
    return tuple(others)


def _tag_cover(path: Path) -> bytes:
    from podcast.pages import images

    return images.tag_cover(path)


def _retag_reason(last: built.Tagged | None, fingerprint: str, master: str) -> str:
    if last is None:
        return "new"
    if last.fingerprint == fingerprint:
        return "missing"
    return "new master" if last.master != master else "its words or its cover changed"
