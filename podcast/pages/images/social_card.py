"""Social cards: the images that messengers and social networks show beside a link to a page, 1200 × 630 (Open Graph).

A card looks like one of a card index: a background, a tab in the season's colour with a label, the title as large as it
fits, and the show's name in a frame. Text is laid out by Pillow itself, without a layout engine of the system, and the
card is written as JPEG, whose bytes do not depend on the processor: the same card on every computer.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from podcast import urls
from podcast.artifacts import Picture
from podcast.files import atomic
from podcast.model.season_colours import SEASON_COLOURS, season_colour
from podcast.pages.images import fonts, pillow
from podcast.pages.images.line_breaking import LINE_HEIGHT, TextBox, TypesetText, fit_text
from podcast.pages.text.markdown import typeset
from podcast.pages.view_models import kicker
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

WIDTH, HEIGHT = 1200, 630  # pixels: shown without cropping by Facebook, LinkedIn, Mastodon and messengers
MAX_CARD_BYTES: Final = 96_000  # some messengers drop more than 300 kB; a show has a card for each episode
MARGIN: Final = 64  # pixels
CARD_VERSION: Final = "1"  # increase it when the same texts must give another image

# The colours of site.css in light mode.
_COLOURS: Final = ("#4f5a5e", *(colour.light for colour in SEASON_COLOURS))  # by number; 0 stands for no season
BACKGROUND, SURFACE, FRAME, LINE, TEXT = "#f2f4f2", "#ffffff", "#cbd0cc", "#7d888c", "#1c2326"

LABEL_BOX: Final = TextBox(WIDTH - 2 * MARGIN - 60, 60, (42, 36, 30, 24))
TITLE_BOX: Final = TextBox(WIDTH - 2 * MARGIN, 344, (104, 96, 88, 80, 74, 68, 62, 56, 50, 46, 42, 38, 34, 30))
NAME_BOX: Final = TextBox(WIDTH - 2 * MARGIN - 60, 44, (36, 32, 28, 24, 20))
_TOP: Final = 104  # pixels, the upper edge of the coloured rule
_RULE: Final = 14  # pixels, its height


@dataclass(frozen=True, slots=True)
class SocialCard:
    """The texts of a card. `page` is the path of its page, `season_colour` an index of `_COLOURS`."""

    page: str
    label: str
    title: str
    show_name: str
    season_colour: int

    @property
    def fingerprint(self) -> str:
        """Hash of everything that the image depends on."""
        parts = "\0".join([_card_settings(), self.label, self.title, self.show_name, str(self.season_colour)])
        return hashlib.sha256(parts.encode()).hexdigest()

    def cached_path(self, cache: Path) -> Path:
        """The path of the image in the cache."""
        return cache / f"{self.fingerprint}.card.jpg"

    @property
    def picture(self) -> Picture:
        """The image on the site; its name contains the fingerprint."""
        stem = self.page.strip("/").replace("/", "-") or "home"
        return Picture(urls.asset(f"{stem}-card.jpg", self.fingerprint), WIDTH, HEIGHT)

    @property
    def is_drawable(self) -> bool:
        """Whether the font has all characters; a card with empty boxes is worse than the cover."""
        return not fonts.missing_characters(self.label + self.title + self.show_name)


@cache  # reads package metadata from the disk
def _card_settings() -> str:
    return f"{CARD_VERSION} {version('pillow')} {version(fonts.LABEL.package.replace('_', '-'))} {_COLOURS}"


def social_cards(show: Show) -> tuple[SocialCard, ...]:
    """Return the drawable cards of the show's pages: home, seasons, and episodes that are not drafts."""
    return tuple(card for card in _all_cards(show) if card.is_drawable)


def picture_key(page: str) -> str:
    """The key of a page's card among the pictures of the site."""
    return f"{page}@card"


def with_social_card(show: Show, pictures: Mapping[str, Picture], page: Page) -> Page:
    """Return a page with the card for sharing it: its own, that of the page it stands for, or the show's."""
    shared = page.shared_page or page
    for address in (shared.address, urls.HOME):
        if card := pictures.get(picture_key(address)):
            title = strip_soft_hyphens(shared.title if address else show.title)
            return replace(page, image=card, image_alt=translator(show.language)("social_card_alt", title=title))
    return page


def draw_to_cache(card: SocialCard, cache: Path) -> Path:
    """Draw a card unless the cache has it, and return its path.

    Raises:
        FileError: the disk refuses.
    """
    path = card.cached_path(cache)
    if not path.is_file():
        atomic.write(path, pillow.encode_jpeg(draw(card), MAX_CARD_BYTES))
    return path


def draw(card: SocialCard) -> Image:
    """Draw a card."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), SURFACE)
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((0, 0, WIDTH, _TOP), BACKGROUND)
    _draw_label(canvas, card)
    canvas.rectangle((0, _TOP, WIDTH, _TOP + _RULE - 1), _COLOURS[card.season_colour])
    frame_top = _draw_show_name(canvas, card)
    top = _TOP + _RULE
    title = fit_text(card.title, TITLE_BOX, _text_width)
    _draw_lines(canvas, title, (MARGIN, top + (frame_top - top - title.height) // 2), TEXT)
    return image


def _all_cards(show: Show) -> Iterator[SocialCard]:
    translate = translator(show.language)
    show_name = typeset(show.title, show.language)
    newest = next((episode for episode in show.episodes if episode.date and not episode.draft), None)
    subtitle = typeset(show.subtitle or show.author, show.language)
    home_colour = season_colour(newest.season) if newest else 0
    yield SocialCard(urls.HOME, translate("podcast_label"), show_name, subtitle, home_colour)
    for number in sorted({episode.season for episode in show.episodes if episode.season}):
        season = show.season(number)
        heading = translate("season_number", number=number)
        label = heading if season else translate("podcast_label")
        title = typeset(season.title, show.language) if season else heading
        yield SocialCard(urls.season(show, number), label, title, show_name, season_colour(number))
    for episode in show.episodes:
        if not episode.draft and not episode.withdrawn:
            yield _episode_card(show, episode, show_name)


def _episode_card(show: Show, episode: Episode, show_name: str) -> SocialCard:
    title = typeset(episode.title, show.language)
    colour = season_colour(episode.season)
    return SocialCard(urls.episode(episode), kicker(show, episode), title, show_name, colour)


def _draw_label(canvas: ImageDraw, card: SocialCard) -> None:
    text = fit_text(card.label, LABEL_BOX, _text_width)
    right = MARGIN + 60 + round(max(_text_width(line, text.size) for line in text.lines))
    box = (MARGIN, _TOP - 72, right, _TOP + 12)
    canvas.rounded_rectangle(box, 12, _COLOURS[card.season_colour], corners=(True, True, False, False))
    _draw_lines(canvas, text, (MARGIN + 30, _TOP - 34 - text.height // 2), SURFACE)


def _draw_show_name(canvas: ImageDraw, card: SocialCard) -> int:
    """Draw the frame with the show's name, and return its upper edge in pixels."""
    text = fit_text(card.show_name, NAME_BOX, _text_width)
    width = round(max(_text_width(line, text.size) for line in text.lines))
    left, bottom = MARGIN + 12, HEIGHT - 61
    box = (left, bottom - text.height - 20, left + width + 40, bottom)
    for margin, colour in ((12, LINE), (10, FRAME), (2, LINE), (0, SURFACE)):
        canvas.rectangle((box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin), colour)
    _draw_lines(canvas, text, (left + 20, box[1] + 9), TEXT)
    return box[1] - 12


def _draw_lines(canvas: ImageDraw, text: TypesetText, at: tuple[int, int], colour: str) -> None:
    left, top = at
    for number, line in enumerate(text.lines):
        base = top + round((number + 0.82) * text.size * LINE_HEIGHT)
        canvas.text((left, base), line, colour, _font(text.size), anchor="ls")


def _text_width(text: str, size: int) -> float:
    return _font(size).getlength(text)


@cache
def _font(size: int) -> FreeTypeFont:
    """The font of headings, laid out by Pillow itself: its better engine is a library of the system, if installed."""
    from PIL import ImageFont

    return ImageFont.truetype(fonts.LABEL.path, size, layout_engine=ImageFont.Layout.BASIC)
