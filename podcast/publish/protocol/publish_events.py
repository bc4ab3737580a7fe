"""Events of a publish, reported as they happen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class UploadsBegan:
    """The lease is held, and what will be replaced was copied: uploads begin."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """An object was uploaded."""

    key: str
    size: int  # bytes
    reason: str  # see `plan.REASONS`


@dataclass(frozen=True, slots=True)
class Deleted:
    """A retired object was deleted after its grace time."""

    key: str


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A retired object was not deleted after its grace time, because another program has replaced it."""

    key: str


@dataclass(frozen=True, slots=True)
class Committed:
    """A generation was committed: from here on the target's state names it."""

    generation: int


PublishEvent: TypeAlias = UploadsBegan | Uploaded | Deleted | LeftAlone | Committed
