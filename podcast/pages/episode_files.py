"""An episode and all its files: its page, the page for frames, the transcript's forms, what the search reads of it.

They are made from a `ToTell` and a kit, and from nothing else: the show that they see has this one episode, the
pictures are its own. So the fingerprint of both says whether the files would come out as they are; then they stay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.files.digest import digest_of
from podcast.pages import render_cache as kept
from podcast.pages import slugs
from podcast.pages.content import embed, topics
from podcast.pages.content.episode import Around, episode_pages
from podcast.pages.images import social_card as share
from podcast.pages.page import Made
from podcast.pages.search import index as search
from podcast.pages.slugs import oldest_first
from podcast.pages.text import markdown
from podcast.transcripts import write
from podcast.transcripts.episode_transcript import mastered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from podcast.artifacts import Audio, Picture
    from podcast.model.show import Episode, Show
    from podcast.pages.context import Opened
    from podcast.pages.page import Page
    from podcast.pages.render_cache import Row
    from podcast.pages.slugs import Identity
    from podcast.pages.view_models import Card
    from podcast.transcripts.cue import Cue


@dataclass(frozen=True, slots=True)
class ToTell:
    """What an episode's files are made from, besides the kit.

    `cards` are those of the episode before, of this one, and of the one after; `people` and `topics` are the slugs of
    those of the episode. The transcript is in `cues`, or in the file `transcript`, which is read where it is needed.
    """

    episode: Episode
    audio: Audio | None
    pictures: Mapping[str, Picture]
    cards: tuple[Card | None, Card, Card | None]
    people: Mapping[Identity, str]
    topics: Mapping[str, str]
    cues: tuple[Cue, ...] = ()
    transcript: Path | None = None

    def fingerprint(self, kit: str) -> str:
        """Changes with all that the files are made from; `kit` is the fingerprint of the kit.

        The transcript's place is left out: a show may be moved.
        """
        words = digest_of(self.transcript.read_bytes()).sha256 if self.transcript else ""
        return digest_of(f"{kit}\0{words}\0{replace(self, transcript=None)!r}".encode()).sha256


@dataclass(frozen=True, slots=True)
class Told:
    """The files of an episode or a page, by path; none where those that are there already are the same."""

    row: Row
    files: tuple[tuple[str, bytes], ...] = ()


def to_tell(show: Show, made: Made, cards: Sequence[Card]) -> Iterator[ToTell]:
    """A job for each episode, oldest first; `cards` are theirs."""
    directory, index, pictures = slugs.directory(show), topics.index(show), _by_source(made.pictures)
    around = zip([None, *cards][: len(cards)], cards, [*cards, None][1:], strict=True)
    for episode, shown in zip(oldest_first(show), around, strict=True):
        known = {directory.identity(person) for person in episode.people}
        yield ToTell(
            episode,
            made.audio.get(episode.slug),
            _own(show, episode, pictures),
            shown,
            {one: directory.slugs[one] for one in sorted(known)},
            {one: index.slugs[one] for one in sorted({topics.folded(topic) for topic in episode.topics})},
            () if made.root else tuple(made.transcripts.get(episode.slug, ())),
            made.root / str(episode.transcript) if made.root and episode.slug in made.transcripts else None,
        )


def key(page: Page) -> str:
    """What the row of a page that is no episode's is called; no slug is so."""
    return f"/{page.address}"


def filled(ready: Opened, page: Page, before: Row | None, site: Path | None) -> Told:
    """The file of a page that is no episode's, as `told` does it.

    Raises:
        TemplateError: a template is broken, or something makes browsers ask another host.
    """
    fingerprint = digest_of(f"{ready.fingerprint}\0{page!r}".encode()).sha256
    if before and site and before.fingerprint == fingerprint and as_it_was(before, site):
        return Told(before)
    files = ((addresses.file(page.address), ready.filled(page)),)
    return Told(kept.Row(key(page), fingerprint, kept.digest(files, b"", ""), tuple(dict(files)), b"", ""), files)


def told(ready: Opened, job: ToTell, before: Row | None, site: Path | None) -> Told:
    """The files of an episode; they are only made if those that are there are not the same.

    Args:
        ready: the kit.
        job: the episode.
        before: what is known from the last build.
        site: where the files of the last build are.

    Raises:
        TemplateError: a template is broken, or something makes browsers ask another host.
        ShowError: the transcript cannot be read.
    """
    fingerprint = job.fingerprint(ready.fingerprint)
    if before and site and before.fingerprint == fingerprint and as_it_was(before, site):
        return Told(before)
    files, entry, notes = files_of(ready, job)
    row = kept.Row(job.episode.slug, fingerprint, kept.digest(files, entry, notes), tuple(dict(files)), entry, notes)
    return Told(row, files)


def as_it_was(row: Row, site: Path) -> bool:
    """Whether the files, and the row itself, are still what the last build has made."""
    files = ((path, (site / path).read_bytes()) for path in row.files)
    try:
        return kept.digest(files, row.search, row.notes) == row.digest
    except OSError:  # gone, or something else is in its place: they are made again, and writing tells what is wrong
        return False


def files_of(ready: Opened, job: ToTell) -> tuple[tuple[tuple[str, bytes], ...], bytes, str]:
    """The files, the episode's entry in the search's index, and the notes as the feed has them."""
    episode, card = job.episode, job.cards[1]
    show = ready.bare.model_copy(update={"episodes": (episode,)})
    audio = {episode.slug: job.audio} if job.audio else {}
    cues = _cues(show, job)
    made = Made(audio, job.pictures, {episode.slug: cues} if cues else {})
    around = Around(slugs.Directory(show, ready.keys, job.people), topics.Index(show, job.topics, {}))
    found = episode_pages(show, made, (episode, job.cards), around, dict(ready.series))
    pages = [share.with_card(show, made.pictures, page) for page in found]
    sought = search.sought(show, episode, cues, card)
    files = (
        *((addresses.file(page.address), ready.filled(page)) for page in pages),
        *(write.files(episode, cues).items() if cues else ()),
        *embed.documents(show, audio),
        (sought.address, sought.data),
    )
    return files, sought.entry, markdown.html(episode.notes, show.language) if episode.notes else ""


def _cues(show: Show, job: ToTell) -> tuple[Cue, ...]:
    if job.transcript is None or job.audio is None:
        return job.cues
    return mastered(show, job.episode, job.transcript.read_bytes(), job.audio)


def _by_source(pictures: Mapping[str, Picture]) -> dict[str, dict[str, Picture]]:
    """The pictures by what they were made from; those of an episode's notes by its folder."""
    found: dict[str, dict[str, Picture]] = {}
    for name, picture in pictures.items():
        source = name.rpartition("@")[0]
        found.setdefault(source, {})[name] = picture
        if source.startswith("episodes/"):
            found.setdefault("/".join(source.split("/", 2)[:2]), {})[name] = picture
    return found


def _own(show: Show, episode: Episode, pictures: Mapping[str, Mapping[str, Picture]]) -> dict[str, Picture]:
    """The pictures that an episode's pages may show."""
    sources = {show.cover, episode.cover, *(person.image for person in episode.people)}
    places = {addresses.HOME, addresses.episode(episode), addresses.embed(show, episode), f"episodes/{episode.slug}"}
    wanted = sorted(one for one in sources | places if one is not None)
    return {name: picture for one in wanted for name, picture in sorted(pictures.get(one, {}).items())}
