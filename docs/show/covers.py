"""Draws the covers of the episodes: an index card in the season's colour, with title and motif.

    python docs/show/covers.py [BEGINNING-OF-A-SLUG …]

Writes `cover.png` (1400 × 1400, RGB) into the episodes' folders. Season, number and type come from `episode.yaml`, the
title's lines from `TITLES`, the motif from motifs.py. Lengths are in pixels of the finished picture; it is drawn three
times as large and scaled down, so that edges are smooth. Needs Pillow and the font package of cover.py.
"""

from __future__ import annotations

import io
import sys
from functools import cache
from importlib.resources import files as resources
from pathlib import Path
from typing import NamedTuple

import yaml
from motifs import MOTIFS, Pencil
from PIL import Image, ImageColor, ImageDraw, ImageFont

from podcast.files import atomic
from podcast.model.season_colours import SEASON_COLOURS, season_colour

SIZE, SCALE = 1400, 3  # pixels; how much larger it is drawn
MARGIN = 96
EPISODES = Path(__file__).resolve().parents[2] / "episodes"

PAPER = "#ffffff"
HEADS = ("#363e41", "#153c79", "#7d161f", "#0c4a2c", "#452a70", "#513215")  # dark colour of the head, by season colour
BANDS = ("#4b565a", *(colour.light for colour in SEASON_COLOURS))  # 0 stands for no season

HEAD, LINE = 196, 12  # height of the dark head; of the white line below it
TITLE_TOP, TITLE_SIZE, LINE_HEIGHT = 292, 116, 1.1  # upper edge; size of the font; factor
MOTIF_BOTTOM, MAX_MOTIF = 1310, 700  # lower edge; largest side
GAP = 64  # between title and motif
EDITION = "Platzhalter-Ausgabe"

# The lines of each title, by the beginning of the slug: the title of `episode.yaml`, or its main part.
TITLES = {
    "kinder-und-jugendbeteiligung-fuer": ("Kinder- und", "Jugendbeteiligung", "für Kind und Kommune"),
    "echte-beteiligung": ("Echte Beteiligung?", "Wie macht man das?"),
    "miteinander-sprechen": ("Miteinander sprechen –", "aber richtig"),
    "zwei-welten": ("Zwei Welten", "in einem Land?"),
    "beteiligung-in-der-stadtplanung": ("Beteiligung in", "der Stadtplanung"),
    "wie-frueh": ("Wie früh gelingt", "Beteiligung?"),
    "kinder-und-jugendbeteiligung-digital": ("Kinder- und", "Jugendbeteiligung", "Digital"),
    "juenger-waehlen": ("Jünger wählen?",),
    "im-gespraech": ("Im Gespräch", "mit Ekin Deligöz"),
    "trailer-staffel-1": ("Trailer zur", "ersten Staffel"),
    "kooperatives-regieren": ("Kooperatives", "Regieren"),
    "sozialplanung": ("Sozialplanung als", "Veränderungsmotor?"),
    "jugendhilfeplanung": ("Jugendhilfeplanung", "in Halle (Saale)"),
    "auf-die-fuehrungskraefte": ("Auf die Führungskräfte", "kommt es an – aber", "was brauchen sie?"),
    "agiles-arbeiten": ("Agiles Arbeiten in der", "Verwaltung ist möglich!"),
    "trailer-staffel-3": ("Trailer zur", "dritten Staffel"),
    "norderstedt": ("Transparenz und", "gesunde Führung", "in Norderstedt"),
    "menschenzentrierte": ("Menschenzentrierte", "Verwaltung"),
    "wie-fuehrt-man": ("Wie führt man", "kooperativ?"),
    "dienst-fuer-fortschritt": ("Dienst für Fortschritt:", "Was braucht Verwaltung jetzt –", "und was kann weg?"),
    "brauchen-wir": ("Brauchen wir einen", "Diensteid für", "Transformation?"),
}


class Card(NamedTuple):
    """What is on a cover: the words of its tab, the lines of its title, the number of its colour."""

    tab: str
    title: tuple[str, ...]
    colour: int


@cache
def font(size: float, weight: str = "SemiBold") -> ImageFont.FreeTypeFont:
    """The font in a size in pixels of the finished picture."""
    path = resources("fontpkg_barlow_semi_condensed") / "files" / f"BarlowSemiCondensed-{weight}.ttf"
    return ImageFont.truetype(str(path), round(SCALE * size), layout_engine=ImageFont.Layout.BASIC)


def draw_head(draw: ImageDraw.ImageDraw, card: Card) -> None:
    """Draw the dark head with the tab, the words beside it and the line below them."""
    draw.rectangle((0, 0, SCALE * SIZE, SCALE * HEAD), HEADS[card.colour])
    right = SCALE * (MARGIN + 80) + font(64).getlength(card.tab)
    tab = (SCALE * MARGIN, SCALE * 62, right, SCALE * (HEAD + 30))
    draw.rounded_rectangle(tab, SCALE * 26, BANDS[card.colour], corners=(True, True, False, False))
    draw.rectangle((0, SCALE * HEAD, SCALE * SIZE, SCALE * (HEAD + 30)), BANDS[card.colour])
    draw.text((SCALE * (MARGIN + 40), SCALE * 152), card.tab, PAPER, font(64), anchor="ls")
    draw.text((SCALE * (SIZE - MARGIN), SCALE * 152), EDITION, PAPER, font(48, "Medium"), anchor="rs")
    draw.rectangle((0, SCALE * (HEAD + 30), SCALE * SIZE, SCALE * (HEAD + 30 + LINE)), PAPER)


def draw_title(draw: ImageDraw.ImageDraw, lines: tuple[str, ...]) -> float:
    """Draw the title as large as its lines allow; returns its lower edge."""
    widest = max(font(TITLE_SIZE).getlength(line) for line in lines) / SCALE
    size = TITLE_SIZE * min(1.0, (SIZE - 2 * MARGIN) / widest)
    for number, line in enumerate(lines):
        base = TITLE_TOP + size * (0.82 + number * LINE_HEIGHT)
        draw.text((SCALE * MARGIN, SCALE * base), line, PAPER, font(size), anchor="ls")
    return TITLE_TOP + size * LINE_HEIGHT * len(lines)


def draw_cover(slug: str, card: Card) -> bytes:
    """Draw a cover, as a PNG file."""
    canvas = Image.new("RGB", (SCALE * SIZE, SCALE * SIZE), BANDS[card.colour])
    draw = ImageDraw.Draw(canvas)
    draw_head(draw, card)
    bottom = draw_title(draw, card.title)
    side = min(MAX_MOTIF, MOTIF_BOTTOM - bottom - GAP)
    left, top = SCALE * (SIZE - side) / 2, SCALE * (MOTIF_BOTTOM - side)
    MOTIFS[slug](Pencil(draw, left, top, SCALE * side / 100, PAPER, BANDS[card.colour]))
    small = canvas.reduce(SCALE)
    out = io.BytesIO()
    # Few colours make a small file; apps want RGB.
    few = small.quantize(palette=palette(card.colour), dither=Image.Dither.NONE).convert("RGB")
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def palette(colour: int) -> Image.Image:
    """An image whose palette has the colours of a cover: band, head, white, and steps between them for the edges."""
    band, head, paper = (ImageColor.getrgb(name) for name in (BANDS[colour], HEADS[colour], PAPER))
    colours = [band, *steps(band, paper, 5), paper, head, *steps(head, paper, 2), *steps(head, band, 1)]
    image = Image.new("P", (1, 1))
    image.putpalette([channel for rgb in colours for channel in rgb])
    return image


def steps(start: tuple[int, ...], end: tuple[int, ...], count: int) -> list[tuple[int, ...]]:
    """Colours that lie evenly between two others."""
    shares = [number / (count + 1) for number in range(1, count + 1)]
    return [tuple(round(a + share * (b - a)) for a, b in zip(start, end, strict=True)) for share in shares]


def card_of(slug: str, folder: Path) -> Card:
    """Read from `episode.yaml` what is on the cover."""
    episode = yaml.safe_load((folder / "episode.yaml").read_bytes())
    season, number = episode.get("season"), episode.get("episode")
    parts = [f"Staffel {season}"] if season else ["Kommunen-Podcast"]
    if episode.get("type") == "trailer":
        parts.append("Trailer")
    elif number:
        parts.append(f"Folge {number}")
    return Card(" · ".join(parts), TITLES[slug], season_colour(season))


def write_cover(slug: str) -> None:
    """Draw and write the cover of one episode."""
    [folder] = EPISODES.glob(f"{slug}*")
    picture = draw_cover(slug, card_of(slug, folder))
    atomic.write(folder / "cover.png", picture)
    print(f"{folder.name}: {len(picture) / 1000:.0f} kB")


if __name__ == "__main__":
    for slug in MOTIFS:
        if not sys.argv[1:] or slug.startswith(tuple(sys.argv[1:])):
            write_cover(slug)
