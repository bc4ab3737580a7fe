"""The fonts of the theme: free ones from their packages, cut down to what European languages write, as WOFF2.

A page asks nobody for a font. The folder that `folder` makes is a part of the theme like any other: a show's own
`templates/assets/fonts/…` wins. The same files, whole, draw the cards of `podcast.pages.images.social_card`.
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
    """A font of the theme: its name there, and where it comes from. Both packages are under the OFL 1.1."""

    name: str
    package: str
    file: str

    @property
    def path(self) -> Path:
        """The whole font, as its package has it."""
        return Path(str(package_files(self.package))) / "files" / self.file

    @property
    def asset(self) -> str:
        """Its name below `templates/assets/`."""
        return f"{FOLDER}/{self.name}.woff2"


FOLDER: Final = "fonts"
LABEL: Final = Font("barlow-semi-condensed-600", "fontpkg_barlow_semi_condensed", "BarlowSemiCondensed-SemiBold.ttf")
TEXT: Final = Font("atkinson-hyperlegible-400", "fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Regular.ttf")
BOLD: Final = Font("atkinson-hyperlegible-700", "fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Bold.ttf")
FONTS: Final = (LABEL, TEXT, BOLD)
PRELOADED: Final = (LABEL, TEXT)  # every page uses them; one that is fetched and not used is a complaint of the browser

RECIPE: Final = "1"  # changes when the same font must give other bytes
# Basic Latin, Latin-1, Latin Extended-A; dashes, quotes, …, €, −, arrows, thin spaces, ẞ: a font has most of them.
CHARACTERS: Final = frozenset({
    *range(0x20, 0x7F), *range(0xA0, 0x180),
    *(0x2009, 0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x202F),
    *(0x2039, 0x203A, 0x20AC, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x1E9E),
})  # fmt: skip
# Kerning, combining marks, other languages' forms, figures of one width (tables of times).
_FEATURES: Final = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum"]
_NAMES: Final = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # of the name table: copyright and licence travel with the font


def folder(cache: Path) -> Path:
    """A folder of a theme that holds the fonts and their licences, made when it is not there yet.

    Args:
        cache: where it is kept, by a fingerprint of fonts, recipe and the libraries that make it.

    Raises:
        FileError: the disk refuses.
    """
    made = cache / fingerprint()
    done = made / "done"
    if not done.is_file():
        for name, data in _made():
            atomic.write(made / "assets" / FOLDER / name, data)
        atomic.write(done, b"")
    return made


def fingerprint() -> str:
    """Changes with all that the fonts' bytes depend on."""
    packages = sorted({font.package.replace("_", "-") for font in FONTS})
    parts = [RECIPE, *(f"{name} {version(name)}" for name in ("fonttools", "brotli", *packages))]
    return hashlib.sha256("\n".join([*parts, repr(FONTS), repr(sorted(CHARACTERS))]).encode()).hexdigest()[:16]


@cache
def lacking(text: str) -> str:
    """The characters of a text that the label's font does not have, sorted; those that show nothing are not counted."""
    return "".join(sorted(one for one in set(text) if ord(one) not in _covered() and one.isprintable()))


@cache
def _covered() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(LABEL.path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _made() -> Iterator[tuple[str, bytes]]:
    """Every file by its name: the fonts, and beside them the text of the licence of each family."""
    for font in FONTS:
        yield f"{font.name}.woff2", subset(font)
    for font in (LABEL, TEXT):
        family = font.name.rpartition("-")[0]
        yield f"{family}.OFL.txt", (Path(str(package_files(font.package))) / "LICENSE").read_bytes()


@cache  # whoever builds several shows cuts each font once
def subset(font: Font) -> bytes:
    """A font with the characters of `CHARACTERS` alone, as WOFF2: the same bytes each time.

    Hints for screens of a hundred dots an inch go: they are half of the file, and no browser of today needs them.
    """
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options()
    options.hinting, options.layout_features, options.name_IDs = False, _FEATURES, _NAMES
    options.drop_tables += ["DSIG", "gasp"]
    options.notdef_outline = True
    with TTFont(font.path, recalcTimestamp=False) as whole:
        cut = Subsetter(options)
        cut.populate(unicodes=CHARACTERS)
        cut.subset(whole)
        whole.flavor = "woff2"
        file = io.BytesIO()
        whole.save(file)
    return file.getvalue()
