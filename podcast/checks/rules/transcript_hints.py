"""Hints about a transcript that may have been misread; a new hint is a row of `HINTS`, its message one of `MESSAGES`.

Pure: a transcript's words, names and encoding in, findings with their place out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from podcast.i18n import _, gettext_noop
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from podcast.transcripts.cue import Cue

    Hint = Callable[["ReadTranscript"], Iterable["TranscriptFinding"]]

MIN_INTERVIEW_PEOPLE = 2
_TIMES = re.compile(r"-->|#?\d{1,2}:\d{2}:\d{2}[.,-]\d{1,3}#?|\[\d{1,2}:\d{2}:\d{2}\]")
_NUMBER = re.compile(r"\d{1,6}")
SHOWN_CHARACTERS = 40  # of the words, in a hint


# What is said of each kind of finding, and the remedy.
MESSAGES: Mapping[str, tuple[str, str]] = {
    "encoding": (
        gettext_noop("is not UTF-8; it was read as Windows-1252"),
        gettext_noop("check the umlauts and quotation marks on the page, or save the file as UTF-8"),
    ),
    "name in words": (
        gettext_noop('at {time} the words begin with "{name}:"'),
        gettext_noop("mark {name} as the speaker, as in <v {name}>"),
    ),
    "time in words": (
        gettext_noop('at {time} the words look like times: "{words}"'),
        gettext_noop("compare it with the file, or ignore this hint"),
    ),
    "one speaker": (
        gettext_noop("has only one speaker, {name}, but the episode has {count} people"),
        gettext_noop("add the names of the others, or ignore this hint"),
    ),
    "unknown speaker": (
        gettext_noop('"{name}" is not one of the episode\'s people'),
        gettext_noop("state who it is, as in speakers: {{{name}: …}}, or add the person to people:"),
    ),
    "misspelt speaker": (
        gettext_noop('"{name}" is not one of the episode\'s people'),
        gettext_noop(
            'did you mean "{near}"? Or state who it is, as in speakers: {{{name}: …}}, or add the person to people:'
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class ReadTranscript:
    """The cues of a transcript, and the people of its episode, for the hints.

    `unknown_speakers` are the names of those that are none of the people, with the name that is most similar, or none.
    """

    cues: Sequence[Cue]
    names: Collection[str]  # of people, and their labels
    people: int  # of the episode
    assumed_line: int = 0  # the first line that was read by an assumed encoding
    unknown_speakers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TranscriptFinding:
    """A possible mistake in a transcript; `line` is 0 where the message states a time.

    It has a kind of `MESSAGES` and the values of its placeholders, so that it can be cached and reported in any
    language.
    """

    kind: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    line: int = 0

    @property
    def what(self) -> str:
        """The sentence that says what may be wrong."""
        return _(MESSAGES[self.kind][0]).format(**self.values)

    @property
    def remedy(self) -> str:
        """The remedy."""
        return _(MESSAGES[self.kind][1]).format(**self.values)


def transcript_hints(transcript: ReadTranscript) -> Iterator[TranscriptFinding]:
    """Yield the findings of all hints."""
    return (finding for hint in HINTS for finding in hint(transcript))


def stated_encoding(transcript: ReadTranscript) -> Iterator[TranscriptFinding]:
    """A text in UTF-8 needs no assumption about its encoding."""
    if transcript.assumed_line:
        yield TranscriptFinding("encoding", line=transcript.assumed_line)


def names_as_speakers(transcript: ReadTranscript) -> Iterator[TranscriptFinding]:
    """A cue does not begin with a person's name and a colon: the name is the speaker. At most one finding."""
    names = {name.casefold() for name in transcript.names}
    for cue in transcript.cues:
        name, colon, _words = cue.text.partition(":")
        if colon and name.casefold() in names:
            yield TranscriptFinding("name in words", {"time": format_time(int(cue.start)), "name": name})
            return


def words_without_times(transcript: ReadTranscript) -> Iterator[TranscriptFinding]:
    """Words contain no times, arrows or bare numbers: these belong to the file format. At most one finding."""
    for cue in transcript.cues:
        may_have_time = ":" in cue.text or "-->" in cue.text  # few do, and the pattern is slow
        if (may_have_time and _TIMES.search(cue.text)) or _NUMBER.fullmatch(cue.text):
            words = cue.text[:SHOWN_CHARACTERS]
            yield TranscriptFinding("time in words", {"time": format_time(int(cue.start)), "words": words})
            return


def several_speakers(transcript: ReadTranscript) -> Iterator[TranscriptFinding]:
    """An episode with several people has several speakers, or none is named."""
    speakers = {cue.speaker for cue in transcript.cues if cue.speaker}
    if len(speakers) == 1 and transcript.people >= MIN_INTERVIEW_PEOPLE and len(transcript.cues) > 1:
        yield TranscriptFinding("one speaker", {"name": speakers.pop(), "count": transcript.people})


def known_speakers(transcript: ReadTranscript) -> Iterator[TranscriptFinding]:
    """Speakers are people of the episode or of the show."""
    for name, near in transcript.unknown_speakers.items():
        kind, values = ("misspelt speaker", {"near": near}) if near else ("unknown speaker", {})
        yield TranscriptFinding(kind, {"name": name, **values})


HINTS: tuple[Hint, ...] = (
    stated_encoding,
    names_as_speakers,
    words_without_times,
    several_speakers,
    known_speakers,
)
