"""The fonts of the default theme: free fonts, reduced to the characters of European languages when the wheel is built.

No page loads a font from elsewhere. The folder from `font_folder` is a template folder like others: a show's own
`templates/assets/fonts/…` take precedence. Two complete fonts are beside them, for the cards of
`podcast.pages.images.social_card`. The project's `building.fonts` makes the folder, from fonts in Python packages.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as package_files
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Font:
    """A font of the theme: its name there, its package and file. All are under the OFL 1.1."""

    name: str
    package: str
    file: str

    @property
    def path(self) -> Path:
        """The complete font; only those of `CARD_FONTS` are there."""
        return font_folder() / CARD_FOLDER / self.file

    @property
    def asset(self) -> str:
        """Its path below `templates/assets/`."""
        return f"{ASSET_FOLDER}/{self.name}.woff2"


ASSET_FOLDER: Final = "fonts"
CARD_FOLDER: Final = "cards"
CHARACTERS_FILE: Final = "characters.txt"  # those that headings and cards can show, sorted
NUMBERS: Final = Font("barlow-semi-condensed-500", "fontpkg_barlow_semi_condensed", "BarlowSemiCondensed-Medium.ttf")
LABEL: Final = Font("barlow-semi-condensed-600", "fontpkg_barlow_semi_condensed", "BarlowSemiCondensed-SemiBold.ttf")
TEXT: Final = Font("atkinson-hyperlegible-400", "fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Regular.ttf")
BOLD: Final = Font("atkinson-hyperlegible-700", "fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Bold.ttf")
FONTS: Final = (LABEL, NUMBERS, TEXT, BOLD)
CARD_FONTS: Final = (LABEL, NUMBERS)
PRELOADED: Final = (LABEL, NUMBERS, TEXT)  # used on every page; browsers warn about preloaded fonts that are not used


def font_folder() -> Path:
    """The template folder with the fonts and their licences."""
    return Path(str(package_files("podcast"))) / "pages" / "images" / "generated"


@cache
def card_fonts_digest() -> str:
    """A digest of the fonts of cards, as hexadecimal digits."""
    return hashlib.sha256(b"".join(font.path.read_bytes() for font in CARD_FONTS)).hexdigest()


@cache
def missing_characters(text: str) -> str:
    """Return the printable characters of a text that the font of headings lacks, sorted."""
    return "".join(sorted(char for char in set(text) - _supported_characters() if char.isprintable()))


@cache
def _supported_characters() -> frozenset[str]:
    return frozenset((font_folder() / CHARACTERS_FILE).read_bytes().decode())
