"""The state of a run, folded from its events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.desk.publishing.desk_run import DeskRun, fold
from podcast.desk.publishing.run_events import RunEvent, RunRequest, parse_event, parse_request

if TYPE_CHECKING:
    from collections.abc import Mapping

UPLOAD = {"name": "upload", "done": 30, "total": 120, "files": 1, "of_files": 4}


def folded(*events: tuple[str, Mapping[str, object]]) -> DeskRun:
    state = DeskRun(RunRequest("publish"), began=100.0)
    for number, (kind, data) in enumerate(events):
        state = fold(state, RunEvent(kind, 101.0 + number, data))  # type: ignore[arg-type]
    return state


def test_a_step_ends_when_the_next_one_begins() -> None:
    state = folded(("step", {"name": "build"}), ("step", {"name": "upload"}), ("progress", UPLOAD))
    assert [step.state for step in state.steps] == ["done", "done", "running", "waiting", "waiting"]
    assert state.step("build").seconds == 1
    assert state.step("upload").percent == 25
    assert state.can_be_cancelled


def test_a_run_cannot_be_cancelled_once_the_feed_is_being_written() -> None:
    assert not folded(("step", {"name": "upload"}), ("step", {"name": "feed"})).can_be_cancelled


def test_what_listeners_may_have_met_stays_known_when_a_run_fails() -> None:
    failed = ("failed", {"cause": "connection", "message": "?"})
    begun = ("step", {"name": "upload"})
    assert folded(begun, failed).listeners == "nothing"
    assert folded(begun, ("reached", {"listeners": "pages"}), failed).listeners == "pages"
    assert folded(begun, ("published", {"generation": 2}), failed).listeners == "published"
    state = folded(begun, failed)
    assert (state.status, state.step("upload").state, state.step("feed").state) == ("failed", "failed", "waiting")


def test_another_plan_than_the_confirmed_one_takes_its_place() -> None:
    state = folded(("changed", {"digest": "new"}))
    assert (state.status, state.plan) == ("changed", {"digest": "new"})


def test_requests_and_events_survive_their_lines() -> None:
    request = RunRequest("publish", "abc", ("gone", "clock"), 3)
    assert parse_request(request.as_line("/show")) == ("/show", request)
    event = RunEvent("note", 1.5, {"text": "Grüße\n"})
    assert parse_event(event.as_line()) == event
    assert parse_event(event.as_line()[:9]) is None
