"""The events of a run, a line of JSON each: from the process of a publish to the desk."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

RunJob: TypeAlias = Literal["plan", "publish", "undo plan", "undo", "verify"]
StepName: TypeAlias = Literal["build", "keep", "upload", "feed", "verify"]
STEPS: Final[tuple[StepName, ...]] = ("build", "keep", "upload", "feed", "verify")

CANCEL: Final = "cancel\n"  # the line by which a run is cancelled

EventKind: TypeAlias = Literal[
    "live",  # what the target has: data of `LiveDocument`
    "step",  # a step begins: name
    "progress",  # of the current step: done, total, files, of_files, note
    "planned",  # data of `PlanDocument`
    "changed",  # the plan is not the one that was confirmed: data of `PlanDocument`; the end
    "reached",  # what listeners may meet from now on: listeners
    "note",  # a sentence: text
    "published",  # everything is public: generation; the check from outside follows
    "checked",  # from outside, or by a verification: lines, result (good, failed, skipped)
    "done",  # the end
    "failed",  # the end: cause, message
    "cancelled",  # the end
]


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What a run is to do.

    Attributes:
        job: a publish or an undo, or only its plan; or a verification of what is published.
        confirmed: the digest of the plan that was shown; another one is not carried out.
        allow: changes that are usually refused, as `--allow` of `podcast publish` names them.
        generation: that an undo restores; 0 for the one before.
        is_full: whether a verification reads every byte.
    """

    job: RunJob
    confirmed: str = ""
    allow: tuple[str, ...] = ()
    generation: int = 0
    is_full: bool = False

    @property
    def is_plan(self) -> bool:
        """Whether the run only plans."""
        return self.job in {"plan", "undo plan"}

    def as_line(self, root: str) -> str:
        """The request for a show's folder, as a line."""
        return json.dumps({"root": root, **asdict(self)}) + "\n"


def parse_request(line: str) -> tuple[str, RunRequest]:
    """The show's folder and the request in a line."""
    fields = json.loads(line)
    root = fields.pop("root")
    return root, RunRequest(**{**fields, "allow": tuple(fields["allow"])})


@dataclass(frozen=True, slots=True)
class RunEvent:
    """An event of a run; `at` is in seconds since 1970."""

    kind: EventKind
    at: float
    data: Mapping[str, Any] = field(default_factory=dict)

    def as_line(self) -> str:
        """The event as a line."""
        return json.dumps({"kind": self.kind, "at": self.at, "data": dict(self.data)}) + "\n"


def parse_event(line: str) -> RunEvent | None:
    """The event in a line; None if the line is none, because its process was killed while it wrote."""
    try:
        return RunEvent(**json.loads(line))
    except (ValueError, TypeError):
        return None
