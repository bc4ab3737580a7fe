"""What the pages about a publish show, as values for their templates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from podcast.desk.forms.problem_sentences import labelled_sentences
from podcast.desk.listing.overview_rows import format_short_day
from podcast.desk.waiting_changes import StayingBehind, blocking_problems, staying_behind
from podcast.publish.protocol.plan import format_size

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.desk.desk_session import Desk
    from podcast.desk.publishing.desk_run import DeskRun, Step
    from podcast.desk.show_state import DeskShow
    from podcast.model.show import Show

PlanMode: TypeAlias = Literal["planning", "plan", "nothing_new", "no_target", "elsewhere", "failed"]


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of a run: its sign, its words, what stands at its end, and how far it is (0 to 100; None: unknown)."""

    name: str
    state: str
    icon: str
    words: str
    end: str
    percent: int | None


def plan_context(desk: Desk) -> dict[str, Any]:
    """Return what the page about the next publish shows; it makes the plan if there is none yet."""
    show, now = desk.show(), desk.now()
    behind, blocking = staying_behind(show, now), blocking_problems(show, now)
    context: dict[str, Any] = {"behind": behind, "titles": _Titles(show), "show": show, "blocking": blocking}
    context["sentences"] = lambda problem: labelled_sentences(problem, desk.language)
    if show.fields.publish is None and show.show is not None:
        return {**context, "mode": "no_target", "plan": None, "live": None, "history": (), "unapproved": ()}
    state = desk.publishing.plan()
    moments = Moments(desk, show.fields)
    return {
        **context,
        "mode": plan_mode(state),
        "state": state,
        "plan": state.plan,
        "live": state.live,
        "history": history_lines(desk, state.live, moments),
        "unapproved": _unapproved(show, state, behind),
        "lines": step_lines(desk, state)[:1],
        "moments": moments,
    }


def _unapproved(show: DeskShow, state: DeskRun, behind: StayingBehind) -> tuple[tuple[str, str], ...]:
    """The episodes that are due and stay behind, each with the reason: they lack approvals."""
    pending = {*behind.unreadable, *behind.drafts, *(episode.slug for episode in behind.scheduled)}
    left_out = state.plan["left_out"] if state.plan else ()
    return tuple((slug, what) for slug, what in left_out if slug in show.episodes and slug not in pending)


def plan_mode(state: DeskRun) -> PlanMode:
    """Return what the page shows of a plan."""
    if state.is_running:
        return "planning"
    if state.status == "done" and state.plan:
        is_interrupted = bool(state.live and state.live["interrupted"])
        return "nothing_new" if state.plan["is_up_to_date"] and not is_interrupted else "plan"
    if state.end.get("cause") == "lease" and state.live and state.live["publishing"]:
        return "elsewhere"
    return "failed"


def undo_context(desk: Desk, state: DeskRun) -> dict[str, Any]:
    """Return what the question before an undo shows."""
    show = desk.show()
    moments = Moments(desk, show.fields)
    restored = state.plan["restored"] if state.plan else None
    at = moments.of(restored[1]) if restored and restored[1] else ""
    return {"mode": plan_mode(state), "state": state, "plan": state.plan, "at": at, "moments": moments}


def run_context(desk: Desk, state: DeskRun) -> dict[str, Any]:
    """Return what the page about a run shows."""
    show = desk.show()
    moments = Moments(desk, show.fields)
    upload = state.step("upload")
    return {
        "state": state,
        "plan": state.plan,
        "live": state.live,
        "is_undo": state.request.job == "undo",
        "is_check": state.request.job == "verify",
        "lines": step_lines(desk, state),
        "upload": upload,
        "history": history_lines(desk, state.live, moments),
        "titles": _Titles(show),
        "show": show,
        "since": moments.at(state.published_at) if state.published_at else "",
        "before": _before(state.live, moments),
    }


def _before(live: Mapping[str, Any] | None, moments: Moments) -> str:
    """When the state was published that an undo would bring back; empty if there is none."""
    if not live or not live["undo_generations"]:
        return ""
    undo_generation = live["undo_generations"][-1]
    past = next((past for past in live["history"] if past["generation"] == undo_generation), None)
    return moments.of(past["published_at"]) if past and past["published_at"] else ""


class _Titles:
    """The titles of episodes by slug, for templates; of one that cannot be read, its slug."""

    def __init__(self, show: DeskShow) -> None:
        self._show = show

    def of(self, slug: str) -> str:
        """Return the title of an episode."""
        episode = self._show.episodes.get(slug)
        return episode.title if episode else slug


@dataclass(frozen=True, slots=True)
class Moments:
    """Moments as the desk writes them, in the show's time zone: `28.11.2026, 14:41`."""

    desk: Desk
    show: Show

    def of(self, text: str) -> str:
        """Return a moment in ISO 8601 in words."""
        return self._words(datetime.fromisoformat(text))

    def at(self, seconds: float) -> str:
        """Return a moment in seconds since 1970 in words."""
        return self._words(datetime.fromtimestamp(seconds, UTC))

    def day(self, moment: datetime) -> str:
        """Return a moment of an episode in words."""
        return self._words(moment)

    def _words(self, moment: datetime) -> str:
        local = self.show.local_time(moment)
        return f"{format_short_day(local)}, {local:%H:%M}"


def history_lines(desk: Desk, live: Mapping[str, Any] | None, moments: Moments) -> tuple[dict[str, str | bool], ...]:
    """Return the publishes that the target knows: when each was, what it changed, whether it is public now."""
    if not live:
        return ()
    lines = [
        {
            "at": moments.of(past["published_at"]) if past["published_at"] else "",
            "words": _past_words(desk, past),
            "is_live": past["generation"] == live["generation"],
        }
        for past in live["history"]
    ]
    return tuple(lines)


def _past_words(desk: Desk, past: Mapping[str, Any]) -> str:
    """Return what a publish changed, in a few words."""
    if past["is_taken_down"]:
        return desk.translate("publish.past_taken_down")
    if past["restored_generation"]:
        return desk.translate("publish.past_undo")
    if past["is_first"]:
        return desk.translate("publish.past_first", count=past["episodes"])
    counts = {"new": past["new"], "removed": past["removed"]}
    words = [desk.translate(f"publish.past_{name}", count=count) for name, count in counts.items() if count]
    if not words and past["pages"]:
        words = [desk.translate("publish.past_pages", count=past["pages"])]
    return ", ".join(words) or desk.translate("publish.past_files")


def step_lines(desk: Desk, state: DeskRun) -> tuple[StepLine, ...]:
    """Return the steps of a run as a page lists them; an undo builds nothing, and is not checked from outside."""
    if state.request.job == "verify":
        words = desk.translate("publish.step_compare")
        return (replace(_step_line(desk, state, state.step("verify")), words=words),)
    left_out = {"build", "verify"} if state.request.job == "undo" else set()
    return tuple(_step_line(desk, state, step) for step in state.steps if step.name not in left_out)


def _step_line(desk: Desk, state: DeskRun, step: Step) -> StepLine:
    icons = {"waiting": "ring", "running": "clock", "done": "check", "failed": "warning"}
    words = desk.translate(f"publish.step_{step.name}")
    end, percent = "", None
    if step.state == "done" and step.began:
        end = desk.translate("publish.seconds", count=step.seconds)
    elif step.state == "running" and step.total:
        percent = step.percent
        end = desk.translate("publish.of", done=step.done, total=step.total)
    if step.name == "upload" and step.of_files:
        words = desk.translate("publish.step_upload_files", done=step.files, count=step.of_files)
        if step.state == "running":
            end = desk.translate("publish.of", done=format_size(step.done), total=format_size(step.total))
    if step.state == "failed" and state.status in {"failed", "cancelled"}:
        end = desk.translate("publish.stopped_here")
    return StepLine(step.name, step.state, icons[step.state], words, end, percent)
