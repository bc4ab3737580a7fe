"""Names before a colon at the beginning of words, in forms without speakers of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.transcripts.cue import normalize_spaces
from podcast.transcripts.editing.pieces import piece_text, with_prefix, without_prefix
from podcast.transcripts.editing.source_text import TextSplice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from podcast.transcripts.cue import Cue
    from podcast.transcripts.editing.pieces import Piece


def label_length(pieces: Sequence[Piece], cue: Cue) -> int | None:
    """Return how many visible characters before the words of a cue are its label: 0 if it has none.

    None if the pieces are not what the cue was read from.
    """
    text = piece_text(pieces)
    length = len(text) - len(cue.text)
    if length < 0 or not text.endswith(cue.text):
        return None
    label = text[:length]
    if not label:
        return 0
    return length if normalize_spaces(_name_in(label)) == cue.speaker else None


def _name_in(label: str) -> str:
    """Return the name before a colon, or on a line of its own."""
    return label.removesuffix(" ").removesuffix(":")


def label_splices(
    pieces: Sequence[Piece], length: int, name: str | None, escape: Callable[[str], str]
) -> Iterator[list[TextSplice]]:
    """Yield the proposal for another label before words, or none.

    Args:
        pieces: label and words.
        length: of the label, see `label_length`.
        name: the new one.
        escape: returns words as the form of the file writes them.
    """
    written = escape(f"{name}: ") if name else ""
    if not length:
        start = pieces[0].start
        yield [TextSplice(start, start, written)]
        return
    label, words = with_prefix(pieces, length), without_prefix(pieces, length)
    if name:
        old = with_prefix(label, len(_name_in(piece_text(label))))
        yield [TextSplice(old[0].start, old[-1].end, escape(name))]
    else:
        yield [TextSplice(label[0].start, words[0].start, "")]
