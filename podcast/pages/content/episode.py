"""What stands on an episode's page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup

from podcast import urls as addresses
from podcast.pages import json_ld as structured
from podcast.pages import slugs
from podcast.pages.content import embed, topics
from podcast.pages.content.citation import citation
from podcast.pages.images import picture_html as parts
from podcast.pages.page import Page, shortened
from podcast.pages.player import player
from podcast.pages.text import localization as figures
from podcast.pages.text import markdown
from podcast.pages.text.markdown import prose
from podcast.pages.text.strings import speaker, words
from podcast.text import clock, plain
from podcast.transcripts import sections as reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from podcast.artifacts import AlternateFormat, Audio, Picture
    from podcast.model.groups import Person
    from podcast.model.show import Episode, Show
    from podcast.pages.page import Made
    from podcast.pages.view_models import Card
    from podcast.transcripts.cue import Cue

_NOTES_WIDTH = "(max-width: 45rem) 100vw, 42rem"  # of pictures in show notes, for CSS
_FIRST_ROLES = ("guest", "host")  # then the others as the producer wrote them


@dataclass(frozen=True, slots=True)
class Around:
    """What an episode's page knows of the rest of the show."""

    people: slugs.Directory
    topics: topics.Index


@dataclass(frozen=True, slots=True)
class Mark:
    """A chapter as the page lists it; `at` is the start as a media fragment has it, `host` where its link leads."""

    at: str
    clock: str
    title: str
    href: str | None
    host: str


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person with their page here, and the portrait in its two sizes."""

    name: str
    title: str | None
    address: str
    portrait: Picture | None
    portrait_twice: Picture | None
    alt: str


@dataclass(frozen=True, slots=True)
class Part:
    """The people who had the same part in an episode."""

    label: str
    people: tuple[Somebody, ...]


def episode_pages(
    show: Show,
    made: Made,
    told: tuple[Episode, tuple[Card | None, Card, Card | None]],
    around: Around,
    series: dict[str, Any],
) -> Iterator[Page]:
    """The page of an episode, and the one for frames.

    `told` is the episode with three cards: of the one before, its own, of the one after; `series` is the show as
    schema.org has it.
    """
    episode, cards = told
    contents = _contents(show, made, episode, around)
    data = structured.episode(show, episode, made, series)
    yield (page := replace(_page(show, made, episode, cards, contents), data=data))
    if contents["frame"]:
        yield embed.page(show, episode, page)


def _page(
    show: Show, made: Made, episode: Episode, cards: tuple[Card | None, Card, Card | None], contents: dict[str, Any]
) -> Page:
    before, card, after = cards
    title = f"{episode.title} – {card.kicker}"
    image, alt = _shared_image(show, made, episode)
    return Page(
        address=card.address,
        template="episode.html",
        title=plain(speaker(show.language)("page_title", title=title, show=show.title)),
        description=shortened(plain(episode.summary or title)),
        kind="article",
        pen=card.pen,
        season=episode.season,
        listed=not episode.draft,
        image=image,
        image_alt=alt,
        values={"card": card, "previous": before, "next": after, **contents},
    )


def _contents(show: Show, made: Made, episode: Episode, around: Around) -> dict[str, Any]:
    """What the template knows of the episode besides its card, by name."""
    audio = made.audio.get(episode.slug)
    cues = made.transcripts.get(episode.slug, ())
    return {
        "audio": audio,
        "player": player(show, made, episode),
        "frame": embed.frame(show, episode) if embed.embeddable(episode, made.audio) else "",
        "oembed": addresses.absolute(show, addresses.oembed(episode)),
        "citation": citation(show, episode),
        "others": _others(audio, show),
        "marks": tuple(_mark(chapter.start, chapter.title, chapter.href, show) for chapter in episode.chapters),
        "notes": _notes(show, made, episode),
        "correction": _correction(show, episode),
        "corrected": figures.day(episode.correction.on, show) if episode.correction else None,
        "parts_of_people": _parts(show, made, episode, around.people),
        "topics": _topics(show, episode, around.topics),
        "place": episode.location.name if episode.location else "",
        "sections": _sections(show, episode, cues),
        "reviewed": _reviewed(show, episode),
        "transcripts": {form: addresses.transcript(episode, form) for form in ("vtt", "srt", "txt")} if cues else {},
        "cover": made.pictures.get(f"{episode.cover}@480") if episode.cover else None,
        "cover_alt": episode.cover_alt or "",
    }


def _others(audio: Audio | None, show: Show) -> tuple[tuple[str, AlternateFormat, str], ...]:
    """The other formats to download: name, file, size in words."""
    return tuple(
        (one.path.rpartition(".")[2].upper(), one, figures.size(one.size, show.language))
        for one in (audio.others if audio else ())
    )


def _shared_image(show: Show, made: Made, episode: Episode) -> tuple[Picture | None, str]:
    own = made.pictures.get(f"{episode.cover}@share") if episode.cover else None
    if own is not None:
        return own, episode.cover_alt or ""
    return made.pictures.get(f"{show.cover}@share"), show.cover_alt


def _mark(start: float, title: str, href: str | None, show: Show) -> Mark:
    host = (urlsplit(href).hostname or "").removeprefix("www.") if href else ""
    return Mark(
        figures.point(start),
        clock(int(start)),
        markdown.typeset(title, show.language),
        href and addresses.web(href),
        host,
    )


def _notes(show: Show, made: Made, episode: Episode) -> Markup:
    """The show notes; pictures in them are files of the episode's folder."""
    text = episode.notes or ""
    up = "../" * card_depth(episode)
    known = ((name, made.pictures.get(f"{notes_image(episode, name)}@notes")) for name in markdown.images(text))
    shown = {name: picture for name, picture in known if picture is not None}
    found = {name: (up + picture.path, picture.width, picture.height) for name, picture in shown.items()}
    html = markdown.html(text, show.language, found)
    offered = {up + picture.path: picture for picture in shown.values()}
    return _shown(parts.framed(html, lambda address: up + address, offered, _NOTES_WIDTH), show)


def _shown(html: str, show: Show) -> Markup:
    """Sanitised HTML as the page shows it."""
    return Markup(markdown.scrolling(html, speaker(show.language)("table")))  # noqa: S704 - sanitised before


def _correction(show: Show, episode: Episode) -> Markup:
    """What was put right."""
    text = episode.correction.text if episode.correction else ""
    return prose(text, show.language)


def _topics(show: Show, episode: Episode, index: topics.Index) -> tuple[tuple[str, str], ...]:
    """What the episode is about, each topic once: its words, and the address of its page."""
    found: dict[str, str] = {}
    for topic in episode.topics:
        found.setdefault(index.address(topic), markdown.typeset(topic, show.language))
    return tuple((words, address) for address, words in found.items())


def _sections(show: Show, episode: Episode, cues: Sequence[Cue]) -> tuple[reading.Section, ...]:
    """The transcript as it is read: a record, left as it was written; its headings are ours."""
    found = reading.sections(cues, episode.chapters)
    return tuple(replace(one, title=markdown.typeset(one.title, show.language)) for one in found)


def _reviewed(show: Show, episode: Episode) -> str:
    """Whether somebody has compared the transcript with the sound."""
    say, seen = speaker(show.language), episode.reviewed
    return say("reviewed", name=seen.by, day=figures.day(seen.on, show).text) if seen else say("not_reviewed")


def card_depth(episode: Episode) -> int:
    """How many folders deep an episode's page lies."""
    return addresses.episode(episode).count("/")


def notes_image(episode: Episode, name: str) -> str:
    """The path of a picture that the show notes name, relative to the show's root."""
    return f"episodes/{episode.slug}/{name.removeprefix('./')}"


def _parts(show: Show, made: Made, episode: Episode, pages: slugs.Directory) -> tuple[Part, ...]:
    """People by their part: guests, hosts, then the others in the order in which they are named."""
    roles = dict.fromkeys([*_FIRST_ROLES, *(person.role for person in episode.people)])
    known = words(show.language)
    found = ((role, [person for person in episode.people if person.role == role]) for role in roles)
    return tuple(
        Part(
            known.get(f"role_{role}", role.capitalize()),
            tuple(_somebody(person, pages.address(person), made.pictures) for person in some),
        )
        for role, some in found
        if some
    )


def _somebody(person: Person, address: str, pictures: Mapping[str, Picture]) -> Somebody:
    once, twice = (pictures.get(f"{person.image}@{width}") for width in (96, 192))
    return Somebody(person.name, person.title, address, once, twice, person.image_alt or "")
