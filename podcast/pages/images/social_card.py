"""The cards that messengers and social networks show beside a link to a page: 1200 by 630 pixels (Open Graph).

A card from the card index: the ground, a tab in the season's pen with what it is, the title as large as it fits, and
the show's name in a label's frame. Drawn without a layout engine of the system and written as JPEG, whose bytes do not
depend on the processor: the same card everywhere.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from podcast import urls as addresses
from podcast.artifacts import Picture
from podcast.files import atomic
from podcast.pages.images import fonts
from podcast.pages.images import line_breaking as setting
from podcast.pages.images import pillow as pixels
from podcast.pages.images.line_breaking import Field
from podcast.pages.text.markdown import typeset
from podcast.pages.view_models import kicker, season_colour
from podcast.strings import translator
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

    from podcast.model.show import Episode, Show
    from podcast.pages.page import Page

WIDTH, HEIGHT = 1200, 630  # pixels: what Facebook, LinkedIn, Mastodon and messengers show uncut
MOST: Final = 96_000  # bytes; some messengers drop what is larger than 300 kB, and there are as many as episodes
MARGIN: Final = 64
RECIPE: Final = "1"  # changes when the same words must give another picture

# The colours of site.css by day; pens as `podcast.pages.view_models.pen` counts them.
PENS: Final = ("#4f5a5e", "#1d4f9c", "#a3222c", "#14623c", "#5b3a8e", "#6d4520")
GROUND, PAPER, STEEL, LINE, INK = "#f2f4f2", "#ffffff", "#cbd0cc", "#7d888c", "#1c2326"

TAB: Final = Field(WIDTH - 2 * MARGIN - 60, 60, (42, 36, 30, 24))
TITLE: Final = Field(WIDTH - 2 * MARGIN, 344, (104, 96, 88, 80, 74, 68, 62, 56, 50, 46, 42, 38, 34, 30))
NAME: Final = Field(WIDTH - 2 * MARGIN - 60, 44, (36, 32, 28, 24, 20))
_TOP: Final = 104  # where the pen's rule begins
_RULE: Final = 14


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card; `address` is the page's, `pen` a row of `PENS`."""

    address: str
    tab: str
    title: str
    name: str
    pen: int

    @property
    def fingerprint(self) -> str:
        """Changes with all that the picture is made from."""
        words = "\0".join([_made_with(), self.tab, self.title, self.name, str(self.pen)])
        return hashlib.sha256(words.encode()).hexdigest()

    def kept(self, cache: Path) -> Path:
        """Where the picture is kept."""
        return cache / f"{self.fingerprint}.card.jpg"

    @property
    def picture(self) -> Picture:
        """The picture on the site; its name changes with what it is made from."""
        stem = self.address.strip("/").replace("/", "-") or "home"
        return Picture(addresses.asset(f"{stem}-card.jpg", self.fingerprint), WIDTH, HEIGHT)

    @property
    def drawable(self) -> bool:
        """Whether the font has all its letters; a card with boxes for letters is worse than the cover."""
        return not fonts.lacking(self.tab + self.title + self.name)


@cache  # packages are looked for on the disk
def _made_with() -> str:
    return f"{RECIPE} {version('pillow')} {version(fonts.LABEL.package.replace('_', '-'))} {PENS}"


def cards(show: Show) -> tuple[Card, ...]:
    """The cards of the show's pages: home, seasons, episodes that are not drafts; those that can be drawn."""
    return tuple(card for card in _cards(show) if card.drawable)


def key(address: str) -> str:
    """How a page's card is called among the pictures."""
    return f"{address}@card"


def with_card(show: Show, pictures: Mapping[str, Picture], page: Page) -> Page:
    """A page with the card that is shown where it is shared: its own, that of the page it stands for, or the show's."""
    meant = page.shared_page or page
    for address in (meant.address, addresses.HOME):
        if card := pictures.get(key(address)):
            title = meant.title if address else show.title
            return replace(page, image=card, image_alt=translator(show.language)("social_card_alt", title=strip_soft_hyphens(title)))
    return page


def draw(card: Card, cache: Path) -> Path:
    """Draws a card, unless it is kept already.

    Raises:
        FileError: the disk refuses.
    """
    kept = card.kept(cache)
    if not kept.is_file():
        atomic.write(kept, pixels.jpeg(drawn(card), MOST))
    return kept


def drawn(card: Card) -> Image:
    """The picture of a card."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    paper = ImageDraw.Draw(image)
    paper.rectangle((0, 0, WIDTH, _TOP), GROUND)
    _tab(paper, card)
    paper.rectangle((0, _TOP, WIDTH, _TOP + _RULE - 1), PENS[card.pen])
    frame = _name(paper, card)
    top = _TOP + _RULE
    title = setting.fitted(card.title, TITLE, _width)
    _lines(paper, title, (MARGIN, top + (frame - top - title.height) // 2), INK)
    return image


# --- which -----------------------------------------------------------------------------------------------------------


def _cards(show: Show) -> Iterator[Card]:
    name = typeset(show.title, show.language)
    podcast = translator(show.language)("podcast_label")
    newest = next((one for one in show.episodes if one.date and not one.draft), None)
    subtitle = typeset(show.subtitle or show.author, show.language)
    yield Card(addresses.HOME, podcast, name, subtitle, season_colour(newest.season) if newest else 0)
    for number in sorted({one.season for one in show.episodes if one.season}):
        known = show.season(number)
        label = translator(show.language)("season_number", number=number)
        title = typeset(known.title, show.language) if known else label
        yield Card(addresses.season(show, number), label if known else podcast, title, name, season_colour(number))
    yield from (_of(show, one, name) for one in show.episodes if not one.draft and not one.withdrawn)


def _of(show: Show, episode: Episode, name: str) -> Card:
    title = typeset(episode.title, show.language)
    return Card(addresses.episode(episode), kicker(show, episode), title, name, season_colour(episode.season))


# --- drawing ---------------------------------------------------------------------------------------------------------


def _tab(paper: ImageDraw, card: Card) -> None:
    words = setting.fitted(card.tab, TAB, _width)
    right = MARGIN + 60 + round(max(_width(line, words.size) for line in words.lines))
    box = (MARGIN, _TOP - 72, right, _TOP + 12)
    paper.rounded_rectangle(box, 12, PENS[card.pen], corners=(True, True, False, False))
    _lines(paper, words, (MARGIN + 30, _TOP - 34 - words.height // 2), PAPER)


def _name(paper: ImageDraw, card: Card) -> int:
    """The label with the show's name; gives its upper edge."""
    words = setting.fitted(card.name, NAME, _width)
    width = round(max(_width(line, words.size) for line in words.lines))
    left, bottom = MARGIN + 12, HEIGHT - 61
    box = (left, bottom - words.height - 20, left + width + 40, bottom)
    for wider, colour in ((12, LINE), (10, STEEL), (2, LINE), (0, PAPER)):
        paper.rectangle((box[0] - wider, box[1] - wider, box[2] + wider, box[3] + wider), colour)
    _lines(paper, words, (left + 20, box[1] + 9), INK)
    return box[1] - 12


def _lines(paper: ImageDraw, words: setting.Set, at: tuple[int, int], colour: str) -> None:
    left, top = at
    for number, line in enumerate(words.lines):
        base = top + round((number + 0.82) * words.size * setting.LEADING)
        paper.text((left, base), line, colour, _font(words.size), anchor="ls")


def _width(text: str, size: int) -> float:
    return _font(size).getlength(text)


@cache
def _font(size: int) -> FreeTypeFont:
    """The label's font, laid out by Pillow alone: the better engine it takes from the system, where there is one."""
    from PIL import ImageFont

    return ImageFont.truetype(fonts.LABEL.path, size, layout_engine=ImageFont.Layout.BASIC)
