"""What the template of every page needs besides its page, and a page filled with it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup

from podcast import urls as addresses
from podcast.errors import TemplateError
from podcast.files.digest import digest_of
from podcast.i18n import _
from podcast.pages import json_ld as structured
from podcast.pages import slugs, theme
from podcast.pages import third_party as foreign
from podcast.pages.content.licence import licence
from podcast.pages.content.subscribe import qr_address, ways
from podcast.pages.csp import POLICY
from podcast.pages.images import fonts
from podcast.pages.player import store
from podcast.pages.text import localization as figures
from podcast.pages.text.markdown import typeset
from podcast.pages.text.strings import speaker
from podcast.pages.view_models import pen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from podcast.artifacts import Audio
    from podcast.model.show import Show
    from podcast.pages.page import Page

_SAY = ("markdown-it-py", "nh3", "jinja2", "markupsafe", "babel", "pydantic")
_FEET = (
    ("episodes", "all_episodes"),
    ("people", "people_title"),
    ("topics", "topics_title"),
    ("subscribe", "subscribe_title"),
    ("search", "search"),
    ("about", "about_title"),
    ("imprint", "imprint"),
    ("privacy", "privacy"),
    ("accessibility", "accessibility"),
)


@dataclass(frozen=True, slots=True)
class Kit:
    """A show and its look: enough to fill any page of it, here or in another process.

    The show has its episodes only where a template may look at them: else they would be in the memory of each process.
    `season_feeds`: of each season that has something to hear, the address and the title of its feed. `series` is the
    show as schema.org has it, `seasons` are the numbers of those that have an episode, `feet` is what the foot of every
    page leads to: of `addresses.PAGES`, and its words.
    """

    show: Show
    templates: tuple[Path, ...]
    season_feeds: Mapping[int, tuple[str, str]]
    series: Mapping[str, Any]
    seasons: tuple[int, ...]
    feet: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A kit whose templates are read, and whose values are worked out, once for all pages.

    `fingerprint` changes with all that a page is made from besides its own values. For the pages of one episode: `bare`
    is the show without episodes, `keys` are those of its people by name, `series` is as in the kit.
    """

    show: Show
    look: theme.Theme
    shared: Mapping[str, Any]
    bare: Show
    keys: Mapping[str, str]
    series: Mapping[str, Any]
    fingerprint: str

    def filled(self, page: Page) -> bytes:
        """A page.

        Raises:
            TemplateError: a template is broken, or makes browsers ask another host.
        """
        link = linked(self.show, page.address)
        audio: Audio | None = page.values.get("audio")
        own = {
            "page": page,
            "link": link,
            "asset": lambda name: link(self.look.asset(name)),
            "url": addresses.absolute(self.show, page.address),
            "share_image": addresses.absolute(self.show, page.image.path) if page.image else None,
            "share_audio": (addresses.absolute(self.show, audio.path), audio.media_type) if audio else None,
            "data": Markup(structured.script(dict(page.data))) if page.data else None,  # noqa: S704 - escaped there
        }
        text = self.look.filled(page.template, {**self.shared, **own, **page.values})
        if found := foreign.of_page(text, urlsplit(self.show.link).netloc):
            raise TemplateError(self._refused(page, found))
        return text.encode()

    def _refused(self, page: Page, found: Sequence[foreign.Foreign]) -> str:
        sentence = _(
            "{place}: {form} asks another host for {url}; put the file into the show's folder, or make it a link "
            "(on the page {address})"
        )
        return "\n".join(
            sentence.format(
                place=self.look.place(one.url, page.template), form=one.form, url=one.url, address=page.address or "/"
            )
            for one in found
        )


def kit(
    show: Show,
    templates: Sequence[Path],
    season_feeds: Mapping[int, tuple[str, str]],
    series: Mapping[str, Any],
) -> Kit:
    """What all pages of a show share; for the arguments see `Kit`.

    Raises:
        TemplateError: a template or an asset cannot be read, or an asset makes browsers ask another host.
    """
    bare = show.model_copy(update={"episodes": ()})
    look = theme.opened(templates, urlsplit(show.link).netloc)
    seen = show if theme.sees_all(look, frozenset(type(bare).model_fields) - {"episodes"}) else bare
    seasons = tuple(sorted({episode.season for episode in show.episodes if episode.season}))
    return Kit(seen, tuple(templates), season_feeds, series, seasons, tuple(_feet(show)))


def opened(kit: Kit) -> Opened:
    """The kit, ready to fill pages.

    Raises:
        TemplateError: a template or an asset cannot be read, or an asset makes browsers ask another host.
    """
    look = theme.opened(kit.templates, urlsplit(kit.show.link).netloc)
    bare = kit.show.model_copy(update={"episodes": ()})
    shared = _shared(kit, look)
    known = {**shared, "series": kit.series, "look": theme.fingerprint(look), "code": code()}
    fingerprint = digest_of(repr([pair for pair in known.items() if not callable(pair[1])]).encode()).sha256
    return Opened(kit.show, look, shared, bare, slugs.directory(bare).keys, kit.series, fingerprint)


@cache
def code() -> str:
    """Changes with this program, and with the libraries that have a say in what pages look like."""
    package = Path(str(resources.files("podcast")))
    sources = [path.read_bytes() for path in sorted(package.rglob("*.py"))]
    versions = [sys.version, *(f"{name} {metadata.version(name)}" for name in _SAY)]
    return digest_of(b"\0".join([*sources, *(one.encode() for one in versions)])).sha256


def linked(show: Show, here: str) -> Callable[[str], str]:
    """The function that writes an address as seen from the page `here`.

    Relative, and down to the file, so that the site works under any prefix and from the disk. The page for lost
    visitors is shown under every address that does not exist: from there only the whole path leads anywhere.
    """
    lost = here == addresses.NOT_FOUND
    up = (urlsplit(show.link).path or "/") if lost else "../" * here.count("/")
    return lambda address: up + addresses.file(address)


def _feet(show: Show) -> Iterator[tuple[str, str]]:
    """What the foot of every page leads to; see `Kit`."""
    say = speaker(show.language)
    there = {"people": any(one.people for one in show.episodes), "topics": any(one.topics for one in show.episodes)}
    return ((name, say(words)) for name, words in _FEET if there.get(name, True))


def _shared(kit: Kit, look: theme.Theme) -> dict[str, Any]:
    """What every template knows."""
    show = kit.show
    return {
        "show": show,
        "show_title": typeset(show.title, show.language),
        "say": speaker(show.language),
        "policy": POLICY,
        "store": store(show),
        "locale": figures.locale(show.language),
        "direction": figures.direction(show.language),
        "fonts": tuple(font.asset for font in fonts.PRELOADED if font.asset in look.addresses),
        "tabs": tuple((number, addresses.season(show, number), pen(number)) for number in kit.seasons),
        "season_feeds": kit.season_feeds,
        "feed": addresses.FEED,
        "json_feed": addresses.JSON_FEED,
        "feed_url": addresses.absolute(show, addresses.FEED),
        "home": addresses.HOME,
        "ways": ways(show),
        "pages": {name: addresses.page(show, name) for name in addresses.PAGES},
        "feet": kit.feet,
        "qr": qr_address(show),
        "licence": licence(show),
        "file_size": lambda count: figures.size(count, show.language),
        "media_point": figures.point,
    }
