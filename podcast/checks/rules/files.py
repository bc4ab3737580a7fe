"""Rules for the files that a show names: audio, images, transcripts."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from podcast.artifacts import AudioInfo, ImageInfo
from podcast.errors import FileProblem
from podcast.i18n import _
from podcast.model.show import SHOW_FILE
from podcast.show.locations import Finding
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.checks.facts import Facts
    from podcast.model.groups import AudioChanges, AudioTargets
    from podcast.model.show import Episode, Show
    from podcast.show.yaml_errors import Loc

MIN_ARTWORK_PIXELS, MAX_ARTWORK_PIXELS = 1400, 3000  # pixels of an artwork's side: Apple, artwork requirements
FORMATS_BY_SUFFIX = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG"}


def audio_files(show: Show) -> tuple[tuple[str, str, Loc], ...]:
    """The audio files of the show: path (a key of `Facts.audio`), and the file and field that name it."""
    recordings = ((episode.recording, episode.file, ("recording",)) for episode in show.episodes if episode.recording)
    clips = (clip for episode in show.episodes for clip in _intro_outro(episode.audio, episode.file))
    return (*_intro_outro(show.audio, SHOW_FILE), *recordings, *clips)


def _intro_outro(audio: AudioTargets | AudioChanges | None, file: str) -> Iterator[tuple[str, str, Loc]]:
    for name in ("intro", "outro"):
        if path := getattr(audio, name, None):
            yield path, file, ("audio", name)


def image_files(show: Show) -> tuple[tuple[str, str, Loc], ...]:
    """The images of the show: path (a key of `Facts.images`), and the file and field that name it."""
    portraits = (
        (person.image, SHOW_FILE, ("people", key, "image")) for key, person in show.people.items() if person.image
    )
    small_images = (image for episode in show.episodes for image in _chapter_and_person_images(episode))
    return (*_covers(show), *portraits, *small_images)


def _covers(show: Show) -> Iterator[tuple[str, str, Loc]]:
    yield show.cover, SHOW_FILE, ("cover",)
    yield from ((episode.cover, episode.file, ("cover",)) for episode in show.episodes if episode.cover)


def _chapter_and_person_images(episode: Episode) -> Iterator[tuple[str, str, Loc]]:
    images_by_field = {
        "chapters": [chapter.image for chapter in episode.chapters],
        "people": [person.image for person in episode.people],
    }
    for name, images in images_by_field.items():
        yield from ((image, episode.file, (name, number, "image")) for number, image in enumerate(images) if image)


def readable_files(show: Show, facts: Facts) -> Iterator[Finding]:
    """All audio files and images can be read."""
    for inspected, files in ((facts.audio, audio_files(show)), (facts.images, image_files(show))):
        for path, file, loc in files:
            if isinstance(problem := inspected.get(path), FileProblem):
                yield Finding(file, loc, _('"{path}" {what}').format(path=path, what=problem.what), problem.remedy)


def artwork_format(show: Show, facts: Facts) -> Iterator[Finding]:
    """Artwork is square, 1400 to 3000 pixels, JPEG or PNG as its suffix says, RGB without alpha (Apple)."""
    for path, file, loc in _covers(show):
        image = facts.images.get(path)
        if isinstance(image, ImageInfo):
            yield from (Finding(file, loc, what, remedy) for what, remedy in _artwork_faults(path, image))


def _artwork_faults(path: str, image: ImageInfo) -> Iterator[tuple[str, str]]:
    width, height = image.width, image.height
    if width != height:
        yield (
            _("is not square ({width} × {height} pixels)").format(width=width, height=height),
            _("crop it, ideally to 3000 × 3000 pixels"),
        )
    elif not MIN_ARTWORK_PIXELS <= width <= MAX_ARTWORK_PIXELS:
        yield (
            _("is {width} × {height} pixels").format(width=width, height=height),
            _("scale it to between {smallest} and {largest} pixels, ideally {largest}").format(
                smallest=MIN_ARTWORK_PIXELS, largest=MAX_ARTWORK_PIXELS
            ),
        )
    if image.format != FORMATS_BY_SUFFIX.get(PurePosixPath(path).suffix.lower()):
        yield (
            _("is a {format} picture with the wrong file extension").format(format=image.format),
            _("save it as JPEG or PNG with the matching file extension"),
        )
    if image.mode != "RGB":
        yield _("has {mode} colours").format(mode=image.mode), _("save it as RGB without transparency")


def cover_descriptions(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Every cover of an episode has a text alternative (WCAG 1.1.1)."""
    for episode in show.episodes:
        if episode.cover and not episode.cover_alt:
            yield Finding(
                episode.file, ("cover_alt",), _("is missing for the cover"), _("describe what the picture shows")
            )


def transcript_within_audio(show: Show, facts: Facts) -> Iterator[Finding]:
    """No cue starts after the end of the audio: else the transcript belongs to another recording."""
    for episode in show.episodes:
        audio, last_cue = facts.audio.get(episode.recording or ""), facts.last_cue_starts.get(episode.transcript or "")
        if isinstance(audio, AudioInfo) and audio.seconds and last_cue is not None and last_cue >= audio.seconds:
            what = _("continues at {time}, after the end of the audio ({length})").format(
                time=format_time(last_cue // 1), length=format_time(audio.seconds // 1)
            )
            yield Finding(
                episode.file, ("transcript",), what, _("use the transcript of this recording, or create a new one")
            )


RULES = (readable_files, artwork_format, cover_descriptions, transcript_within_audio)
