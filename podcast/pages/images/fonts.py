"""The fonts of the default theme: free fonts from Python packages, reduced to the characters of European languages.

No page loads a font from elsewhere. The folder from `font_folder` is a template folder like others: a show's own
`templates/assets/fonts/…` take precedence. The complete fonts draw the cards of `podcast.pages.images.social_card`.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files as package_files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.files import atomic

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Font:
    """A font of the theme: its name there, its package and file. The packages are under the OFL 1.1."""

    name: str
    package: str
    file: str

    @property
    def path(self) -> Path:
        """The complete font in its package."""
        return Path(str(package_files(self.package))) / "files" / self.file

    @property
    def asset(self) -> str:
        """Its path below `templates/assets/`."""
        return f"{ASSET_FOLDER}/{self.name}.woff2"


ASSET_FOLDER: Final = "fonts"
LABEL: Final = Font("barlow-semi-condensed-600", "fontpkg_barlow_semi_condensed", "BarlowSemiCondensed-SemiBold.ttf")
TEXT: Final = Font("atkinson-hyperlegible-400", "fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Regular.ttf")
BOLD: Final = Font("atkinson-hyperlegible-700", "fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Bold.ttf")
FONTS: Final = (LABEL, TEXT, BOLD)
PRELOADED: Final = (LABEL, TEXT)  # used on every page; browsers warn about preloaded fonts that are not used

RECIPE: Final = "1"  # increase it when the same font must give other bytes
# Basic Latin, Latin-1, Latin Extended-A; dashes, quotes, …, €, −, arrows, thin spaces, ẞ. A font may lack some.
CHARACTERS: Final = frozenset({
    *range(0x20, 0x7F), *range(0xA0, 0x180),
    *(0x2009, 0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x202F),
    *(0x2039, 0x203A, 0x20AC, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x1E9E),
})  # fmt: skip
# Kerning, combining marks, localised forms, tabular figures (lists of times).
_LAYOUT_FEATURES: Final = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum"]
_NAME_IDS: Final = [
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    13,
    14,
]  # of the name table, with copyright and licence


def font_folder(cache: Path) -> Path:
    """Return a template folder with the fonts and their licences, made if it is not in the cache.

    Args:
        cache: its parent; the folder's name is a fingerprint of the fonts, the recipe and the libraries.

    Raises:
        FileError: the disk refuses.
    """
    folder = cache / fonts_fingerprint()
    marker = folder / "done"
    if not marker.is_file():
        for name, data in _font_files():
            atomic.write(folder / "assets" / ASSET_FOLDER / name, data)
        atomic.write(marker, b"")
    return folder


def fonts_fingerprint() -> str:
    """Hash of everything that the bytes of the fonts depend on."""
    packages = sorted({font.package.replace("_", "-") for font in FONTS})
    parts = [RECIPE, *(f"{name} {version(name)}" for name in ("fonttools", "brotli", *packages))]
    return hashlib.sha256("\n".join([*parts, repr(FONTS), repr(sorted(CHARACTERS))]).encode()).hexdigest()[:16]


@cache
def missing_characters(text: str) -> str:
    """Return the printable characters of a text that the font of headings lacks, sorted."""
    supported = _supported_codepoints()
    return "".join(sorted(char for char in set(text) if ord(char) not in supported and char.isprintable()))


@cache
def _supported_codepoints() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(LABEL.path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _font_files() -> Iterator[tuple[str, bytes]]:
    """The files by name: the fonts, and the licence text of each family."""
    for font in FONTS:
        yield f"{font.name}.woff2", subset_font(font)
    for font in (LABEL, TEXT):
        family = font.name.rpartition("-")[0]
        yield f"{family}.OFL.txt", (Path(str(package_files(font.package))) / "LICENSE").read_bytes()


@cache  # several shows may be built in one process
def subset_font(font: Font) -> bytes:
    """Return a font with only the characters of `CHARACTERS`, as reproducible WOFF2.

    Hinting for low-resolution screens is dropped: it is half of the file, and current browsers do not need it.
    """
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options()
    options.hinting, options.layout_features, options.name_IDs = False, _LAYOUT_FEATURES, _NAME_IDS
    options.drop_tables += ["DSIG", "gasp"]
    options.notdef_outline = True
    with TTFont(font.path, recalcTimestamp=False) as ttf:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=CHARACTERS)
        subsetter.subset(ttf)
        ttf.flavor = "woff2"
        file = io.BytesIO()
        ttf.save(file)
    return file.getvalue()
