"""The fonts of the default theme: free fonts, reduced to the characters of European languages when the wheel is built.

No page loads a font from elsewhere. The folder from `font_folder` is a template folder like others: a show's own
`templates/assets/fonts/…` take precedence. The complete fonts, from Python packages, draw the cards of
`podcast.pages.images.social_card`. The project's `building.fonts` makes the reduced ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files as package_files
from pathlib import Path
from typing import Final


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
CHARACTERS_FILE: Final = "characters.txt"  # those that headings and cards can show, sorted
NUMBERS: Final = Font("barlow-semi-condensed-500", "fontpkg_barlow_semi_condensed", "BarlowSemiCondensed-Medium.ttf")
LABEL: Final = Font("barlow-semi-condensed-600", "fontpkg_barlow_semi_condensed", "BarlowSemiCondensed-SemiBold.ttf")
TEXT: Final = Font("atkinson-hyperlegible-400", "fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Regular.ttf")
BOLD: Final = Font("atkinson-hyperlegible-700", "fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Bold.ttf")
FONTS: Final = (LABEL, NUMBERS, TEXT, BOLD)
PRELOADED: Final = (LABEL, NUMBERS, TEXT)  # used on every page; browsers warn about preloaded fonts that are not used


def font_folder() -> Path:
    """The template folder with the fonts and their licences."""
    return Path(str(package_files("podcast"))) / "pages" / "images" / "generated"


def licence_text(font: Font) -> bytes:
    """The licence of a font, as its package has it."""
    return (Path(str(package_files(font.package))) / "LICENSE").read_bytes()


@cache
def missing_characters(text: str) -> str:
    """Return the printable characters of a text that the font of headings lacks, sorted."""
    return "".join(sorted(char for char in set(text) - _supported_characters() if char.isprintable()))


@cache
def _supported_characters() -> frozenset[str]:
    return frozenset((font_folder() / CHARACTERS_FILE).read_bytes().decode())
