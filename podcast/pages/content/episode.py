"""The page of an episode."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from podcast import urls
from podcast.hosts import host_name
from podcast.pages.content import embed, topics
from podcast.pages.content.episode_page import accessible_versions, extras
from podcast.pages.content.episode_page.ai_note import ai_note, review_note
from podcast.pages.content.episode_page.citation import citation
from podcast.pages.content.episode_page.role_groups import role_groups
from podcast.pages.content.episode_page.transcript_view import transcript_sections
from podcast.pages.content.licence import licence
from podcast.pages.images import picture_html
from podcast.pages.metadata import json_ld
from podcast.pages.page import Page, excerpt
from podcast.pages.player import episode_player
from podcast.pages.text import localization, markdown
from podcast.pages.text.episode_notes import notes_html, notes_image_sources
from podcast.pages.text.markdown import prose
from podcast.strings import translator
from podcast.text import format_whole_time, strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from podcast.artifacts import AlternateFormat, Audio, Picture
    from podcast.model.groups import Chapter
    from podcast.model.show import Episode, Show
    from podcast.pages import slugs
    from podcast.pages.page import RenderInputs
    from podcast.pages.view_models import NeighbouringCards
    from podcast.transcripts.cue import Cue

_NOTES_PICTURE_SIZES = "(max-width: 45rem) 100vw, 42rem"  # CSS widths of pictures in show notes


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
    image: Picture | None
    place: extras.Place | None


def episode_pages(
    show: Show,
    inputs: RenderInputs,
    episode_with_cards: tuple[Episode, NeighbouringCards],
    indexes: ShowIndexes,
    series: dict[str, Any],
) -> Iterator[Page]:
    """Yield the page of an episode, and those of its embedded player and in Leichte Sprache if there are any.

    Args:
        show: the show.
        inputs: what pages are made from.
        episode_with_cards: the episode, with the cards of the one before, of this one, and of the one after.
        indexes: the addresses of people and topics.
        series: the show as schema.org has it.
    """
    episode, cards = episode_with_cards
    variables = _variables(show, inputs, episode, indexes)
    data = json_ld.episode(show, episode, inputs, series, indexes.people.address)
    yield (page := replace(_page(show, inputs, episode, cards, variables), json_ld=data))
    if variables["embed_code"]:
        yield embed.embed_page(show, episode, page)
    if easy_page := accessible_versions.easy_language_page(show, episode, page):
        yield easy_page


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
        share_title=episode.title,
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
        "oembed_xml_url": urls.absolute_url(show, urls.oembed(episode, "xml")),
        "citation": citation(show, episode),
        "alternate_formats": _alternate_formats(audio, show),
        "chapters": tuple(_chapter_row(chapter, show, inputs) for chapter in episode.chapters),
        "lead": markdown.linked_text(markdown.typeset(episode.summary or "", show.language)),
        "notes": _notes(show, inputs, episode),
        "correction": _correction(show, episode),
        "correction_date": localization.local_day(episode.correction.on, show) if episode.correction else None,
        "role_groups": role_groups(show, inputs, episode, indexes.people),
        "topics": _topic_links(show, episode, indexes.topics),
        "location": ", ".join(place.name for place in episode.location),
        **_extra_variables(show, episode, audio, cues),
        "episode_licence": licence(episode) or licence(show),
        "content_language": episode.language if episode.language != show.language else None,
        "easy_language": urls.easy_language(show, episode) if episode.easy_language_text else None,
        "sign_language": accessible_versions.sign_language_video(show, episode),
        "ai_note": ai_note(show, episode),
        **_transcript_variables(show, episode, cues),
        "cover": inputs.pictures.get(f"{episode.cover}@480") if episode.cover else None,
        "cover_alt": episode.cover_alt or "",
    }


def _extra_variables(show: Show, episode: Episode, audio: Audio | None, cues: Sequence[Cue]) -> dict[str, Any]:
    """Return the variables of the parts beside the text."""
    return {
        "quotes": extras.quotes(show, episode, cues) if audio else (),
        "places": extras.places(episode.location),
        "conversations": extras.conversations(show, episode),
        "support": extras.support(show, episode),
        "content_links": extras.content_links(show, episode),
        "downloads": extras.downloads(show, episode, audio, has_transcript=bool(cues)),
    }


def _transcript_variables(show: Show, episode: Episode, cues: Sequence[Cue]) -> dict[str, Any]:
    files = {suffix: urls.transcript(episode, suffix) for suffix in ("vtt", "srt", "txt")}
    return {
        "transcript_sections": transcript_sections(show, episode, cues),
        "transcript_files": files if cues else {},
        "review_note": review_note(show, episode),
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


def _chapter_row(chapter: Chapter, show: Show, inputs: RenderInputs) -> ChapterRow:
    href = chapter.href
    return ChapterRow(
        localization.media_fragment_time(chapter.start),
        format_whole_time(chapter.start),
        markdown.typeset(chapter.title, show.language),
        href and urls.ascii_url(href),
        host_name(href or ""),
        inputs.pictures.get(f"{chapter.image}@chapter") if chapter.image else None,
        extras.places([chapter.location])[0] if chapter.location else None,
    )


def _notes(show: Show, inputs: RenderInputs, episode: Episode) -> Markup:
    """Return the show notes; pictures in them are files of the episode's folder."""
    prefix = "../" * page_depth(episode)
    candidates = (
        (name, inputs.pictures.get(f"{notes_image_path(episode, name)}@notes")) for name in notes_image_sources(episode)
    )
    pictures = {name: picture for name, picture in candidates if picture is not None}
    sizes = {name: (prefix + picture.path, picture.width, picture.height) for name, picture in pictures.items()}
    html = notes_html(episode, show.language, sizes)
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


def page_depth(episode: Episode) -> int:
    """Return how many folders deep an episode's page is."""
    return urls.episode(episode).count("/")


def notes_image_path(episode: Episode, name: str) -> str:
    """Return the path of a picture that the show notes name, relative to the show's root."""
    return f"episodes/{episode.slug}/{name.removeprefix('./')}"
