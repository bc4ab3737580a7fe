"""Rules for the files that a show names: audio, images, transcripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import urls
from podcast.artifacts import ImageInfo
from podcast.checks.rules.sound.late_times import late_cues
from podcast.errors import FileProblem
from podcast.i18n import _
from podcast.model.file_names import SHOW_FILE
from podcast.show.locations import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.checks.facts import Facts
    from podcast.model.audio_settings import AudioChanges, AudioTargets
    from podcast.model.show import Episode, Show
    from podcast.show.yaml_errors import Loc

MIN_ARTWORK_PIXELS, MAX_ARTWORK_PIXELS = 1400, 3000  # pixels of an artwork's side: Apple, artwork requirements


def audio_files(show: Show) -> tuple[tuple[str, str, Loc], ...]:
    """The audio files of the show: path (a key of `Facts.audio`), and the file and field that name it."""
    recordings = (recorded for episode in show.episodes for recorded in _recorded_files(episode))
    clips = (clip for episode in show.episodes for clip in _intro_outro(episode.audio, episode.file))
    return (*_intro_outro(show.audio, SHOW_FILE), *recordings, *clips)


def _recorded_files(episode: Episode) -> Iterator[tuple[str, str, Loc]]:
    if episode.recording:
        yield episode.recording, episode.file, ("recording",)
    for number, track in enumerate(episode.mixed_tracks):
        if track.file:
            yield track.file, episode.file, ("tracks", number, "file")


def _intro_outro(audio: AudioTargets | AudioChanges | None, file: str) -> Iterator[tuple[str, str, Loc]]:
    for name in ("intro", "outro"):
        if path := getattr(audio, name, None):
            yield path, file, ("audio", name)


def image_files(show: Show) -> tuple[tuple[str, str, Loc], ...]:
    """The images of the show: path (a key of `Facts.images`), and the file and field that name it."""
    return (*covers(show), *small_images(show))


def small_images(show: Show) -> Iterator[tuple[str, str, Loc]]:
    """The images of the show that are no covers: of people, seasons, chapters, and of `images`; see `image_files`."""
    for key, person in show.people.items():
        if person.image:
            yield person.image, SHOW_FILE, ("people", key, "image")
    for number, season in enumerate(show.seasons):
        if season.image:
            yield season.image, SHOW_FILE, ("seasons", number, "image")
    for path, loc in _feed_images(show):
        yield path, SHOW_FILE, loc
    for episode in show.episodes:
        yield from _chapter_and_person_images(episode)


def covers(show: Show) -> Iterator[tuple[str, str, Loc]]:
    """The covers of the show and of its episodes; see `image_files`."""
    yield show.cover, SHOW_FILE, ("cover",)
    yield from ((episode.cover, episode.file, ("cover",)) for episode in show.episodes if episode.cover)


def _chapter_and_person_images(episode: Episode) -> Iterator[tuple[str, str, Loc]]:
    for number, chapter in enumerate(episode.chapters):
        if chapter.image:
            yield chapter.image, episode.file, ("chapters", number, "image")
    for number, person in enumerate(episode.people):
        if person.image:
            yield person.image, episode.file, ("people", number, "image")
    yield from ((path, episode.file, loc) for path, loc in _feed_images(episode))


def _feed_images(owner: Show | Episode) -> Iterator[tuple[str, Loc]]:
    yield from ((image.file, ("images", number, "file")) for number, image in enumerate(owner.images) if image.file)


def readable_files(show: Show, facts: Facts) -> Iterator[Finding]:
    """All audio files and images can be read."""
    for inspected, files in ((facts.audio, audio_files(show)), (facts.images, image_files(show))):
        for path, file, loc in files:
            if isinstance(problem := inspected.get(path), FileProblem):
                yield Finding(file, loc, _('"{path}" {what}').format(path=path, what=problem.what), problem.remedy)


def artwork_format(show: Show, facts: Facts) -> Iterator[Finding]:
    """Artwork is square and has at least 1400 pixels (Apple); everything else is converted."""
    for path, file, loc in covers(show):
        image = facts.images.get(path)
        if not isinstance(image, ImageInfo):
            continue
        width, height = image.width, image.height
        if width != height:
            what = _("is not square ({width} × {height} pixels)").format(width=width, height=height)
            yield Finding(file, loc, what, _("crop it, ideally to 3000 × 3000 pixels"))
        elif width < MIN_ARTWORK_PIXELS:
            what = _("is too small ({width} × {height} pixels)").format(width=width, height=height)
            remedy = _("use a picture of {smallest} × {smallest} to {largest} × {largest} pixels").format(
                smallest=MIN_ARTWORK_PIXELS, largest=MAX_ARTWORK_PIXELS
            )
            yield Finding(file, loc, what, remedy)


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
        if not episode.is_passthrough:  # a hint says so
            yield from late_cues(episode, facts)


def distinct_transcript_files(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Each transcript that is published as it is has an address of its own, which its file name gives it."""
    for episode in show.episodes:
        seen: dict[str, str] = {}
        for number, transcript in enumerate(episode.transcript_files):
            if not transcript.file:  # it has a problem of its own
                continue
            address = urls.transcript_file(episode, transcript.file).casefold()
            if address in seen:
                what = _("would have the same address as {other}").format(other=seen[address])
                loc = ("transcript_files", number, "file")
                yield Finding(episode.file, loc, what, _("rename one of the two files, or remove one"))
            seen.setdefault(address, transcript.file.rpartition("/")[2])


RULES = (readable_files, artwork_format, cover_descriptions, transcript_within_audio, distinct_transcript_files)
