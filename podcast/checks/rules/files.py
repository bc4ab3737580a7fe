"""Problems of meaning in the files that a show names: sounds, pictures, transcripts."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from podcast.artifacts import ImageInfo, AudioInfo
from podcast.errors import FileProblem
from podcast.i18n import _
from podcast.model.show import SHOW_FILE
from podcast.show.locations import Finding
from podcast.text import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.checks.facts import Facts
    from podcast.model.groups import AudioChanges, AudioTargets
    from podcast.model.show import Episode, Show
    from podcast.show.yaml_errors import Loc

SMALLEST, LARGEST = 1400, 3000  # pixels of an artwork's side: Apple, artwork requirements
FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG"}


def sounds(show: Show) -> tuple[tuple[str, str, Loc], ...]:
    """Every sound of the show: its path, the file and the field that name it; those are what `Facts` may tell of."""
    recordings = ((one.recording, one.file, ("recording",)) for one in show.episodes if one.recording)
    pieces = (piece for one in show.episodes for piece in _pieces(one.audio, one.file))
    return (*_pieces(show.audio, SHOW_FILE), *recordings, *pieces)


def _pieces(audio: AudioTargets | AudioChanges | None, file: str) -> Iterator[tuple[str, str, Loc]]:
    for name in ("intro", "outro"):
        if path := getattr(audio, name, None):
            yield path, file, ("audio", name)


def pictures(show: Show) -> tuple[tuple[str, str, Loc], ...]:
    """Every picture of the show: its path, the file and the field that name it."""
    people = ((who.image, SHOW_FILE, ("people", key, "image")) for key, who in show.people.items() if who.image)
    return (*_covers(show), *people, *(picture for one in show.episodes for picture in _smaller_pictures(one)))


def _covers(show: Show) -> Iterator[tuple[str, str, Loc]]:
    yield show.cover, SHOW_FILE, ("cover",)
    yield from ((one.cover, one.file, ("cover",)) for one in show.episodes if one.cover)


def _smaller_pictures(episode: Episode) -> Iterator[tuple[str, str, Loc]]:
    named = {"chapters": [one.image for one in episode.chapters], "people": [one.image for one in episode.people]}
    for name, images in named.items():
        yield from ((image, episode.file, (name, number, "image")) for number, image in enumerate(images) if image)


def readable(show: Show, facts: Facts) -> Iterator[Finding]:
    """Sounds and pictures that cannot be read."""
    for known, files in ((facts.sounds, sounds(show)), (facts.pictures, pictures(show))):
        for path, file, loc in files:
            if isinstance(problem := known.get(path), FileProblem):
                yield Finding(file, loc, _('"{path}" {what}').format(path=path, what=problem.what), problem.remedy)


def artwork(show: Show, facts: Facts) -> Iterator[Finding]:
    """Apple, artwork requirements: square, 1400 to 3000 pixels, JPEG or PNG as its name says, RGB without alpha."""
    for path, file, loc in _covers(show):
        picture = facts.pictures.get(path)
        if isinstance(picture, ImageInfo):
            yield from (Finding(file, loc, what, remedy) for what, remedy in _artwork(path, picture))


def _artwork(path: str, picture: ImageInfo) -> Iterator[tuple[str, str]]:
    width, height = picture.width, picture.height
    if width != height:
        yield (
            _("is {width} by {height} pixels, not square").format(width=width, height=height),
            _("crop it, best to 3000 by 3000 pixels"),
        )
    elif not SMALLEST <= width <= LARGEST:
        yield (
            _("is {width} by {height} pixels").format(width=width, height=height),
            _("scale it to {smallest} to {largest} pixels, best {largest}").format(smallest=SMALLEST, largest=LARGEST),
        )
    if picture.format != FORMATS.get(PurePosixPath(path).suffix.lower()):
        yield (
            _("is a {format} picture under another name").format(format=picture.format),
            _("save it as JPEG or PNG, and name it so"),
        )
    if picture.mode != "RGB":
        yield _("has {mode} colours").format(mode=picture.mode), _("save it as RGB without transparency")


def described_covers(show: Show, _facts: Facts) -> Iterator[Finding]:
    """WCAG 1.1.1: a picture that says something has words for those who do not see it."""
    for one in show.episodes:
        if one.cover and not one.cover_alt:
            yield Finding(one.file, ("cover_alt",), _("is missing beside the cover"), _("say what the picture shows"))


def transcript_of_the_recording(show: Show, facts: Facts) -> Iterator[Finding]:
    """What is said is said while there is something to hear: else it is another recording's transcript."""
    for one in show.episodes:
        sound, last = facts.sounds.get(one.recording or ""), facts.transcripts.get(one.transcript or "")
        if isinstance(sound, AudioInfo) and sound.seconds and last is not None and last >= sound.seconds:
            what = _("goes on at {time}, after the audio ends ({length})").format(
                time=clock(last // 1), length=clock(sound.seconds // 1)
            )
            yield Finding(
                one.file, ("transcript",), what, _("take the transcript of this recording, or make a new one")
            )


RULES = (readable, artwork, described_covers, transcript_of_the_recording)
