"""Previews that are being published or ended: `podcast share` in a process of its own, one at a time."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from podcast.platform.background import background_options

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import Any


@dataclass(frozen=True, slots=True)
class ShareRun:
    """What becomes of a preview: it is being made, or done, or failed for a reason."""

    state: Literal["running", "done", "failed"]
    is_end: bool = False
    reason: str = ""


class ShareRuns:
    """The last run of each episode. Thread-safe.

    Args:
        root: the show's folder.
        notify: tells the open pages that there is something new; called in any thread.
    """

    def __init__(self, root: Path, notify: Callable[[str, Mapping[str, Any]], None]) -> None:
        self._root, self._notify = root, notify
        self._runs: dict[str, ShareRun] = {}
        self._lock = threading.Lock()
        self._one_at_a_time = threading.Lock()

    def run(self, slug: str) -> ShareRun | None:
        """Return the last run of an episode; None if there was none."""
        with self._lock:
            return self._runs.get(slug)

    def start(self, slug: str, options: Sequence[str]) -> None:
        """Start `podcast share` for an episode, unless it is at work there."""
        with self._lock:
            run = self._runs.get(slug)
            if run and run.state == "running":
                return
            self._runs[slug] = ShareRun("running", is_end="--end" in options)
        threading.Thread(target=self._follow, args=(slug, options), daemon=True).start()

    def _follow(self, slug: str, options: Sequence[str]) -> None:
        words = [sys.executable, "-m", "podcast", "share", "-C", str(self._root), slug, "--yes", "--json", *options]
        with self._one_at_a_time:
            result = subprocess.run(  # noqa: S603 - this program
                words, check=False, capture_output=True, text=True, encoding="utf-8", **background_options()
            )
        state: Literal["done", "failed"] = "failed" if result.returncode else "done"
        with self._lock:
            self._runs[slug] = ShareRun(state, "--end" in options, _reason(result) if result.returncode else "")
        self._notify("share", {"slug": slug})


def _reason(result: subprocess.CompletedProcess[str]) -> str:
    """Why the command failed, as its document says it; else its last line."""
    try:
        return str(json.loads(result.stdout)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        lines = result.stderr.strip().splitlines()
        return lines[-1] if lines else ""
