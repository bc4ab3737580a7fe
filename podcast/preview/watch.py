"""File changes in a show's folder, as they happen."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from podcast.errors import PodcastError
from podcast.i18n import _
from podcast.platform.interrupts import next_item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_QUIET_PERIOD = 30  # milliseconds without a change, after which earlier changes are reported
_MAX_DELAY = 400  # milliseconds of changes, after which they are reported in any case
_STOP_INTERVAL = 500  # milliseconds between two checks whether to stop

FileEvents: TypeAlias = "queue.SimpleQueue[frozenset[Path] | Exception | None]"


def watch_changes(
    root: Path, folders: Callable[[], frozenset[Path]], events: FileEvents | None = None
) -> Iterator[frozenset[Path]]:
    """Yield sets of changed files; an empty one first, when watching begins, and whenever more folders are watched.

    Args:
        root: the show's folder: only files directly in it are watched.
        folders: returns the folders to watch with everything in them; called again after each change.
        events: the queue between the watching threads and the iterator; None in it ends the iteration.

    Raises:
        PodcastError: the operating system refuses.
    """
    events = queue.SimpleQueue() if events is None else events
    flat, deep = _Watcher((root,), events), None
    flat.start()
    watched: frozenset[Path] | None = None
    try:
        while True:
            if (current := folders()) != watched:
                if deep:
                    deep.stop()
                deep, watched = _Watcher(tuple(sorted(current)), events, recursive=True), current
                deep.start()
                yield frozenset()
            if (changed := _next_changes(events)) is None:
                return
            yield changed
    finally:
        flat.stop()
        if deep:
            deep.stop()


def _next_changes(events: FileEvents) -> frozenset[Path] | None:
    """Wait for a change; return it with all others that have happened meanwhile; None if watching is to end.

    Raises:
        PodcastError: watching failed.
    """
    changed: frozenset[Path] = frozenset()
    while not changed or not events.empty():
        event = next_item(events)
        if event is None:
            return None
        if isinstance(event, Exception):
            message = _(
                "cannot watch the folder ({reason}); raise the system's limit of watches, or use `podcast build`"
            )
            raise PodcastError(message.format(reason=event)) from event
        changed |= event
    return changed


@dataclass(frozen=True, slots=True)
class _Watcher:
    """A thread that watches some folders. `watchfiles` calls `is_set` regularly once it does, which sets `ready`."""

    folders: tuple[Path, ...]
    events: FileEvents
    recursive: bool = False
    stopped: threading.Event = field(default_factory=threading.Event)
    ready: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Start the thread; return when no change is missed any more."""
        if self.folders:
            threading.Thread(target=self._run, daemon=True).start()
            self.ready.wait()

    def stop(self) -> None:
        """Tell the thread to end; return at once."""
        self.stopped.set()

    def is_set(self) -> bool:
        """Whether the thread is to end, for `watchfiles`."""
        self.ready.set()
        return self.stopped.is_set()

    def _run(self) -> None:
        from watchfiles import watch

        try:
            watch_with_pace = partial(
                watch, step=_QUIET_PERIOD, debounce=_MAX_DELAY, rust_timeout=_STOP_INTERVAL, stop_event=self
            )
            for changes in watch_with_pace(*self.folders, recursive=self.recursive):
                paths = (Path(name) for _change, name in changes)
                self.events.put(frozenset(path for path in paths if not path.name.startswith(".")))
        except (OSError, RuntimeError) as error:  # no watches left, or the folder has gone
            if not self.stopped.is_set():
                self.events.put(error)
        finally:
            self.ready.set()
