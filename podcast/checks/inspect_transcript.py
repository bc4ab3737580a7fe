"""Inspection of a transcript on the disk: the facts that rules need, its problems and hints."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.checks.acceptance.accepted_hints import code_of_kind
from podcast.checks.facts import pack_turns
from podcast.checks.rules.ai_hints import opening_words
from podcast.checks.rules.transcript_hints import ReadTranscript, TranscriptFinding, transcript_hints
from podcast.errors import Problem, ShowError
from podcast.i18n import _, os_error_reason
from podcast.text_formats.word_file import is_word_file
from podcast.transcripts.read_transcript import read_cues
from podcast.transcripts.speakers import unknown_speakers
from podcast.transcripts.text_encoding import DecodedText, decode_transcript

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from podcast.checks.facts import SpeakerTurn
    from podcast.transcripts.cue import Cue

MAX_TRANSCRIPT_BYTES = 20_000_000  # ten hours of talk are one million
_MAX_TURNS = 500
_MAX_PAUSE_SECONDS = 1.0  # between two cues of one turn


@dataclass(frozen=True, slots=True)
class TranscriptFacts:
    """A transcript: the start of its last cue in seconds of the recording, first words, problems and findings."""

    path: str
    last_cue_start: float = 0.0
    opening: str = ""  # the first words
    problems: tuple[Problem, ...] = ()
    findings: tuple[TranscriptFinding, ...] = ()
    packed_turns: bytes = b""  # the first `_MAX_TURNS`, see `pack_turns`

    @property
    def hints(self) -> tuple[Problem, ...]:
        """The findings as hints, in the current language."""
        return tuple(
            Problem(
                self.path,
                finding.line,
                int(finding.line > 0),
                "",
                finding.what,
                finding.remedy,
                code_of_kind(finding.kind),
            )
            for finding in self.findings
        )

    def values(self) -> list[Any]:
        """Return the facts as JSON values, for `cached_facts`."""
        findings = [[finding.kind, finding.values, finding.line] for finding in self.findings]
        return [self.last_cue_start, self.opening, findings, b64encode(self.packed_turns).decode()]


def cached_facts(path: str, values: Iterable[Any]) -> TranscriptFacts:
    """Return the facts about a transcript without problems from its cached values, see `TranscriptFacts.values`."""
    last_cue_start, opening, rows, turns = values  # the turns are unpacked for a recording with hints alone
    findings = tuple(TranscriptFinding(kind, placeholders, line) for kind, placeholders, line in rows)
    return TranscriptFacts(path, last_cue_start, opening, (), findings, b64decode(turns))


def read_transcript(file: Path, path: str, known_names: dict[str, str], people: int) -> TranscriptFacts:
    """Return the facts about a transcript on the disk.

    Args:
        file: the file.
        path: its path relative to the show's root, for messages.
        known_names: labels of speakers -> names of people.
        people: how many people the episode names.
    """
    try:
        with file.open("rb") as source:
            data = source.read(MAX_TRANSCRIPT_BYTES + 1)
        cues = read_cues(data, path, known_names) if len(data) <= MAX_TRANSCRIPT_BYTES else ()
    except OSError as error:
        what = _("cannot be read ({reason})").format(reason=os_error_reason(error))
        return TranscriptFacts(path, problems=(_problem(path, what, _("give yourself permission to read it")),))
    except ShowError as error:
        return TranscriptFacts(path, problems=error.problems)
    if not cues:
        what = _("is larger than {size} MB").format(size=MAX_TRANSCRIPT_BYTES // 1_000_000)
        return TranscriptFacts(
            path, problems=(_problem(path, what, _("check that it is a transcript, and export it again")),)
        )
    strangers = unknown_speakers(cues, known_names) if people else {}  # no hint before the first person is named
    names = {name for name in (*known_names, *known_names.values()) if name}
    findings = tuple(transcript_hints(ReadTranscript(cues, names, people, _assumed_line(path, data), strangers)))
    last_cue_start = max(cue.start for cue in cues)
    return TranscriptFacts(path, last_cue_start, opening_words(cues), (), findings, pack_turns(_speaker_turns(cues)))


def _speaker_turns(cues: tuple[Cue, ...]) -> tuple[SpeakerTurn, ...]:
    """Return who speaks from when to when; cues of one speaker in a row are one turn."""
    turns: list[SpeakerTurn] = []
    for cue in cues:
        if not cue.speaker:
            continue
        if turns and turns[-1][0] == cue.speaker and cue.start - turns[-1][2] < _MAX_PAUSE_SECONDS:
            turns[-1] = (cue.speaker, turns[-1][1], round(cue.end, 2))
        else:
            turns.append((cue.speaker, round(cue.start, 2), round(cue.end, 2)))
    return tuple(turns[:_MAX_TURNS])


def _assumed_line(path: str, data: bytes) -> int:
    """Return the first line that was read by an assumed encoding; 0 if there is none."""
    decoded = None if is_word_file(path) else decode_transcript(data)
    return decoded.assumed_line if isinstance(decoded, DecodedText) else 0


def _problem(path: str, what: str, remedy: str) -> Problem:
    return Problem(path, 0, 0, "", what, remedy)
