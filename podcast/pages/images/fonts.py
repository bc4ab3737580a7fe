"""The fonts of the default theme: free fonts from Python packages, reduced to the characters of European languages.

No page loads a font from elsewhere. The folder from `font_folder` is a template folder like others: a show's own
`templates/assets/fonts/…` take precedence. The complete fonts draw the cards of `podcast.pages.images.social_card`.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from importlib.resources import files as package_files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.errors import DamagedFileError
from podcast.files import atomic
from podcast.files.cache import read_stored
from podcast.files.digest import bytes_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.files.cache import Cache


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
FONT_KIND: Final = "font"  # of cache rows
NUMBERS: Final = Font("barlow-semi-condensed-500", "fontpkg_barlow_semi_condensed", "BarlowSemiCondensed-Medium.ttf")
LABEL: Final = Font("barlow-semi-condensed-600", "fontpkg_barlow_semi_condensed", "BarlowSemiCondensed-SemiBold.ttf")
TEXT: Final = Font("atkinson-hyperlegible-400", "fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Regular.ttf")
BOLD: Final = Font("atkinson-hyperlegible-700", "fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Bold.ttf")
FONTS: Final = (LABEL, NUMBERS, TEXT, BOLD)
PRELOADED: Final = (LABEL, NUMBERS, TEXT)  # used on every page; browsers warn about preloaded fonts that are not used

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


def font_folder(parent: Path, cache: Cache) -> Path:
    """Return a template folder with the fonts and their licences; files that are missing or damaged are made.

    Args:
        parent: its parent; the folder's name is a fingerprint of the fonts, the recipe and the libraries.
        cache: has the digest of each file.

    Raises:
        FileError: the disk refuses.
    """
    for _name in make_font_files(parent, cache):
        pass
    return parent / fonts_fingerprint()


def make_font_files(parent: Path, cache: Cache) -> Iterator[str]:
    """Make the files of `font_folder` that are missing or damaged; yield the name of each file when it is there.

    Raises:
        FileError: the disk refuses.
    """
    folder = parent / fonts_fingerprint()
    for name, make in _font_files().items():
        path, key = folder / "assets" / ASSET_FOLDER / name, f"{folder.name}/{name}"
        if not _is_intact(cache, key, path):
            data = make()
            atomic.write(path, data, durable=False)
            cache.store_file(FONT_KIND, key, path, sha256=bytes_digest(data).sha256)
        yield name


def _is_intact(cache: Cache, key: str, path: Path) -> bool:
    """Whether a file has the bytes that were written; all are read, whatever their state: they are few and small."""
    stored = cache.stored_file(FONT_KIND, key, path)
    try:
        return stored is not None and bool(read_stored(cache, FONT_KIND, key, stored))
    except DamagedFileError:  # deleted and noted
        return False


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


def _font_files() -> dict[str, Callable[[], bytes]]:
    """What makes each file, by name: the fonts, and the licence text of each family."""
    licences = {f"{font.name.rpartition('-')[0]}.OFL.txt": partial(_licence_text, font) for font in (LABEL, TEXT)}
    return {**{f"{font.name}.woff2": partial(subset_font, font) for font in FONTS}, **licences}


def _licence_text(font: Font) -> bytes:
    return (Path(str(package_files(font.package))) / "LICENSE").read_bytes()


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
