"""Cleaning: words that recognisers get wrong, put right as the show's glossary says."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.transcripts.cue import normalize_spaces

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podcast.transcripts.cue import Cue


def apply_glossary(cues: Iterable[Cue], glossary: Mapping[str, str]) -> tuple[Cue, ...]:
    """The cues with each word or phrase of the glossary replaced, in one pass, the longest first.

    Only whole words are, as they are written: `Kommune 360` not in `Kommune 3600`, `rat` not in `Beirat`. What was put
    in is not looked at again. A cue whose words all go is left out.
    """
    if not glossary:
        return tuple(cues)
    longest = sorted(glossary, key=lambda words: (-len(words), words))
    pattern = re.compile("|".join(_whole_words_pattern(words) for words in longest))
    put = {" ".join(words.split()): right for words, right in glossary.items()}
    fixed = (
        replace(cue, text=normalize_spaces(pattern.sub(lambda found: put[" ".join(found[0].split())], cue.text)))
        for cue in cues
    )
    return tuple(cue for cue in fixed if cue.text)


def _whole_words_pattern(words: str) -> str:
    """A pattern for the words where no letter or digit touches them."""
    inside = r"\s+".join(re.escape(word) for word in words.split())
    before = r"(?<!\w)" if words[:1].isalnum() else ""
    after = r"(?!\w)" if words[-1:].isalnum() else ""
    return f"{before}{inside}{after}"
