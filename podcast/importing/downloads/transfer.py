"""Transfer of one file to its partial file: resumed where the server can, complete or a failure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast import http
from podcast.files.digest import BLOCK
from podcast.http import Limits, Request, RequestError
from podcast.i18n import _
from podcast.importing.downloads.failures import AttemptFailure, Retries, request_failure, status_failure
from podcast.importing.downloads.fetch_document import content_length
from podcast.importing.downloads.partial_download import response_version
from podcast.importing.downloads.policy import BytesReceived, DownloadDelayed
from podcast.publish.protocol.plan import format_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.http import Response
    from podcast.importing.downloads.host_queue import StopSignal
    from podcast.importing.downloads.partial_download import PartialDownload
    from podcast.importing.downloads.policy import Download, DownloadEvent, NetworkPolicy

_HEADERS: Final = {"Accept": "*/*", "Accept-Encoding": "identity"}


class StoppedError(Exception):
    """The import is being ended; the partial file stays."""


@dataclass(frozen=True, slots=True)
class CompletedTransfer:
    """A complete partial file: its size in bytes, its SHA-256, and the head of the response that it is from."""

    size: int
    sha256: str
    response: Response


@dataclass(frozen=True, slots=True)
class TransferContext:
    """The surroundings of a transfer: limits, the signal to end, and the receiver of events."""

    policy: NetworkPolicy
    stop: StopSignal
    progress: Callable[[DownloadEvent], None]


def transfer_file(download: Download, partial: PartialDownload, context: TransferContext) -> CompletedTransfer:
    """Download a file to its partial file; try again after failures that may pass.

    Args:
        download: the file.
        partial: its partial file, with the bytes that an earlier attempt left.
        context: the limits and the receiver of events.

    Raises:
        AttemptFailure: it cannot be had, or not now.
        StoppedError: the import is being ended.
        OSError: the disk refuses.
    """
    retries, most_bytes = Retries(context.policy), partial.size
    while True:
        try:
            return _attempt(download, partial, context)
        except AttemptFailure as failure:
            if partial.size > most_bytes:
                most_bytes = partial.size
                retries.reset()
            pause = retries.pause(failure)
            context.progress(DownloadDelayed(download, pause, failure.delay_sentence(download.url.strip(), pause)))
        if context.stop.wait(pause):
            raise StoppedError


def _attempt(download: Download, partial: PartialDownload, context: TransferContext) -> CompletedTransfer:
    offset, policy = partial.size, context.policy
    limits = Limits(
        policy.idle_timeout,
        policy.file_timeout,
        policy.max_file_bytes + 1,
        max_redirects=policy.max_redirects,
        public_only=not policy.allow_private,
    )
    request = Request("GET", download.url.strip(), _HEADERS | _range_headers(partial))
    try:
        with http.open_response(request, limits) as (response, blocks):
            start = _start(response, partial, offset)
            if start < offset:
                context.progress(BytesReceived(download, start - offset))
            total = _expected_size(response, start, policy.max_file_bytes)
            size, sha256 = _append(partial, start, _counted(blocks, download, context))
    except RequestError as error:
        raise request_failure(error) from error
    if size > policy.max_file_bytes:
        raise _too_large(policy.max_file_bytes)
    if total is not None and size != total:
        reason = _("the server ended after {size} of {total} bytes").format(size=size, total=total)
        raise AttemptFailure(reason, is_temporary=True)
    return CompletedTransfer(size, sha256, response)


def _range_headers(partial: PartialDownload) -> dict[str, str]:
    """The headers that ask for the rest of a file, if it is still the same (RFC 9110, 13.1.5 and 14.2)."""
    version = partial.version()
    if version is None or not partial.size:
        return {}
    return {"Range": f"bytes={partial.size}-", "If-Range": version.validator}


def _start(response: Response, partial: PartialDownload, offset: int) -> int:
    """The place in the file at which the body of a response begins; the partial file is ready for it."""
    answered = response_version(partial.url, response)
    if response.status == 206:
        version = partial.version()
        is_right_place = response.header("content-range").replace(" ", "").startswith(f"bytes{offset}-")
        if version is None or not is_right_place or not version.is_same(answered):
            partial.discard()
            raise AttemptFailure(_("the file changed while it was being downloaded"), is_temporary=True)
        return offset
    if response.status == 416:  # nothing is left to send, or the file is another one by now
        partial.discard()
        raise AttemptFailure(_("the file changed while it was being downloaded"), 416, is_temporary=True)
    if response.status != 200:
        raise status_failure(response)
    partial.begin(answered)
    return 0


def _expected_size(response: Response, start: int, max_bytes: int) -> int | None:
    """The size that the file has once the body is there; None if the server does not say."""
    length = content_length(response)
    if length is None:
        return None
    if start + length > max_bytes:
        raise _too_large(max_bytes)
    return start + length


def _too_large(max_bytes: int) -> AttemptFailure:
    return AttemptFailure(_("it is larger than {size}").format(size=format_size(max_bytes)))


def _counted(blocks: Iterator[bytes], download: Download, context: TransferContext) -> Iterator[bytes]:
    for block in blocks:
        if context.stop.is_set:  # the next import may be writing to the file by now
            raise StoppedError
        yield block
        context.progress(BytesReceived(download, len(block)))


def _append(partial: PartialDownload, start: int, blocks: Iterator[bytes]) -> tuple[int, str]:
    """Write blocks behind the first `start` bytes of a partial file; return its size and its SHA-256."""
    sha256, size = hashlib.sha256(), 0
    with partial.path.open("r+b", buffering=0) as file:
        while size < start and (block := file.read(min(BLOCK, start - size))):
            sha256.update(block)
            size += len(block)
        file.truncate()
        for block in blocks:
            file.write(block)
            sha256.update(block)
            size += len(block)
    return size, sha256.hexdigest()
