"""Publishing as the desk's pages see it: a plan that fits the files as they are, the run at work, what waits."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from podcast.desk.publishing.publish_runner import PublishRunner
from podcast.desk.publishing.run_events import RunRequest
from podcast.desk.watched_files import watched_names
from podcast.files.tree_state import tree_state
from podcast.publish.targets.open import MANIFEST_FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from podcast.desk.publishing.desk_run import DeskRun

MAX_PLAN_AGE: Final = 60.0  # seconds: others publish too, and scheduled episodes become due


@dataclass
class PublishDesk:
    """Publishing at a desk.

    Args:
        root: the show's folder.
        notify: see `PublishRunner`.
    """

    root: Path
    notify: Callable[[str, Mapping[str, Any]], None]
    runner: PublishRunner = field(init=False)
    _planned_files: str = ""  # the state of the files that the last plan is about

    def __post_init__(self) -> None:
        """Begin without a run."""
        self.runner = PublishRunner(self.root, self.notify)

    @property
    def run(self) -> DeskRun | None:
        """The publish or undo that is at work, or the last one."""
        return self.runner.run

    def is_publishing(self) -> bool:
        """Whether a publish or an undo is at work."""
        run = self.run
        return run is not None and run.is_running

    def plan(self) -> DeskRun:
        """Return the plan of a publish of the files as they are; it may still be at work."""
        fresh = self.fresh_plan()
        if fresh:
            return fresh
        self._planned_files = self._files()
        return self.runner.start(RunRequest("plan"))

    def fresh_plan(self) -> DeskRun | None:
        """Return the last plan if it is about the files as they are; None if another one is needed."""
        plan, run = self.runner.plan(), self.run
        if plan is None or (run and run.began > plan.began):
            return None
        is_recent = plan.is_running or time.time() - plan.ended < MAX_PLAN_AGE
        return plan if is_recent and self._files() == self._planned_files else None

    def undo_plan(self, generation: int, *, again: bool = False) -> DeskRun:
        """Return the plan of an undo; it may still be at work.

        Args:
            generation: to restore; 0 for the one before.
            again: whether an earlier plan is not good enough.
        """
        plan, run = self.runner.plan("undo plan"), self.run
        is_fresh = plan is not None and plan.request.generation == generation and not (run and run.began > plan.began)
        if plan and is_fresh and not again and (plan.is_running or time.time() - plan.ended < MAX_PLAN_AGE):
            return plan
        return self.runner.start(RunRequest("undo plan", generation=generation))

    def close(self) -> None:
        """Leave a publish to itself, and end a plan."""
        self.runner.close()

    def _files(self) -> str:
        """The state of the files that a plan is made from; what a plan itself notes of the target is none of them."""
        names = [name for name in watched_names(self.root) if name != MANIFEST_FOLDER]
        return tree_state(str(self.root), names, 0).digest
