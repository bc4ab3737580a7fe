"""The site's pages: a show and what was made of it, in; files and their bytes, out."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup

from podcast import addresses
from podcast.pages import figures, structured, theme
from podcast.pages.licences import licence
from podcast.pages.markdown import typeset
from podcast.pages.page import Made
from podcast.pages.site import site
from podcast.pages.subscribing import ways
from podcast.pages.theme import default_templates
from podcast.pages.tombstone import tombstones
from podcast.pages.views import pen
from podcast.pages.words import speaker
from podcast.transcripts import forms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from podcast.artifacts import Audio, Picture
    from podcast.pages.page import Page
    from podcast.show.model import Show
    from podcast.transcripts.cue import Cue

__all__ = ["default_templates", "pages"]

# Nothing from anywhere else, no script or style in the page itself: whoever smuggles one in finds it dead.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)


def pages(
    show: Show,
    audio: Mapping[str, Audio],
    pictures: Mapping[str, Picture],
    transcripts: Mapping[str, tuple[Cue, ...]],
    templates: Sequence[Path],
) -> dict[str, bytes]:
    """The files of the site, by their path below site/, but for feed, chapters, sound and pictures.

    Args:
        show: its episodes are exactly those to show, chapters in the master's time.
        audio: the tagged files, by slug; an episode without one (a draft) gets a page without player.
        pictures: by `<source path>@<use>`, as `podcast.pages.images` makes them; a missing one is left out.
        transcripts: the cues in the master's time, by slug.
        templates: folders in order of precedence; the last is the built-in theme.

    Raises:
        TemplateError: a template is broken.
    """
    look = theme.opened(templates)
    stones = tuple(tombstones(show))
    show = show.current()  # nothing else speaks of what was withdrawn
    found = (*site(show, Made(audio, pictures, transcripts)), *stones)
    shared = {**_shared(show), "season_feeds": _season_feeds(show, audio)}
    files = {addresses.file(page.address): _html(show, page, look, shared) for page in found}
    return {
        **files,
        **look.assets,
        **dict(_transcripts(show, transcripts)),
        "sitemap.xml": _sitemap(show, found),
        "robots.txt": f"User-agent: *\nAllow: /\n\nSitemap: {addresses.absolute(show, 'sitemap.xml')}\n".encode(),
    }


def _html(show: Show, page: Page, look: theme.Theme, shared: Mapping[str, Any]) -> bytes:
    link = _link(show, page.address)
    own = {
        "page": page,
        "link": link,
        "asset": lambda name: link(look.asset(name)),
        "url": addresses.absolute(show, page.address),
        "share_image": addresses.absolute(show, page.image.path) if page.image else None,
        "data": Markup(structured.script(dict(page.data))) if page.data else None,  # noqa: S704 - escaped there
    }
    return look.filled(page.template, {**shared, **own, **page.values}).encode()


def _shared(show: Show) -> dict[str, Any]:
    """What every template knows."""
    numbers = sorted({episode.season for episode in show.episodes if episode.season})
    return {
        "show": show,
        "show_title": typeset(show.title, show.language),
        "say": speaker(show.language),
        "policy": POLICY,
        "locale": figures.locale(show.language),
        "tabs": tuple((number, addresses.season(show, number), pen(number)) for number in numbers),
        "feed": addresses.FEED,
        "json_feed": addresses.JSON_FEED,
        "feed_url": addresses.absolute(show, addresses.FEED),
        "home": addresses.HOME,
        "ways": ways(show),
        "licence": licence(show),
        "file_size": lambda count: figures.size(count, show.language),
        "media_point": figures.point,
    }


def _season_feeds(show: Show, audio: Mapping[str, Audio]) -> dict[int, tuple[str, str]]:
    """The feed of each season that has something to hear: its address, its title."""
    numbers = sorted({one.season for one in show.episodes if one.season and one.slug in audio})
    named = ((number, show.season(number)) for number in numbers)
    return {
        number: (addresses.season_feed(show, number), f"{show.title} – {season.title if season else number}")
        for number, season in named
    }


def _link(show: Show, here: str) -> Callable[[str], str]:
    """The function that writes an address as seen from the page `here`.

    Relative, and down to the file, so that the site works under any prefix and from the disk. The page for lost
    visitors is shown under every address that does not exist: from there only the whole path leads anywhere.
    """
    lost = here == addresses.NOT_FOUND
    up = (urlsplit(show.link).path or "/") if lost else "../" * here.count("/")
    return lambda address: up + addresses.file(address)


def _transcripts(show: Show, transcripts: Mapping[str, tuple[Cue, ...]]) -> Iterator[tuple[str, bytes]]:
    for episode in show.episodes:
        if cues := transcripts.get(episode.slug):
            yield from forms.files(episode, cues).items()


def _sitemap(show: Show, pages: Iterable[Page]) -> bytes:
    """The pages that search engines may list (https://www.sitemaps.org/protocol.html).

    No `lastmod`: nobody has told us when a page was changed.
    """
    urls = (escape(addresses.absolute(show, page.address)) for page in pages if page.listed)
    entries = "".join(f"<url><loc>{url}</loc></url>\n" for url in urls)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{entries}</urlset>\n".encode()
