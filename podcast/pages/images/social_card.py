"""Social cards: the images that messengers and social networks show beside a link to a page, 1200 × 630 (Open Graph).

A card is drawn once and cached by a fingerprint of its texts, its pictures and its looks. It is written as JPEG, whose
bytes do not depend on the processor: the same card on every computer. `podcast.pages.images.card_list` has the cards of
a show, `podcast.pages.images.card_drawing` their looks, `podcast.pages.images.card_files` the cache.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Final, Literal

from podcast import urls
from podcast.artifacts import Picture
from podcast.model.season_colours import SEASON_COLOURS
from podcast.pages.images import fonts
from podcast.strings import translator
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from podcast.artifacts import StoredFile
    from podcast.model.show import Show
    from podcast.pages.page import Page

WIDTH, HEIGHT = 1200, 630  # pixels: shown without cropping by Facebook, LinkedIn, Mastodon and messengers
INK: Final = "#1c2326"
# Colour and tint of each season, by number, as site.css has them in light mode; 0 stands for no season.
COLOURS: Final = ((INK, "#e4e8e5"), *((colour.light, colour.light_tint) for colour in SEASON_COLOURS))
MAX_STEM_CHARACTERS: Final = 200  # of a file name, of which file systems take 255 bytes
CARD_VERSION: Final = "3"  # increase it when the same texts and pictures must give another image


@dataclass(frozen=True, slots=True)
class CardPicture:
    """A picture on a card: a cached JPEG of a few hundred pixels, and the SHA-256 of its bytes."""

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class SocialCard:
    """The texts and pictures of a card.

    Attributes:
        page: the path of its page.
        label: on the tab.
        title: the largest text.
        subtitle: below the title, smaller; empty for none.
        names: below that; empty for none.
        show_name: on the front of the drawer.
        season_colour: the number of a season's colour; 0 for none.
        cover: in the frame.
        faces: below the frame; None stands for a silhouette.
        is_portrait: whether the frame has a large portrait, or a silhouette, instead of a cover.
    """

    page: str
    label: str
    title: str
    show_name: str
    season_colour: int
    subtitle: str = ""
    names: str = ""
    cover: CardPicture | None = None
    faces: tuple[CardPicture | None, ...] = ()
    is_portrait: bool = False

    @property
    def frame(self) -> Literal["", "cover", "portrait"]:
        """What the frame is for; without a picture there is none."""
        if self.is_portrait:
            return "portrait"
        return "cover" if self.cover else ""

    @property
    def fingerprint(self) -> str:
        """Hash of everything that the image depends on."""
        digests = [picture.sha256 if picture else "silhouette" for picture in (self.cover, *self.faces)]
        texts = (self.label, self.title, self.subtitle, self.names, self.show_name, self.season_colour, self.frame)
        return hashlib.sha256(repr((card_settings(), texts, digests)).encode()).hexdigest()

    @property
    def file_name(self) -> str:
        """The name of the image in the cache, and the key of its cache row."""
        return card_file_name(self.fingerprint)

    def picture(self, file: StoredFile) -> Picture:
        """The image on the site."""
        return card_picture(self.page, file)

    @property
    def is_drawable(self) -> bool:
        """Whether the font has all characters; a card with empty boxes is worse than the cover."""
        return not fonts.missing_characters(self.label + self.title + self.subtitle + self.names + self.show_name)


def card_file_name(fingerprint: str) -> str:
    """Return the name of a card's image in the cache."""
    return f"{fingerprint}.card.jpg"


def card_picture(page: str, file: StoredFile) -> Picture:
    """Return the image of a page's card on the site; its name has the digest of its bytes, and fits into 255 bytes."""
    stem = page.strip("/").replace("/", "-")[:MAX_STEM_CHARACTERS] or "home"
    return Picture(urls.asset(f"{stem}-card.jpg", file.sha256), WIDTH, HEIGHT)


@cache  # reads package metadata and fonts from the disk
def card_settings() -> str:
    """Return a text of everything that all cards depend on."""
    return f"{CARD_VERSION} {version('pillow')} {fonts.card_fonts_digest()} {COLOURS}"


def picture_key(page: str) -> str:
    """The key of a page's card among the pictures of the site."""
    return f"{page}@card"


def with_social_card(show: Show, pictures: Mapping[str, Picture], page: Page) -> Page:
    """Return a page with the card for sharing it: its own, that of the page it stands for, or the show's."""
    shared = page.shared_page or page
    for address in _card_addresses(show, shared.address):
        if card := pictures.get(picture_key(address)):
            title = share_title(show, shared) if address else strip_soft_hyphens(show.title)
            return replace(page, image=card, image_alt=translator(show.language)("social_card_alt", title=title))
    return page


def share_title(show: Show, page: Page) -> str:
    """Return the title of a page where it is shared, beside the show's name: without that name."""
    if page.address == urls.HOME:
        return strip_soft_hyphens(show.title)
    show_name = strip_soft_hyphens(translator(show.language)("page_title", title="", show=show.title))
    return strip_soft_hyphens(page.share_title or page.title.removesuffix(show_name))


def _card_addresses(show: Show, address: str) -> Iterator[str]:
    """Yield the addresses whose card a page may have: its own, that of the list it continues, that of home."""
    yield address
    parent, _, name = address.rstrip("/").rpartition("/")
    if urls.is_list_page(show, name):
        yield f"{parent}/"
    yield urls.HOME
