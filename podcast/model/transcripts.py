"""Fields about transcripts: the glossary, the review, and a recording for each speaker."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StrictStr

from podcast.model.groups import FrozenModel
from podcast.model.types import Day, Line, RelativePath  # noqa: TC001 - pydantic reads annotations when the program runs


class Transcripts(FrozenModel):
    """Settings for every transcript of the show. `replace`: words as speech recognition writes them -> the right ones.

    An empty text removes the words.
    """

    replace: dict[Line, Annotated[StrictStr, AfterValidator(str.strip)]] = Field(default_factory=dict)


class Reviewed(FrozenModel):
    """The review of a transcript against the audio: by whom, and when."""

    by: Line
    on: Day


class Track(FrozenModel):
    """The recording of one microphone: a file of the episode's folder, and its speaker."""

    file: RelativePath
    speaker: Line
