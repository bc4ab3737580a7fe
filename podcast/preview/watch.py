"""What changes in a show's folder, as it happens."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from podcast.errors import PodcastError
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SILENCE = 30  # milliseconds without a change, after which those before are told
_LONGEST = 400  # milliseconds of changes, after which they are told even so
_LOOK = 500  # milliseconds between two looks at whether to end


def changes(root: Path, folders: Callable[[], frozenset[Path]]) -> Iterator[frozenset[Path]]:
    """Tells of changed files, several at once; first of none, as soon as it watches, and when it watches more.

    Args:
        root: the show's folder: only the files that lie in it.
        folders: below it, with everything in them; asked again after each change.

    Raises:
        PodcastError: the system does not let us watch.
    """
    told: queue.SimpleQueue[frozenset[Path] | Exception] = queue.SimpleQueue()
    flat, deep = _Watch((root,), told), None
    flat.begin()
    watched: frozenset[Path] | None = None
    try:
        while True:
            if (wanted := folders()) != watched:
                if deep:
                    deep.end()
                deep, watched = _Watch(tuple(sorted(wanted)), told, recursive=True), wanted
                deep.begin()
                yield frozenset()
            yield _all(told)
    finally:
        flat.end()
        if deep:
            deep.end()


def _all(told: queue.SimpleQueue[frozenset[Path] | Exception]) -> frozenset[Path]:
    """Waits for a change; with it comes whatever else has happened meanwhile."""
    found: frozenset[Path] = frozenset()
    while not found or not told.empty():
        one = told.get()
        if isinstance(one, Exception):
            message = _("the folder cannot be watched ({reason}); allow more watches, or use `podcast build`")
            raise PodcastError(message.format(reason=one)) from one
        found |= one
    return found


@dataclass(frozen=True, slots=True)
class _Watch:
    """A thread that watches some folders; once it does, it asks `is_set` again and again, which tells us so."""

    folders: tuple[Path, ...]
    told: queue.SimpleQueue[frozenset[Path] | Exception]
    recursive: bool = False
    stopped: threading.Event = field(default_factory=threading.Event)
    ready: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> None:
        """Returns as soon as nothing is missed any more."""
        if self.folders:
            threading.Thread(target=self._run, daemon=True).start()
            self.ready.wait()

    def end(self) -> None:
        """Returns at once; the thread ends by itself."""
        self.stopped.set()

    def is_set(self) -> bool:
        """Whether the thread is to end, for `watchfiles`."""
        self.ready.set()
        return self.stopped.is_set()

    def _run(self) -> None:
        from watchfiles import watch

        try:
            pace = partial(watch, step=_SILENCE, debounce=_LONGEST, rust_timeout=_LOOK, stop_event=self)
            for found in pace(*self.folders, recursive=self.recursive):
                paths = (Path(name) for _change, name in found)
                self.told.put(frozenset(path for path in paths if not path.name.startswith(".")))
        except (OSError, RuntimeError) as error:  # no watches left, or the folder has gone
            if not self.stopped.is_set():
                self.told.put(error)
        finally:
            self.ready.set()
