"""Problems of meaning: what is wrong with a show although each of its fields is well formed.

Pure: the sounds and pictures come in as facts that somebody has read before. `RULES` is the list; a new rule is a
function and a line there. Where a rule is somebody else's, its docstring says whose.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeAlias

from podcast.artifacts import Pixels, Sound
from podcast.show import check_feed
from podcast.show.afterwards import LONGEST_TEXT, after_the_fact, short_corrections
from podcast.show.model import clock, plain
from podcast.show.places import Finding, located

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

    from podcast.errors import Problem
    from podcast.show.load import Loaded
    from podcast.show.model import AudioChanges, AudioTargets, Episode, Show
    from podcast.show.syntax import Loc

    Rule: TypeAlias = Callable[["Show", "Facts"], Iterable[Finding]]

SHOW = "podcast.yaml"
SMALLEST, LARGEST = 1400, 3000  # pixels of an artwork's side: Apple, artwork requirements
FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the files are, by their paths below the root, as the show has them.

    A text stands for a file that cannot be read and says why, as `what; remedy`. A file that nobody looked at is left
    out, and nothing is said about it.
    """

    sounds: Mapping[str, Sound | str] = field(default_factory=dict)
    pictures: Mapping[str, Pixels | str] = field(default_factory=dict)


def problems(loaded: Loaded, facts: Facts) -> tuple[Problem, ...]:
    """All that is wrong with a show, in form and in meaning, sorted by place."""
    if loaded.show is None:
        return loaded.problems
    found = (finding for rule in RULES for finding in rule(loaded.show, facts))
    return tuple(sorted({*loaded.problems, *located(found, loaded.places)}))


def sounds(show: Show) -> tuple[tuple[str, str, Loc], ...]:
    """Every sound of the show: its path, the file and the field that name it; those are what `Facts` may tell of."""
    recordings = ((one.recording, one.file, ("recording",)) for one in show.episodes if one.recording)
    pieces = (piece for one in show.episodes for piece in _pieces(one.audio, one.file))
    return (*_pieces(show.audio, SHOW), *recordings, *pieces)


def _pieces(audio: AudioTargets | AudioChanges | None, file: str) -> Iterator[tuple[str, str, Loc]]:
    for name in ("intro", "outro"):
        if path := getattr(audio, name, None):
            yield path, file, ("audio", name)


def pictures(show: Show) -> tuple[tuple[str, str, Loc], ...]:
    """Every picture of the show: its path, the file and the field that name it."""
    people = ((who.image, SHOW, ("people", key, "image")) for key, who in show.people.items() if who.image)
    return (*_covers(show), *people, *(picture for one in show.episodes for picture in _smaller_pictures(one)))


def _covers(show: Show) -> Iterator[tuple[str, str, Loc]]:
    yield show.cover, SHOW, ("cover",)
    yield from ((one.cover, one.file, ("cover",)) for one in show.episodes if one.cover)


def _smaller_pictures(episode: Episode) -> Iterator[tuple[str, str, Loc]]:
    named = {"chapters": [one.image for one in episode.chapters], "people": [one.image for one in episode.people]}
    for name, images in named.items():
        yield from ((image, episode.file, (name, number, "image")) for number, image in enumerate(images) if image)


# --- rules -----------------------------------------------------------------------------------------------------------


def complete(show: Show, _: Facts) -> Iterator[Finding]:
    """Only a draft may lack its date or its summary. RSS: pubDate and description; stores refuse items without."""
    for one in show.episodes:
        if one.draft:
            continue
        if one.date is None:
            yield Finding(one.file, ("date",), "is missing", "add one, as in 2021-11-23 09:00, or write draft: true")
        if one.summary is None and not one.withdrawn:
            yield Finding(one.file, ("summary",), "is missing", "add one or two sentences, or write draft: true")


def numbered(show: Show, _: Facts) -> Iterator[Finding]:
    """Apple: a serial show is ordered by its episode numbers."""
    for one in show.episodes:
        if show.type == "serial" and one.type == "full" and not one.draft and one.episode is None:
            yield Finding(one.file, ("episode",), "is missing, and the show is serial", "add its number")


def one_number_each(show: Show, _: Facts) -> Iterator[Finding]:
    """Two full episodes do not share season and number: listeners would see one of them twice."""
    full = [one for one in show.episodes if one.type == "full" and one.episode is not None]
    yield from _shared(full, lambda one: (one.season, one.episode), "episode", "number its episodes in order")


def one_guid_each(show: Show, _: Facts) -> Iterator[Finding]:
    """RSS, Apple: a guid means one episode for ever; of two with the same one is lost."""
    yield from _shared(show.episodes, lambda one: one.guid, "guid", "make a new one for the newer episode")


def one_date_each(show: Show, _: Facts) -> Iterator[Finding]:
    """Distinct dates: with equal ones every app orders the episodes differently."""
    dated = [one for one in show.episodes if one.date is not None]
    yield from _shared(dated, lambda one: one.date, "date", "let one of them appear a minute later")


def _shared(
    episodes: Iterable[Episode], key: Callable[[Episode], Hashable], name: str, remedy: str
) -> Iterator[Finding]:
    """A finding for each episode whose key another one, earlier in the alphabet, has already."""
    first: dict[Hashable, str] = {}
    for one in sorted(episodes, key=lambda one: one.slug):
        other = first.setdefault(key(one), one.file)
        if other != one.file:
            yield Finding(one.file, (name,), f"is the same as in {other}", remedy)


def known_seasons(show: Show, _: Facts) -> Iterator[Finding]:
    """Each season has its page, so it must be known, and only once."""
    counted = Counter(season.number for season in show.seasons)
    seen: set[int] = set()
    for number, season in enumerate(show.seasons):
        if season.number in seen:
            yield Finding(SHOW, ("seasons", number, "number"), f"{season.number} is listed twice", "number it anew")
        seen.add(season.number)
    for one in show.episodes:
        if one.season is not None and one.season not in counted:
            what = f"{one.season} is not among the seasons of {SHOW}"
            yield Finding(one.file, ("season",), what, "add it there, with its title")


def chapters_in_order(show: Show, _: Facts) -> Iterator[Finding]:
    """Podcasting 2.0, JSON chapters: ascending starts, the first at 0."""
    for one in show.episodes:
        if one.chapters and one.chapters[0].start:
            what = f"starts at {clock(one.chapters[0].start)}, not at 0:00"
            yield Finding(one.file, ("chapters", 0), what, "begin with one such as 0:00 Begrüßung")
        for number, (before, chapter) in enumerate(pairwise(one.chapters), start=1):
            if chapter.start <= before.start:
                what = f"starts at {clock(chapter.start)}, not after the one before ({clock(before.start)})"
                yield Finding(one.file, ("chapters", number), what, "put the chapters in order")


def chapters_before_the_end(show: Show, facts: Facts) -> Iterator[Finding]:
    """Podlove simple chapters: a chapter starts while there is something to hear."""
    for one in show.episodes:
        sound = facts.sounds.get(one.recording or "")
        if not isinstance(sound, Sound) or not sound.seconds:
            continue
        for number, chapter in enumerate(one.chapters):
            if chapter.start >= sound.seconds:
                what = f"starts at {clock(chapter.start)}, after the audio ends ({clock(sound.seconds // 1)})"
                yield Finding(one.file, ("chapters", number), what, "correct the time, or remove the chapter")


def readable(show: Show, facts: Facts) -> Iterator[Finding]:
    """Sounds and pictures that cannot be read."""
    for known, files in ((facts.sounds, sounds(show)), (facts.pictures, pictures(show))):
        for path, file, loc in files:
            if isinstance(why := known.get(path), str):
                what, _, remedy = why.removeprefix(f"{path}: ").partition("; ")
                yield Finding(file, loc, f'"{path}" {what}', remedy or "replace the file")


def artwork(show: Show, facts: Facts) -> Iterator[Finding]:
    """Apple, artwork requirements: square, 1400 to 3000 pixels, JPEG or PNG as its name says, RGB without alpha."""
    for path, file, loc in _covers(show):
        picture = facts.pictures.get(path)
        if isinstance(picture, Pixels):
            yield from (Finding(file, loc, what, remedy) for what, remedy in _artwork(path, picture))


def _artwork(path: str, picture: Pixels) -> Iterator[tuple[str, str]]:
    width, height = picture.width, picture.height
    if width != height:
        yield f"is {width} by {height} pixels, not square", "crop it, best to 3000 by 3000 pixels"
    elif not SMALLEST <= width <= LARGEST:
        yield f"is {width} by {height} pixels", f"scale it to {SMALLEST} to {LARGEST} pixels, best {LARGEST}"
    if picture.format != FORMATS.get(PurePosixPath(path).suffix.lower()):
        yield f"is a {picture.format} picture under another name", "save it as JPEG or PNG, and name it so"
    if picture.mode != "RGB":
        yield f"has {picture.mode} colours", "save it as RGB without transparency"


def described_covers(show: Show, _: Facts) -> Iterator[Finding]:
    """WCAG 1.1.1: a picture that says something has words for those who do not see it."""
    for one in show.episodes:
        if one.cover and not one.cover_alt:
            yield Finding(one.file, ("cover_alt",), "is missing beside the cover", "say what the picture shows")


def short_texts(show: Show, _: Facts) -> Iterator[Finding]:
    """Apple: at most 4000 bytes of description."""
    texts = [(SHOW, "description", show.description)]
    texts += [(one.file, "summary", one.summary) for one in show.episodes if one.summary]
    for file, name, text in texts:
        if (size := len(plain(text).encode())) > LONGEST_TEXT:
            what = f"is {size} bytes long, stores cut it at {LONGEST_TEXT}"
            yield Finding(file, (name,), what, "shorten it (ä, ö, ü, ß count twice)")


def categories_once(show: Show, _: Facts) -> Iterator[Finding]:
    """A category that is listed twice is a slip of the hand."""
    for number, name in enumerate(show.categories):
        if name in show.categories[:number]:
            yield Finding(SHOW, ("categories", number), f"{name} is listed twice", "remove it")


RULES: tuple[Rule, ...] = (
    complete,
    after_the_fact,
    short_corrections,
    numbered,
    one_number_each,
    one_guid_each,
    one_date_each,
    known_seasons,
    chapters_in_order,
    chapters_before_the_end,
    readable,
    artwork,
    described_covers,
    short_texts,
    categories_once,
    *check_feed.RULES,
)
