"""Words that are replaced in a whole transcript, and the correction of one line that others may need as well."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from podcast.transcripts.cue import normalize_spaces
from podcast.transcripts.glossary import whole_words_pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podcast.transcripts.cue import Cue

MAX_PHRASE_WORDS: Final = 4  # of a correction that is offered for other lines
_MARKS: Final = ".,;:!?…»«„“”\"'()"


@dataclass(frozen=True, slots=True)
class Replacement:
    """Words and what replaces them, as they are written; whole words match where no letter or digit touches them."""

    words: str
    new: str
    is_whole: bool = True

    @property
    def pattern(self) -> re.Pattern[str]:
        """The pattern of the words; white space between them is any."""
        if self.is_whole:
            return re.compile(whole_words_pattern(self.words))
        return re.compile(r"\s+".join(map(re.escape, self.words.split())))


def replaced_texts(cues: Sequence[Cue], replacement: Replacement) -> dict[int, str]:
    """Return the new texts of the cues that have the words, by number; those that would be empty are left out."""
    if not normalize_spaces(replacement.words):
        return {}
    pattern = replacement.pattern
    texts = {
        number: normalize_spaces(pattern.sub(lambda _match: replacement.new, cue.text))
        for number, cue in enumerate(cues)
    }
    return {number: text for number, text in texts.items() if text and text != cues[number].text}


def found_count(cues: Sequence[Cue], replacement: Replacement) -> int | None:
    """Return how many cues have the words; None if there are no words to look for."""
    if not normalize_spaces(replacement.words):
        return None
    return sum(bool(replacement.pattern.search(cue.text)) for cue in cues)


def corrected_phrase(before: str, after: str) -> Replacement | None:
    """Return the one phrase that a correction has replaced; None for none, several, or a long one."""
    old, new = before.split(), after.split()
    codes = [code for code in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if code[0] != "equal"]
    if len(codes) != 1 or codes[0][0] != "replace":
        return None
    _kind, first, last, new_first, new_last = codes[0]
    if max(last - first, new_last - new_first) > MAX_PHRASE_WORDS:
        return None
    words, replaced = (" ".join(part).strip(_MARKS) for part in (old[first:last], new[new_first:new_last]))
    return Replacement(words, replaced) if words and replaced and words != replaced else None
