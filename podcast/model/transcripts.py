"""What a producer says about transcripts: words to put right, who speaks, who has read it, a recording a speaker."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StrictStr

from podcast.model.groups import FrozenModel
from podcast.model.types import Day, Line, RelativePath  # noqa: TC001 - pydantic reads annotations when the program runs


class Transcripts(FrozenModel):
    """What is done to every transcript of the show: `replace` has words as recognisers write them -> as they should be.

    An empty text takes the words out.
    """

    replace: dict[Line, Annotated[StrictStr, AfterValidator(str.strip)]] = Field(default_factory=dict)


class Reviewed(FrozenModel):
    """Who has compared the transcript with the sound, and when."""

    by: Line
    on: Day


class Track(FrozenModel):
    """What one microphone has recorded: a file of the episode's folder, and who spoke into it."""

    file: RelativePath
    speaker: Line
