"""Glossary of a show: words that speech recognition gets wrong, and their replacements."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.transcripts.cue import normalize_spaces

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podcast.transcripts.cue import Cue


def apply_glossary(cues: Iterable[Cue], glossary: Mapping[str, str]) -> tuple[Cue, ...]:
    """Replace each word or phrase of the glossary in the cues, in one pass, the longest first.

    Only whole words match, as they are written: `Kommune 360` not in `Kommune 3600`, `rat` not in `Beirat`.
    Replacements are not replaced again. A cue without any words left is left out.
    """
    if not glossary:
        return tuple(cues)
    longest = sorted(glossary, key=lambda words: (-len(words), words))
    pattern = re.compile("|".join(whole_words_pattern(words) for words in longest))
    replacements = {" ".join(words.split()): replacement for words, replacement in glossary.items()}

    def replacement(match: re.Match[str]) -> str:
        return replacements[" ".join(match[0].split())]

    corrected = (replace(cue, text=normalize_spaces(pattern.sub(replacement, cue.text))) for cue in cues)
    return tuple(cue for cue in corrected if cue.text)


def whole_words_pattern(words: str) -> str:
    """Return a pattern for the words where no letter or digit touches them."""
    inside = r"\s+".join(re.escape(word) for word in words.split())
    before = r"(?<!\w)" if words[:1].isalnum() else ""
    after = r"(?!\w)" if words[-1:].isalnum() else ""
    return f"{before}{inside}{after}"
