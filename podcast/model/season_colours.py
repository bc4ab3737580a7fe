"""The colours that tell seasons apart, in their order: the first for season 1; after the last the first one again.

Site, social cards and report share this table; `templates/assets/site.css` has the same values (a test compares them).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class SeasonColour:
    """A colour for text and rules, and a tint of it for backgrounds, each in light and in dark mode."""

    name: str
    light: str
    dark: str
    light_tint: str
    dark_tint: str


SEASON_COLOURS: Final = (
    SeasonColour("blue", "#1d4f9c", "#a9c7fa", "#e3ecf8", "#22324a"),
    SeasonColour("red", "#a3222c", "#f8aba6", "#f9e6e6", "#472a2c"),
    SeasonColour("green", "#14623c", "#8fd6ad", "#e0f0e7", "#1f3b2d"),
    SeasonColour("violet", "#5b3a8e", "#cdb8f4", "#ece6f6", "#352c49"),
    SeasonColour("brown", "#6d4520", "#e0bd96", "#f3e9df", "#40331f"),
)


def season_colour(season: int | None) -> int:
    """Return the number of a season's colour, counted from 1; 0 where there is no season."""
    return (season - 1) % len(SEASON_COLOURS) + 1 if season else 0
