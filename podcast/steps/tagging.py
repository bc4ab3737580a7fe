"""Masters to the audio files in site/: what is there already, made from the same, is not made again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from podcast.artifacts import AlternateFormat
from podcast.audio.tags import alternate_formats as others
from podcast.audio.tags import id3 as tags
from podcast.files import atomic
from podcast.i18n import gettext_noop
from podcast.steps import mastering_plan as planning
from podcast.steps import paths
from podcast.steps import site_writer as built

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from podcast.artifacts import Audio, Master
    from podcast.model.show import Episode, Show
    from podcast.steps.site_writer import Record

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

    places: paths.ProjectPaths
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
        carried = partial(_pictures, show, episode, made.places, covers)
        if last and last.fingerprint == fingerprint and planning.there(made.places, last):
            one = tags.facts(to_tag.master, last.path, last.size)
        else:
            one = tags.tag(show, episode, to_tag, carried(), made.places.site)
            say(Tagged(episode.slug, one, _retag_reason(last, fingerprint, to_tag.fingerprint)))
        job = _OfOthers(to_tag, fingerprint, made.plan.jobs[episode.slug].formats, carried)
        audio[episode.slug] = replace(one, others=_others(show, episode, job, made.places))
        recording = made.plan.fingerprints[made.plan.jobs[episode.slug].recording]
        record[episode.slug] = built.Tagged(recording, to_tag.fingerprint, fingerprint, one.path, one.size)
    return audio, record


@dataclass(frozen=True, slots=True)
class _OfOthers:
    """What the other formats of an episode are made from; `pictures` are made when they are asked for."""

    to_tag: tags.ToTag
    fingerprint: str
    formats: tuple[str, ...]
    pictures: Callable[[], tags.Pictures]


def _others(show: Show, episode: Episode, job: _OfOthers, places: paths.ProjectPaths) -> tuple[AlternateFormat, ...]:
    """The same audio in the other formats of the show, in site/; what is there from the same is not made again."""
    if not job.formats:
        return ()
    memory = places.cache / "formats" / f"{episode.slug}.json"
    known = _remembered(memory)
    found: dict[str, AlternateFormat] = {}
    for name in job.formats:
        fingerprint, other = known.get(name, ("", None))
        if other is None or fingerprint != job.fingerprint or not _there(places, other):
            other = others.tag(show, episode, job.to_tag, job.pictures(), others.Into(name, places.site))
        found[name] = other
    rows = {name: [job.fingerprint, asdict(other)] for name, other in found.items()}
    atomic.write(memory, json.dumps(rows, indent=1).encode())
    return tuple(found.values())


def _remembered(memory: Path) -> dict[str, tuple[str, AlternateFormat]]:
    """What is known of the other formats; nothing where nothing can be read."""
    try:
        rows = json.loads(memory.read_text("utf-8"))
        return {name: (fingerprint, AlternateFormat(**facts)) for name, (fingerprint, facts) in rows.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _there(places: paths.ProjectPaths, other: AlternateFormat) -> bool:
    path = places.site / other.path
    return path.is_file() and path.stat().st_size == other.size


def _pictures(show: Show, episode: Episode, places: paths.ProjectPaths, covers: dict[Path, bytes]) -> tags.Pictures:
    """The pictures that go into an audio file; covers are made once for all episodes."""
    from podcast.pages.images import images

    cover = places.root / (episode.cover or show.cover)
    covers[cover] = covers.get(cover) or images.tag_cover(cover)
    return tags.Pictures(covers[cover], images.tag_chapters(episode, places.root, places.cache / "pictures"))


def _retag_reason(last: built.Tagged | None, fingerprint: str, master: str) -> str:
    if last is None:
        return gettext_noop("new")
    if last.fingerprint == fingerprint:
        return gettext_noop("missing")
    return gettext_noop("new master") if last.master != master else gettext_noop("its words or its cover changed")
