"""The process of a run: the request is the first line of its input, its events are lines of its output.

It goes on when the desk is closed, for a publish is not to stop half way; one that only plans ends. `cancel` as a
further line stops it as Ctrl-C stops the commands, as long as nothing of the feed was written.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from podcast.desk.publishing.event_writer import EventWriter
from podcast.desk.publishing.run_events import CANCEL, parse_request
from podcast.desk.publishing.run_jobs import RunJobs
from podcast.errors import BusyError, PodcastError, PublishError, ShowError
from podcast.pipeline import NothingDueError
from podcast.platform.interrupts import interrupt_main_thread
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.target import EXIT_LEASE_LOST, EXIT_REFUSED

if TYPE_CHECKING:
    from podcast.desk.publishing.run_events import RunRequest

_CAUSES: Final = ((ShowError, "show"), (NothingDueError, "nothing_due"), (BusyError, "busy"))
_REFUSALS: Final = {EXIT_LEASE_LOST: "lease", EXIT_REFUSED: "refused"}


def main() -> int:
    """Carry out the run that the input asks for; return the exit status."""
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no event
    root, request = parse_request(sys.stdin.readline())
    writer = EventWriter(output)
    jobs = RunJobs(Path(root), request, writer)
    threading.Thread(target=_obey, args=(sys.stdin, request, jobs), daemon=True).start()
    try:
        jobs.carry_out()
    except PodcastError as error:
        writer.write("failed", cause=cause(error), message=str(error))
        return error.exit_status
    except KeyboardInterrupt:
        writer.write("cancelled")
        return 130
    return 0


def _obey(lines: IO[str], request: RunRequest, jobs: RunJobs) -> None:
    """Stop the run when it is cancelled, and a plan when the desk is gone."""
    for line in lines:
        if line == CANCEL and jobs.can_be_cancelled:
            interrupt_main_thread()
    if request.is_plan:
        interrupt_main_thread()


def cause(error: PodcastError) -> str:
    """Return why a run failed, in a word for which the desk has a sentence."""
    if isinstance(error, PublishError):
        is_connection = isinstance(error.__cause__, TransientError)
        return "connection" if is_connection else _REFUSALS.get(error.exit_status, "other")
    return next((name for kind, name in _CAUSES if isinstance(error, kind)), "other")


if __name__ == "__main__":
    sys.exit(main())
