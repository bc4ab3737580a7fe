"""The events of mastering, as a build reports them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from podcast.steps.jobs.master_progress import written_seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.artifacts import Master
    from podcast.audio.job import MasterJob
    from podcast.errors import AudioError


@dataclass(frozen=True, slots=True)
class MasteringPlanned:
    """The recordings to be mastered are known; `written_seconds` returns how much of a job's master is written."""

    jobs: tuple[MasterJob, ...]
    written_seconds: Callable[[MasterJob], float | None] = field(default=written_seconds, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class RecordingMastered:
    """A recording is mastered."""

    job: MasterJob
    master: Master
    elapsed: float  # seconds, without the time in the queue


@dataclass(frozen=True, slots=True)
class FormatsEncoded:
    """The formats that a master lacked are encoded: `job.new_formats`."""

    job: MasterJob
    elapsed: float  # seconds, without the time in the queue


@dataclass(frozen=True, slots=True)
class MasteringFailed:
    """A recording cannot be mastered; the others go on."""

    job: MasterJob
    error: AudioError


@dataclass(frozen=True, slots=True)
class JobDiscarded:
    """The result of a job was discarded, because an input changed while it was used; it is made again."""

    job: MasterJob


@dataclass(frozen=True, slots=True)
class InputChanged:
    """A file of the show changed while it was used; what was made from it is made again. Path below the show."""

    path: str


@dataclass(frozen=True, slots=True)
class FileDamaged:
    """A file that a build had made has other bytes than were written; it is made again. Path below the show."""

    path: str


MasteringEvent: TypeAlias = (
    MasteringPlanned | RecordingMastered | FormatsEncoded | MasteringFailed | JobDiscarded | InputChanged | FileDamaged
)
