"""The page of an episode."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup

from podcast import urls
from podcast.pages import json_ld, slugs
from podcast.pages.content import embed, topics
from podcast.pages.content.citation import citation
from podcast.pages.images import picture_html
from podcast.pages.page import Page, excerpt
from podcast.pages.player import episode_player
from podcast.pages.text import localization, markdown
from podcast.pages.text.markdown import prose
from podcast.strings import optional_text, translator
from podcast.text import format_time, strip_soft_hyphens
from podcast.transcripts import sections

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from podcast.artifacts import AlternateFormat, Audio, Picture
    from podcast.model.groups import Person
    from podcast.model.show import Episode, Show
    from podcast.pages.page import RenderInputs
    from podcast.pages.view_models import NeighbouringCards
    from podcast.transcripts.cue import Cue

_NOTES_PICTURE_SIZES = "(max-width: 45rem) 100vw, 42rem"  # CSS widths of pictures in show notes
_FIRST_ROLES = ("guest", "host")  # then the others in the order in which the episode names them


@dataclass(frozen=True, slots=True)
class ShowIndexes:
    """The addresses of people and topics that an episode's page links to."""

    people: slugs.PersonDirectory
    topics: topics.TopicIndex


@dataclass(frozen=True, slots=True)
class ChapterRow:
    """A chapter as the page lists it.

    `media_time` is the start as a media fragment has it, `time` the same for readers, `host` that of the link.
    """

    media_time: str
    time: str
    title: str
    href: str | None
    host: str


@dataclass(frozen=True, slots=True)
class PersonLink:
    """A person with the address of the page on this site, and the portrait."""

    name: str
    title: str | None
    address: str
    portrait: Picture | None
    alt: str


@dataclass(frozen=True, slots=True)
class RoleGroup:
    """The people who have the same role in an episode."""

    label: str
    people: tuple[PersonLink, ...]


def episode_pages(
    show: Show,
    inputs: RenderInputs,
    episode_with_cards: tuple[Episode, NeighbouringCards],
    indexes: ShowIndexes,
    series: dict[str, Any],
) -> Iterator[Page]:
    """Yield the page of an episode, and the page of its embedded player if it may be embedded.

    Args:
        show: the show.
        inputs: what pages are made from.
        episode_with_cards: the episode, with the cards of the one before, of this one, and of the one after.
        indexes: the addresses of people and topics.
        series: the show as schema.org has it.
    """
    episode, cards = episode_with_cards
    variables = _variables(show, inputs, episode, indexes)
    data = json_ld.episode(show, episode, inputs, series)
    yield (page := replace(_page(show, inputs, episode, cards, variables), json_ld=data))
    if variables["embed_code"]:
        yield embed.embed_page(show, episode, page)


def _page(
    show: Show, inputs: RenderInputs, episode: Episode, cards: NeighbouringCards, variables: dict[str, Any]
) -> Page:
    previous, card, following = cards
    title = f"{episode.title} – {card.kicker}"
    image, alt = _shared_image(show, inputs, episode)
    return Page(
        address=card.address,
        template="episode.html",
        title=strip_soft_hyphens(translator(show.language)("page_title", title=title, show=show.title)),
        description=excerpt(strip_soft_hyphens(episode.summary or title)),
        og_type="article",
        season_colour=card.season_colour,
        season=episode.season,
        listed=not episode.draft,
        image=image,
        image_alt=alt,
        values={"card": card, "previous": previous, "next": following, **variables},
    )


def _variables(show: Show, inputs: RenderInputs, episode: Episode, indexes: ShowIndexes) -> dict[str, Any]:
    """Return the template's variables by name, the cards apart."""
    audio = inputs.audio.get(episode.slug)
    cues = inputs.transcripts.get(episode.slug, ())
    return {
        "audio": audio,
        "player": episode_player(show, inputs, episode),
        "embed_code": embed.frame_html(show, episode) if embed.is_embeddable(episode, inputs.audio) else "",
        "oembed_url": urls.absolute_url(show, urls.oembed(episode)),
        "citation": citation(show, episode),
        "alternate_formats": _alternate_formats(audio, show),
        "chapters": tuple(
            _chapter_row(chapter.start, chapter.title, chapter.href, show) for chapter in episode.chapters
        ),
        "notes": _notes(show, inputs, episode),
        "correction": _correction(show, episode),
        "correction_date": localization.local_day(episode.correction.on, show) if episode.correction else None,
        "role_groups": _role_groups(show, inputs, episode, indexes.people),
        "topics": _topic_links(show, episode, indexes.topics),
        "location": episode.location.name if episode.location else "",
        "transcript_sections": _transcript_sections(show, episode, cues),
        "review_note": _review_note(show, episode),
        "transcript_files": (
            {suffix: urls.transcript(episode, suffix) for suffix in ("vtt", "srt", "txt")} if cues else {}
        ),
        "cover": inputs.pictures.get(f"{episode.cover}@480") if episode.cover else None,
        "cover_alt": episode.cover_alt or "",
    }


def _alternate_formats(audio: Audio | None, show: Show) -> tuple[tuple[str, AlternateFormat, str], ...]:
    """Return the alternate formats to download: name, file, formatted size."""
    return tuple(
        (file.path.rpartition(".")[2].upper(), file, localization.format_size(file.size, show.language))
        for file in (audio.alternate_formats if audio else ())
    )


def _shared_image(show: Show, inputs: RenderInputs, episode: Episode) -> tuple[Picture | None, str]:
    cover = inputs.pictures.get(f"{episode.cover}@share") if episode.cover else None
    if cover is not None:
        return cover, episode.cover_alt or ""
    return inputs.pictures.get(f"{show.cover}@share"), show.cover_alt


def _chapter_row(start: float, title: str, href: str | None, show: Show) -> ChapterRow:
    host = (urlsplit(href).hostname or "").removeprefix("www.") if href else ""
    return ChapterRow(
        localization.media_fragment_time(start),
        format_time(int(start)),
        markdown.typeset(title, show.language),
        href and urls.ascii_url(href),
        host,
    )


def _notes(show: Show, inputs: RenderInputs, episode: Episode) -> Markup:
    """Return the show notes; pictures in them are files of the episode's folder."""
    text = episode.notes or ""
    prefix = "../" * page_depth(episode)
    candidates = (
        (name, inputs.pictures.get(f"{notes_image_path(episode, name)}@notes")) for name in markdown.image_sources(text)
    )
    pictures = {name: picture for name, picture in candidates if picture is not None}
    sizes = {name: (prefix + picture.path, picture.width, picture.height) for name, picture in pictures.items()}
    html = markdown.html(text, show.language, sizes)
    by_address = {prefix + picture.path: picture for picture in pictures.values()}
    framed = picture_html.with_picture_elements(
        html, lambda address: prefix + address, by_address, _NOTES_PICTURE_SIZES
    )
    return _with_scrolling_tables(framed, show)


def _with_scrolling_tables(html: str, show: Show) -> Markup:
    """Return sanitised HTML with each table in a region that scrolls."""
    return Markup(markdown.with_scroll_regions(html, translator(show.language)("table_label")))  # noqa: S704 - sanitised before


def _correction(show: Show, episode: Episode) -> Markup:
    text = episode.correction.text if episode.correction else ""
    return prose(text, show.language)


def _topic_links(show: Show, episode: Episode, index: topics.TopicIndex) -> tuple[tuple[str, str], ...]:
    """Return the episode's topics, each once: label, and address of its page."""
    labels: dict[str, str] = {}
    for topic in episode.topics:
        labels.setdefault(index.address(topic), markdown.typeset(topic, show.language))
    return tuple((label, address) for address, label in labels.items())


def _transcript_sections(show: Show, episode: Episode, cues: Sequence[Cue]) -> tuple[sections.Section, ...]:
    """Return the transcript by chapter.

    The transcript is a record and stays as it was written; only the headings, which are chapter titles, are typeset.
    """
    return tuple(
        replace(section, title=markdown.typeset(section.title, show.language))
        for section in sections.sections(cues, episode.chapters)
    )


def _review_note(show: Show, episode: Episode) -> str:
    """Return the sentence that says whether the transcript was compared with the audio."""
    translate, review = translator(show.language), episode.reviewed
    return (
        translate("reviewed", name=review.by, day=localization.local_day(review.on, show).text)
        if review
        else translate("not_reviewed")
    )


def page_depth(episode: Episode) -> int:
    """Return how many folders deep an episode's page is."""
    return urls.episode(episode).count("/")


def notes_image_path(episode: Episode, name: str) -> str:
    """Return the path of a picture that the show notes name, relative to the show's root."""
    return f"episodes/{episode.slug}/{name.removeprefix('./')}"


def _role_groups(
    show: Show, inputs: RenderInputs, episode: Episode, people: slugs.PersonDirectory
) -> tuple[RoleGroup, ...]:
    """Return the people by role: guests, hosts, then the others in the order in which the episode names them."""
    roles = dict.fromkeys([*_FIRST_ROLES, *(person.role for person in episode.people)])
    by_role = ((role, [person for person in episode.people if person.role == role]) for role in roles)
    return tuple(
        RoleGroup(
            optional_text(f"role_{role}", show.language) or role.capitalize(),
            tuple(_person_link(person, people.address(person), inputs.pictures) for person in group),
        )
        for role, group in by_role
        if group
    )


def _person_link(person: Person, address: str, pictures: Mapping[str, Picture]) -> PersonLink:
    return PersonLink(person.name, person.title, address, pictures.get(f"{person.image}@96"), person.image_alt or "")
