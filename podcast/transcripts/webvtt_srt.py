"""WebVTT and SubRip transcripts: blocks of lines, one of them with two times.

WebVTT is a standard of the W3C (https://www.w3.org/TR/webvtt1/); SubRip has no specification. This reader is stricter
than players, which silently skip what they cannot read: every invalid line of times is a problem.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.transcripts.captions import has_no_markup, parse_marks, visible_lines
from podcast.transcripts.cue import (
    Cue,
    TranscriptProblem,
    normalize_spaces,
    split_speakers,
    with_speaker,
)
from podcast.transcripts.exported_captions import MIN_CONTINUED_SHARE, fold_rolling_lines, speakers_by_name_line
from podcast.transcripts.fast_paths.plain_webvtt import plain_cues
from podcast.transcripts.timed_blocks import card_chains, paragraphs, srt_blocks, vtt_blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from podcast.transcripts.cue import ParsedCues
    from podcast.transcripts.timed_blocks import Block

    SpokenTexts = list[tuple[str | None, str]]

NO_NAMES = "NOTE Names before a colon are words"  # written where a reader would take words for a speaker
TAG = re.compile(r"</?[a-zA-Z][^>]*>|</>|<[\d:.]+>")
VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>|</v>")
WEBEX_NAME = re.compile(r'\d+\s+"(.+)"\s+\(\d+\)')  # the identifier of a cue of Webex: 1 "Ada Lovelace" (123)


def parse_vtt(text: str, names: Iterable[str] = ()) -> ParsedCues:
    """Return the cues of a WebVTT file; two voices in one cue are two cues at the same time.

    A file without any voices has its speakers in the identifiers (Webex) or before a colon (Zoom).
    """
    if (cues := plain_cues(text)) is not None:
        return split_speakers(cues, names), []
    return parse_any_vtt(text, names)


def parse_any_vtt(text: str, names: Iterable[str] = ()) -> ParsedCues:
    """Return the cues of a WebVTT file, plain or not; see `parse_vtt`."""
    if not re.match(r"WEBVTT(?:[ \t\n]|$)", text):
        return [], [
            TranscriptProblem(
                1, _("does not start with WEBVTT"), _("write WEBVTT on the first line, then an empty line")
            )
        ]
    blocks, problems = vtt_blocks(text)
    blocks = _folded(blocks, vtt_words)
    cues = [
        Cue(block.start, block.end, speaker or webex_name(block), words)
        for block in blocks
        for speaker, words in _voices(block.words)
        if words
    ]
    is_without_names = NO_NAMES in (lines[0] for _number, lines in paragraphs(text))
    return (cues if is_without_names else split_speakers(cues, names)), problems


def parse_srt(text: str, names: Iterable[str] = ()) -> ParsedCues:
    """Return the cues of a SubRip file; the format has no speakers, so these are names before a colon.

    Where the marks of our own writer say which words are names, they and no others are.
    """
    blocks, problems = srt_blocks(text)
    if not has_own_marks(blocks):
        blocks = _folded(blocks, visible_lines)
        if (named := _with_name_lines(blocks, names)) is not None:
            return named, problems
    cues, marks = [], []
    for words, block in _joined_cards(blocks):
        cues.append(Cue(block.start, block.end, None, visible_lines(words.rstrip(" "))))
        marks.append(parse_marks(words))
    has_names = any(mark.is_named or mark.is_unnamed for mark in marks)
    rows = list(zip(cues, marks, strict=True))
    if has_names and all(": " in cue.text for cue, mark in rows if mark.is_named):
        marked = [with_speaker(cue, cue.text.partition(": ")[0] if mark.is_named else "") for cue, mark in rows]
        return [cue for cue in marked if cue.text], problems
    return [cue for cue in split_speakers([cue for cue in cues if cue.text], names) if cue.text], problems


def has_own_marks(blocks: Iterable[Block]) -> bool:
    """Whether our own writer has marked names and continued cards, or words that look like a name."""
    marks = (parse_marks(block.text) for block in blocks)
    return any(mark.is_named or mark.is_unnamed or mark.is_continued for mark in marks)


def _folded(blocks: list[Block], visible: Callable[[str], str]) -> list[Block]:
    """Return the cues of captions that roll with what each of them adds; those of others as they are."""
    if sum(len(block.words) > 1 for block in blocks) < MIN_CONTINUED_SHARE * (len(blocks) - 1):
        return blocks  # too few could continue another one, so their words need not be read twice
    lines = [[line for line in map(visible, block.words) if line] for block in blocks]
    added = fold_rolling_lines(lines, (block.end - block.start for block in blocks))
    if added is None:
        return blocks
    return [replace(block, words=new) for block, new in zip(blocks, added, strict=True) if new]


def _with_name_lines(blocks: Sequence[Block], names: Iterable[str]) -> list[Cue] | None:
    """Return the cues of a file with names on lines of their own; None for others."""
    lines = [[line for line in map(visible_lines, block.words) if line] for block in blocks]
    if (named := speakers_by_name_line(lines, names)) is None:
        return None
    rows = zip(blocks, named, strict=True)
    return [Cue(block.start, block.end, speaker, " ".join(words)) for block, (speaker, words) in rows if words]


def vtt_words(text: str) -> str:
    """Return the words that a player shows: without tags, entities as characters."""
    return normalize_spaces(text) if has_no_markup(text) else normalize_spaces(html.unescape(TAG.sub("", text)))


def _joined_cards(blocks: Sequence[Block]) -> Iterator[tuple[str, Block]]:
    """Yield the words of cues with the marks of their names; the cards of one cue are joined."""
    for chain in card_chains(blocks):
        words = "\n".join(card.text.rstrip(" ") for card in chain)
        yield words + parse_marks(chain[0].text).spaces(is_continued=False), replace(chain[0], end=chain[-1].end)


def webex_name(block: Block) -> str | None:
    """Return the name in the identifier of a cue of Webex."""
    match = WEBEX_NAME.fullmatch(block.identifier)
    return normalize_spaces(match[1]) or None if match else None


def _voices(lines: list[str]) -> SpokenTexts:
    """Return speakers and texts of one cue: `<v Ada>Yes.</v> <v Ben>No.</v>` has two."""
    head, *rest = VOICE.split("\n".join(lines))
    pairs = zip(rest[::2], rest[1::2], strict=True)
    named = ((normalize_spaces(html.unescape(name)) or None if name else None, vtt_words(text)) for name, text in pairs)
    return [(None, vtt_words(head)), *named]
