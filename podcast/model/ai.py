"""Field `ai`: what a machine made or changed in an episode, and who reviewed it (EU AI Act, article 50)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from podcast.i18n import _
from podcast.model.transcripts import Reviewed  # noqa: TC001 - pydantic reads annotations when the program runs
from podcast.model.types import FrozenModel, invalid

AiPart = Literal["voice", "text", "transcript", "image", "translation"]
VOICE: AiPart = "voice"
TRANSCRIPT: AiPart = "transcript"


class Ai(FrozenModel):
    """The parts of an episode that a machine made or changed, and the review by a person."""

    parts: Annotated[tuple[AiPart, ...], Field(min_length=1)]
    reviewed: Reviewed | None = None


class NoAi(Ai):
    """`ai: false`: a machine made or changed nothing."""

    parts: tuple[AiPart, ...] = ()


def _ai(value: object) -> object:
    """Accept `false`, a part, or a list of parts in the place of the group of fields."""
    if value is False:
        return NoAi()
    if isinstance(value, bool | int | float):
        what = _("cannot be {value}").format(value=str(value).lower())
        raise invalid(what, _("name the parts, as in ai: [voice], or write false for none"))
    if isinstance(value, str):
        return {"parts": [value]}
    return {"parts": value} if isinstance(value, list) else value


AnyAi = Annotated[Ai, BeforeValidator(_ai)]


def with_machine_transcript(declared: Ai | None) -> Ai:
    """Return the `ai:` of an episode whose transcript was written by speech recognition, as its file says."""
    if declared and TRANSCRIPT in declared.parts:
        return declared
    parts = (*(declared.parts if declared else ()), TRANSCRIPT)
    return Ai(parts=parts, reviewed=declared.reviewed if declared else None)
