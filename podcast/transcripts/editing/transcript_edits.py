"""Edits of a transcript: text and speaker of a cue, two cues of one, one of two, none of one.

An edit is a splice of the original file in its own form. It is made only if the reader then reads exactly what it
should: this cue changed, and every other one as before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from podcast.errors import PodcastError
from podcast.i18n import _
from podcast.transcripts.cue import normalize_spaces
from podcast.transcripts.editing.open_form import open_form
from podcast.transcripts.editing.pieces import changed_words, cut_at, piece_text, span_of
from podcast.transcripts.editing.source_text import TextSplice, apply_splices, read_form, read_source
from podcast.transcripts.read_transcript import READERS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from podcast.transcripts.cue import Cue
    from podcast.transcripts.editing.cue_source import SplitPoint, TranscriptForm
    from podcast.transcripts.editing.source_text import SourceText

_TOLERANCE_SECONDS: Final = 0.0006
_CACHED_READINGS: Final = 4


class TranscriptEditError(PodcastError):
    """An edit that the form of the file cannot hold; nothing is written."""


@dataclass(frozen=True)
class EditedTranscript:
    """A transcript that can be edited: its file, and the cues as read.

    `order` has, for each cue by time, its position in the file.
    """

    source: SourceText
    suffix: str
    names: tuple[str, ...]
    cues: tuple[Cue, ...]
    order: tuple[int, ...]

    @cached_property
    def form(self) -> TranscriptForm:
        """The places of the cues in the file."""
        in_file = dict(zip(self.order, self.cues, strict=True))
        return open_form(self.source, self.suffix, [in_file[position] for position in range(len(in_file))])

    # --- the edits, each returns the bytes of the file with it -----------------------------------------------------

    def change_text(self, number: int, text: str) -> bytes:
        """Return the file with another text of a cue; without the cue if no words are left.

        Args:
            number: of the cue by time, from 0.
            text: its words; white space counts as one space.

        Raises:
            TranscriptEditError: the form cannot hold it.
        """
        self._require_editable(number)
        words = normalize_spaces(text)
        if not words:
            return self.remove(number)
        changed = replace(self.cues[number], text=words)
        return self._first_readable(self._text_proposals({number: words}), self._with(number, changed))

    def change_texts(self, texts: dict[int, str]) -> bytes:
        """Return the file with other texts of several cues at once; each has words.

        Raises:
            TranscriptEditError: the form cannot hold one of them.
        """
        words = {number: normalize_spaces(text) for number, text in texts.items()}
        cues = [replace(cue, text=words.get(number, cue.text)) for number, cue in enumerate(self.cues)]
        return self._first_readable(self._text_proposals(words), cues)

    def change_speaker(self, number: int, speaker: str | None) -> bytes:
        """Return the file with another speaker of a cue, or none.

        Raises:
            TranscriptEditError: the form cannot hold it.
        """
        self._require_editable(number)
        name = normalize_spaces(speaker or "") or None
        changed = replace(self.cues[number], speaker=name)
        if name == self.cues[number].speaker:
            return self.source.encode(self.source.text)
        return self._first_readable(self.form.speaker_splices(self.order[number], name), self._with(number, changed))

    def split(self, number: int, point: SplitPoint) -> bytes:
        """Return the file with two cues in place of one.

        Raises:
            TranscriptEditError: there are no words on one side, or the form cannot hold it.
        """
        self._require_editable(number)
        cue = self.cues[number]
        parts = cut_at(self.form.pieces(self.order[number]), point.characters)
        if parts is None or not cue.start <= point.seconds <= cue.end:
            raise TranscriptEditError(_("a line can be split between two of its words"))
        left, right = (replace(cue, text=piece_text(part)) for part in parts)
        expected = self._with(number, replace(left, end=point.seconds), replace(right, start=point.seconds))
        proposals = self.form.split_splices(self.order[number], point)
        return self._first_readable(proposals, expected, rounded=range(number, number + 2))

    def join(self, number: int) -> bytes:
        """Return the file with a cue and the one after it as one, with the speaker of the first.

        Raises:
            TranscriptEditError: it is the last one, or the form cannot hold it.
        """
        if number + 1 >= len(self.cues):
            raise TranscriptEditError(_("there is no line to join it with"))
        self._require_editable(number, number + 1)
        first, second = self.cues[number : number + 2]
        joined = replace(first, end=max(first.end, second.end), text=f"{first.text} {second.text}")
        expected = [*self.cues[:number], joined, *self.cues[number + 2 :]]
        return self._first_readable(self.form.join_splices(self.order[number], self.order[number + 1]), expected)

    def remove(self, number: int) -> bytes:
        """Return the file without a cue.

        Raises:
            TranscriptEditError: it is the only one, or the form cannot be without it.
        """
        self._require_editable(number)
        if len(self.cues) == 1:
            raise TranscriptEditError(_("the last line cannot be removed; remove the transcript instead"))
        return self._first_readable(self.form.removal_splices(self.order[number]), self._with(number))

    def is_editable(self, number: int) -> bool:
        """Whether the words of a cue stand in the file as they are read."""
        return bool(self.form.pieces(self.order[number]))

    # --- proposals, and what the reader reads of them --------------------------------------------------------------

    def _require_editable(self, *numbers: int) -> None:
        if not all(map(self.is_editable, numbers)):
            raise TranscriptEditError(
                _("the words of this line do not stand in the file as they are read; save the transcript as .vtt first")
            )

    def _with(self, number: int, *cues: Cue) -> list[Cue]:
        return [*self.cues[:number], *cues, *self.cues[number + 1 :]]

    def _text_proposals(self, texts: dict[int, str]) -> Iterator[list[TextSplice]]:
        rows = [(self.form.pieces(self.order[number]), text) for number, text in texts.items()]
        if not all(pieces for pieces, _text in rows):
            return
        for escape in self.form.escapes:
            yield [splice for pieces, text in rows for splice in changed_words(pieces, text, escape)]
        for escape in self.form.escapes:
            yield [TextSplice(*span_of(pieces), escape(text)) for pieces, text in rows]

    def _first_readable(
        self, proposals: Iterable[list[TextSplice]], expected: Sequence[Cue], rounded: range = range(0)
    ) -> bytes:
        """Return the file with the first proposal that reads as expected.

        Args:
            proposals: the splices, the preferred first.
            expected: all cues after the edit.
            rounded: the cues whose times the form of the file may round to whole seconds.

        Raises:
            TranscriptEditError: none does.
        """
        for splices in proposals:
            try:
                data = self.source.encode(apply_splices(self.source.text, splices))
            except UnicodeEncodeError as error:
                raise TranscriptEditError(_encoding_message(error, self.source.encoding)) from error
            if self._reads_as(data, expected, rounded):
                return data
        raise TranscriptEditError(
            _("the file of this transcript cannot hold that without changing other lines; save it as .vtt first")
        )

    def _reads_as(self, data: bytes, expected: Sequence[Cue], rounded: range) -> bool:
        source = read_source(data)
        cues = _read(source.text, self.suffix, self.names) if source else None
        if cues is None or len(cues) != len(expected):
            return False
        ordered = sorted(cues, key=lambda cue: cue.start)
        for number, (cue, other) in enumerate(zip(ordered, expected, strict=True)):
            tolerance = 1.0 if number in rounded else _TOLERANCE_SECONDS
            has_same_end = not self.form.has_ends or abs(cue.end - other.end) <= tolerance
            if not has_same_end or abs(cue.start - other.start) > tolerance:
                return False
            if (cue.speaker, cue.text) != (other.speaker, other.text):
                return False
        return True


def edited_transcript(data: bytes, path: str, names: Collection[str] = ()) -> EditedTranscript | None:
    """Return a transcript for edits; None if its form cannot be edited in place (Word), or it cannot be read.

    Args:
        data: the bytes of the file.
        path: its name; the suffix is the format.
        names: of people, as for `read_cues`.
    """
    suffix = path.rpartition(".")[2].lower()
    source = read_source(data) if suffix in READERS else None
    cues = _read(source.text, suffix, tuple(names)) if source else None
    if source is None or not cues:
        return None
    order = sorted(range(len(cues)), key=lambda index: cues[index].start)
    ordered = tuple(cues[index] for index in order)
    return EditedTranscript(source, suffix, tuple(names), ordered, tuple(order))


@lru_cache(_CACHED_READINGS)
def _read(text: str, suffix: str, names: tuple[str, ...]) -> tuple[Cue, ...] | None:
    """Return the cues in the order of the file; None if it cannot be read. What an edit was checked by is kept."""
    cues, problems = READERS[suffix](read_form(text), names)
    return None if problems else tuple(cues)


def _encoding_message(error: UnicodeEncodeError, encoding: str) -> str:
    character = error.object[error.start : error.end]
    words = _('"{character}" cannot be written in the encoding of this file ({encoding}); save it as UTF-8 first')
    return words.format(character=character, encoding=encoding)
