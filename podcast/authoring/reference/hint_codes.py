"""Codes of hints: each kind has one, which never changes, and an episode accepts hints by it (`accepted_hints`)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def hint_codes() -> Mapping[str, tuple[str, str]]:
    """Return all codes in the order of the documentation, each with what it is about, in English and German."""
    text = resources.files("podcast.authoring.reference").joinpath("hint_codes.toml").read_text("utf-8")
    return {code: (words[0], words[1]) for code, words in tomllib.loads(text).items()}
