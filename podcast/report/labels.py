"""The report's texts and numbers in one language."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from podcast.strings import translator
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Callable

NONE: Final = "–"
_MINUS: Final = "−"
_MIN_WHOLE_SECONDS: Final = 60  # a shorter time has a decimal


class Labels:
    """The report's texts and numbers in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    @cached_property
    def translate(self) -> Callable[..., str]:
        """The texts by key; see `podcast.strings.translator`."""
        return translator(self.language, "report")

    def number(self, value: float, decimals: int = 1, *, sign: bool = False) -> str:
        """A number with a true minus and the language's decimal sign: `−16,0`; with `sign` also its plus."""
        text = f"{value:{'+' if sign else ''}.{decimals}f}"
        text = text if float(text) else text.lstrip("+-")  # no sign before a zero
        return text.replace("-", _MINUS).replace(".", self.translate("decimal_sign"))

    def duration(self, seconds: float) -> str:
        """A length of time: `2,4 s`, `1:20`."""
        return format_time(round(seconds)) if seconds >= _MIN_WHOLE_SECONDS else f"{self.number(seconds)} s"
