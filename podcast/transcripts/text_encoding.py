"""Encoding of a transcript: UTF-8, UTF-16 with its mark, or Windows-1252 where the text can be nothing else.

Word writes "Nur Text" in Windows-1252. Bytes of another encoding read as Windows-1252 show characters that stand where
no Western European text has them: a text with any of those is refused.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from podcast.i18n import _
from podcast.transcripts.cue import TranscriptProblem

_LETTERS = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿœŒ"
_SIGNS = "‚„…‘’“”•–—«»‹›¡¿§©®°·½¼¾²³€£\u00a0\u00ad"
_NOT_WESTERN = re.compile(rf"[^\x00-\x7f{_LETTERS}{_SIGNS}]")
_SIGN_IN_A_WORD = re.compile(rf"[a-z{_LETTERS}][‚„…‘“”•«»‹›¡¿§©®°½¼¾²³€£][a-z{_LETTERS}]")
_ACCENTED = re.compile(f"[{_LETTERS}]")
_LETTER = re.compile(rf"[A-Za-z{_LETTERS}]")
MAX_ACCENTED_SHARE = 0.5  # of the letters; Greek or Cyrillic text would have nearly all
_BYTE_ORDER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The text of a file; `assumed_line` is the first line that is read by an assumed encoding (0: none is)."""

    text: str
    assumed_line: int = 0


def decode_transcript(data: bytes) -> DecodedText | TranscriptProblem:
    """Return the text of a file with line feeds as line ends, or the problem that its encoding cannot be determined."""
    if data.startswith(_BYTE_ORDER_MARKS):
        try:
            return DecodedText(_normalized(data.decode("utf-16")))
        except UnicodeDecodeError:
            return TranscriptProblem(0, _("is not valid UTF-16"), _("save the file as UTF-8"))
    try:
        return DecodedText(_normalized(data.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        line = _normalized(data[: error.start].decode("latin-1")).count("\n") + 1
    text = _western_text(data)
    if text is None:
        return TranscriptProblem(line, _("is not UTF-8"), _("save the file as UTF-8"))
    return DecodedText(_normalized(text), line)


def _western_text(data: bytes) -> str | None:
    """Return bytes as Windows-1252, or None if the text would not be one of Western Europe."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    letters, accented = len(_LETTER.findall(text)), len(_ACCENTED.findall(text))
    if "\0" in text or _NOT_WESTERN.search(text) or _SIGN_IN_A_WORD.search(text):
        return None
    return text if accented <= MAX_ACCENTED_SHARE * letters else None


def _normalized(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
