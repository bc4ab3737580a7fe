"""The fonts of the default theme: free fonts from Python packages, reduced to the characters of European languages."""

from __future__ import annotations

import io
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from podcast.pages.images.fonts import (
    ASSET_FOLDER,
    CARD_FOLDER,
    CARD_FONTS,
    CHARACTERS_FILE,
    FONTS,
    LABEL,
    TEXT,
    Font,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# Basic Latin, Latin-1, Latin Extended-A; dashes, quotes, …, €, −, arrows, thin spaces, ẞ. A font may lack some.
CHARACTERS: Final = frozenset({
    *range(0x20, 0x7F), *range(0xA0, 0x180),
    *(0x2009, 0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x202F),
    *(0x2039, 0x203A, 0x20AC, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x1E9E),
})  # fmt: skip
# Kerning, combining marks, localised forms, tabular figures (lists of times).
_LAYOUT_FEATURES: Final = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum"]
_NAME_IDS: Final = [*range(7), 13, 14]  # of the name table, with copyright and licence


def font_files() -> Iterator[tuple[str, bytes]]:
    """Yield the files of the folder of fonts: the fonts, the licence of each family, and what cards need."""
    for font in FONTS:
        yield f"assets/{font.asset}", subset_font(font)
    for font in (LABEL, TEXT):
        yield f"assets/{ASSET_FOLDER}/{font.name.rpartition('-')[0]}.OFL.txt", (_package(font) / "LICENSE").read_bytes()
    for font in CARD_FONTS:
        yield f"{CARD_FOLDER}/{font.file}", _complete(font).read_bytes()
    yield CHARACTERS_FILE, supported_characters(LABEL).encode()


def _package(font: Font) -> Path:
    return Path(str(files(font.package)))


def _complete(font: Font) -> Path:
    """The complete font in its package."""
    return _package(font) / "files" / font.file


def subset_font(font: Font) -> bytes:
    """Return a font with only the characters of `CHARACTERS`, as reproducible WOFF2.

    Hinting for low-resolution screens is dropped: it is half of the file, and current browsers do not need it.
    """
    options = Options()
    options.hinting, options.layout_features, options.name_IDs = False, _LAYOUT_FEATURES, _NAME_IDS
    options.drop_tables += ["DSIG", "gasp"]
    options.notdef_outline = True
    with TTFont(_complete(font), recalcTimestamp=False) as ttf:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=CHARACTERS)
        subsetter.subset(ttf)
        ttf.flavor = "woff2"
        file = io.BytesIO()
        ttf.save(file)
    return file.getvalue()


def supported_characters(font: Font) -> str:
    """The characters that a complete font has, sorted."""
    with TTFont(_complete(font), lazy=True) as ttf:
        return "".join(map(chr, sorted(ttf.getBestCmap())))
