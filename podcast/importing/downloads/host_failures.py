"""Hosts that are given up for a run: a host that does not answer must not cost half a minute for each of 500 files."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from typing import TYPE_CHECKING, Final

from podcast.i18n import _
from podcast.importing.downloads.failures import AttemptFailure

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FAILURES: Final = 3  # files of a host in a row whose attempts are all used up


class HostFailures:
    """Failures of hosts in a row, of the kind that may pass; may be used by several threads."""

    def __init__(self) -> None:
        self._lock, self._failures = threading.Lock(), Counter[str]()

    @contextlib.contextmanager
    def counted(self, host: str) -> Iterator[None]:
        """Count what the block raises; any answer begins the count anew, a refusal as well.

        Raises:
            AttemptFailure: the host is given up, or that of the block.
        """
        with self._lock:
            is_given_up = self._failures[host] >= MAX_FAILURES
        if is_given_up:
            raise AttemptFailure(_("the server failed for several files in a row and was not asked again"))
        try:
            yield
        except AttemptFailure as failure:
            self._count(host, is_failure=failure.is_temporary)
            raise
        self._count(host, is_failure=False)

    def _count(self, host: str, *, is_failure: bool) -> None:
        with self._lock:
            self._failures[host] = self._failures[host] + 1 if is_failure else 0
