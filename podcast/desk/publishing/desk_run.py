"""The state of a run, folded from its events: pure, so that a page and a test see the same."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, cast

from podcast.desk.publishing.run_events import STEPS, RunEvent, RunRequest, StepName

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

StepState: TypeAlias = Literal["waiting", "running", "done", "failed"]
RunStatus: TypeAlias = Literal["running", "done", "changed", "failed", "cancelled"]
ListenerView: TypeAlias = Literal["nothing", "pages", "feed", "published"]  # what listeners may have met of a run

_DATA_FIELDS: Final[Mapping[str, str]] = {"live": "live", "planned": "plan", "checked": "checked"}  # of `DeskRun`


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a run: when it began and ended (seconds since 1970), and how far it is.

    `done` of `total` are bytes of an upload, else pieces of work; `files` of `of_files` are uploads.
    """

    name: StepName
    state: StepState = "waiting"
    began: float = 0.0
    ended: float = 0.0
    done: int = 0
    total: int = 0
    files: int = 0
    of_files: int = 0

    @property
    def seconds(self) -> int:
        """The duration, in whole seconds; at least one."""
        return max(1, round(self.ended - self.began))

    @property
    def percent(self) -> int:
        """The part that is done."""
        return min(100, 100 * self.done // self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class DeskRun:
    """A run as it stands.

    `end` is the data of the last event; `plan`, `live` and `checked` are those of the events of these kinds.
    `listeners` is what they may have met of it already: nothing, other pages, another feed, or all.
    """

    request: RunRequest
    began: float
    status: RunStatus = "running"
    steps: tuple[Step, ...] = tuple(Step(name) for name in STEPS)
    plan: Mapping[str, Any] | None = None
    live: Mapping[str, Any] | None = None
    checked: Mapping[str, Any] | None = None
    notes: tuple[str, ...] = ()
    end: Mapping[str, Any] = field(default_factory=dict)
    ended: float = 0.0
    published_at: float = 0.0
    listeners: ListenerView = "nothing"

    @property
    def is_running(self) -> bool:
        """Whether the run is not over."""
        return self.status == "running"

    @property
    def can_be_cancelled(self) -> bool:
        """Whether nothing of the feed was written yet; a verification writes none."""
        if self.request.job == "verify":
            return self.is_running
        reached = next(step for step in self.steps if step.name == "feed")
        return self.is_running and reached.state == "waiting"

    def step(self, name: StepName) -> Step:
        """The step of a name."""
        return next(step for step in self.steps if step.name == name)


def fold(state: DeskRun, event: RunEvent) -> DeskRun:
    """Return the state after an event."""
    data = event.data
    if event.kind in _DATA_FIELDS:
        changes: dict[str, Any] = {_DATA_FIELDS[event.kind]: data}
        return replace(state, **changes)
    match event.kind:
        case "step" | "progress":
            steps = _begun(state.steps, event) if event.kind == "step" else _advanced(state.steps, event)
            return replace(state, steps=tuple(steps))
        case "reached":
            return replace(state, listeners=data["listeners"])
        case "note":
            return replace(state, notes=(*state.notes, data["text"]))
        case "published":
            return replace(state, published_at=event.at, listeners="published")
        case _:
            return _ended(state, event)


def _ended(state: DeskRun, event: RunEvent) -> DeskRun:
    if event.kind not in {"done", "changed", "failed", "cancelled"}:
        return state
    plan = event.data if event.kind == "changed" else state.plan
    last: StepState = "done" if event.kind == "done" else "failed"
    steps = tuple(
        replace(step, state=last, ended=event.at) if step.state == "running" else step for step in state.steps
    )
    return replace(state, status=cast("RunStatus", event.kind), end=event.data, plan=plan, ended=event.at, steps=steps)


def _begun(steps: Iterable[Step], event: RunEvent) -> Iterable[Step]:
    """Yield the steps: the running one is done, and the next one begins; those that were left out are done."""
    name, at, is_before = event.data["name"], event.at, True
    for step in steps:
        if step.name == name:
            is_before = False
            yield replace(step, state="running", began=at) if step.state == "waiting" else step
        elif is_before and step.state in {"waiting", "running"}:
            yield replace(step, state="done", began=step.began or at, ended=at)
        else:
            yield step


def _advanced(steps: Iterable[Step], event: RunEvent) -> Iterable[Step]:
    data = event.data
    numbers = {name: data[name] for name in ("done", "total", "files", "of_files") if name in data}
    for step in steps:
        yield replace(step, **numbers) if step.name == data["name"] else step
