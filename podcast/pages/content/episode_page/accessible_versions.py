"""A show and its episodes in Leichte Sprache and in sign language: pages of a text, and videos.

The text's language is marked with the variant `simple` (BCP 47; IANA Language Subtag Registry): `de-simple`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast import urls
from podcast.hosts import host_name
from podcast.model.types import is_web_address
from podcast.pages.page import Page, excerpt
from podcast.pages.text import markdown
from podcast.pages.text.markdown import prose
from podcast.strings import translator
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.model.show import Episode, Show
    from podcast.pages.page import RenderInputs


@dataclass(frozen=True, slots=True)
class SignLanguageVideo:
    """A video in sign language: `file` is its address below the base URL, or else `href` that of a page elsewhere."""

    file: str | None
    href: str | None
    host: str


def sign_language_video(show: Show, episode: Episode | None) -> SignLanguageVideo | None:
    """Return the video in sign language of an episode, or of the show; None if there is none."""
    source = episode.sign_language if episode else show.sign_language
    if not source:
        return None
    if not is_web_address(source):
        return SignLanguageVideo(urls.sign_language_video(show, episode, source), None, "")
    return SignLanguageVideo(None, urls.ascii_url(source), host_name(source))


def easy_language_page(show: Show, episode: Episode, episode_page: Page) -> Page | None:
    """Return the page with an episode's text in Leichte Sprache (easy German); None without such a text."""
    if not episode.easy_language_text:
        return None
    translate = translator(show.language)
    title = strip_soft_hyphens(episode.title)
    return Page(
        address=urls.easy_language(show, episode),
        template="accessible_version.html",
        title=translate("easy_language_title", title=episode_page.title),
        description=excerpt(translate("easy_language_description", title=title)),
        og_type="article",
        season_colour=episode_page.season_colour,
        season=episode_page.season,
        listed=episode_page.listed,
        image=episode_page.image,
        image_alt=episode_page.image_alt,
        values={
            **_variables(show, "easy_language", markdown.typeset(episode.title, show.language)),
            "text": prose(episode.easy_language_text, show.language, title),
            "original": episode_page.address,
            "original_label": translate("to_episode"),
        },
        shared_page=episode_page,
    )


def show_pages(show: Show, inputs: RenderInputs) -> Iterator[Page]:
    """Yield the pages about the show in Leichte Sprache and in sign language, as far as it has them."""
    translate = translator(show.language)
    for name in urls.OPTIONAL_PAGES:
        if not getattr(show, name):
            continue
        title = translate(f"{name}_title", title=show.title)
        about = translate(f"{name}_description", title=show.title)
        yield Page(
            address=urls.page(show, name),
            template="accessible_version.html",
            title=strip_soft_hyphens(title),
            description=excerpt(strip_soft_hyphens(about)),
            image=inputs.pictures.get(f"{show.cover}@share"),
            image_alt=show.cover_alt,
            values={
                **_variables(show, name, markdown.typeset(show.title, show.language)),
                "text": prose(show.texts.get(name, ""), show.language, show.title),
                "video": sign_language_video(show, None) if name == "sign_language" else None,
                "original": urls.page(show, "about"),
                "original_label": translate("about_title"),
            },
        )


def _variables(show: Show, name: str, heading: str) -> dict[str, object]:
    """Return the template's variables that an episode's page and the show's have in common."""
    is_text = name == "easy_language"
    return {
        "kicker": translator(show.language)(name),
        "heading": heading,
        "text_language": f"{show.language}-simple" if is_text else show.language,
        "video": None,
    }
