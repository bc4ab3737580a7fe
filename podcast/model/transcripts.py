"""Fields about transcripts and speakers: the glossary, the review, and a recording for each microphone."""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StrictBool, StrictStr, model_validator

from podcast.i18n import _
from podcast.model.dates import Day  # noqa: TC001 - pydantic reads annotations when the program runs
from podcast.model.types import FrozenModel, Line, RelativePath, ShortLine, invalid


class Transcripts(FrozenModel):
    """Settings for every transcript of the show. `replace`: words as speech recognition writes them -> the right ones.

    An empty text removes the words.
    """

    replace: dict[Line, Annotated[StrictStr, AfterValidator(str.strip)]] = Field(default_factory=dict)


def _language_tag(value: str) -> str:
    """Validate a language tag (RFC 5646), in whatever case: it is published as it is."""
    if not re.fullmatch(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*", value):
        raise invalid(_('"{value}" is not a language code').format(value=value), _("write de, en or de-AT"))
    return value


def _media_type(value: str) -> str:
    if not re.fullmatch(r"[\w.+-]+/[\w.+-]+(;\s*[\w.-]+=[\w.+\"-]+)*", value, re.ASCII):
        raise invalid(_('"{value}" is not a media type').format(value=value), _("write it like text/vtt"))
    return value


LanguageTag = Annotated[Line, AfterValidator(_language_tag)]
MediaType = Annotated[Line, AfterValidator(_media_type)]


class TranscriptFile(FrozenModel):
    """A transcript that is published as it is: a file of the episode's folder, and what the feed says about it."""

    file: RelativePath
    type: MediaType | None = None  # follows from the ending where it is left out
    language: LanguageTag | None = None
    rel: ShortLine | None = None  # `captions`: times of every line


class Reviewed(FrozenModel):
    """The review of a transcript against the audio: by whom, and when."""

    by: Line
    on: Day


Offset = Annotated[float, Field(strict=True, ge=-86400, le=86400, allow_inf_nan=False)]  # seconds


TrackGain = Annotated[float, Field(strict=True, ge=-30, le=30, allow_inf_nan=False)]  # dB


Duck = Annotated[float, Field(strict=True, ge=0, le=40, allow_inf_nan=False)]  # dB


class Track(FrozenModel):
    """The recording of one microphone, or music: a file of the episode's folder, and who speaks.

    `offset` is when the track begins in the episode; without it, that is found out.
    """

    file: RelativePath
    speaker: Line | None = None
    music: StrictBool = False
    offset: Offset | None = None
    gain: TrackGain | None = None

    @model_validator(mode="after")
    def _check_speaker(self) -> Self:
        """Require either a speaker or music."""
        if self.music is (self.speaker is not None):
            both = self.speaker is not None
            what = _("has a speaker and is music") if both else _("has no speaker")
            remedy = _("add who speaks, as in speaker: Erika Muster, or write music: true")
            raise invalid(what, _("remove one of the two") if both else remedy)
        return self

    @property
    def is_for_mix(self) -> bool:
        """Whether it has a field that only a mix needs."""
        return self.music or self.offset is not None or self.gain is not None
