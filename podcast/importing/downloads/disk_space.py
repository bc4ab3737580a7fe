"""Disk space that an import needs, from the lengths of the feed and of its servers."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING, Final

from podcast import http
from podcast.errors import FileError
from podcast.files.os_errors import os_error_message
from podcast.hosts import host_of
from podcast.http import Request, RequestError
from podcast.i18n import _
from podcast.importing.downloads.failures import AttemptFailure, request_failure
from podcast.importing.downloads.fetch_document import content_length, document_limits
from podcast.importing.downloads.host_failures import HostFailures
from podcast.importing.downloads.host_queue import HostQueue, StopSignal
from podcast.publish.protocol.plan import format_size

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from podcast.importing.downloads.policy import Download, NetworkPolicy

MAX_HEAD_REQUESTS: Final = 40  # the other files without a length count as the mean of those
MIN_PLAUSIBLE_BYTES: Final = 1000  # of audio: feeds have 0 and 1 where the length is unknown
RESERVE_BYTES: Final = 64 << 20  # for the small files, and for the rest of the computer


def requested_lengths(downloads: Sequence[Download], policy: NetworkPolicy) -> dict[Download, int]:
    """Return the lengths in bytes that servers name for at most `MAX_HEAD_REQUESTS` of these files, evenly spread."""
    step = -(-len(downloads) // MAX_HEAD_REQUESTS) or 1

    hosts = HostFailures()

    def length(download: Download, stop: StopSignal) -> tuple[Download, int | None]:
        url = download.url.strip()
        with contextlib.suppress(AttemptFailure):  # the download itself will say why
            if host_of(url) and not stop.is_set:
                with hosts.counted(host_of(url)):
                    return download, _requested_length(url, policy)
        return download, None

    queue = HostQueue(downloads[::step], lambda download: host_of(download.url.strip()), length, policy)
    return {download: size for download, size in queue.results() if size is not None}


def _requested_length(url: str, policy: NetworkPolicy) -> int | None:
    """The length that a server names for a file, in bytes; None if it names none.

    Raises:
        AttemptFailure: the server did not answer.
    """
    request = Request("HEAD", url, {"Accept": "*/*", "Accept-Encoding": "identity"})
    try:
        response = http.send(request, document_limits(policy, 0))
    except RequestError as error:
        raise request_failure(error) from error
    return content_length(response) if response.status == 200 else None


def feed_length(download: Download, policy: NetworkPolicy) -> int | None:
    """The length of a file by the feed, in bytes; None if it names none that can be true."""
    minimum = MIN_PLAUSIBLE_BYTES if download.kind == "audio" else 1
    length = download.length
    return length if length is not None and minimum <= length <= policy.max_file_bytes else None


def estimated_size(lengths: Mapping[Download, int], count: int) -> int:
    """The size of all files in bytes; those without a length count as the mean of the others."""
    return sum(lengths.values()) * count // len(lengths) if lengths else 0


def check_disk_space(root: Path, needed: int) -> None:
    """Check that a folder has space for `needed` more bytes, and some to spare.

    Raises:
        FileError: it has too little, or cannot be asked.
    """
    folder = next(path for path in (root, *root.absolute().parents) if path.is_dir())
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise FileError(os_error_message(folder, error)) from error
    if needed and needed + RESERVE_BYTES > free:
        sentence = _(
            "{path}: the files to download need about {needed}, and {free} are free; "
            "free some space, then run the same command again"
        )
        values = {"needed": format_size(needed + RESERVE_BYTES), "free": format_size(free)}
        raise FileError(sentence.format(path=root, **values))
