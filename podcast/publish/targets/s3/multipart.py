"""A large file in parts: read one by one, held against their MD5 by the store, given up whole if anything fails."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from podcast.errors import PublishError
from podcast.files.digest import Digest
from podcast.publish.targets.body import changed

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.publish.targets.body import Body

PART: Final = 16 << 20  # bytes
AT_ONCE: Final = threading.BoundedSemaphore(6)  # parts in memory, of all files together: 96 MiB


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload in parts: `call` does one request with its name and arguments, with all its retries."""

    call: Callable[[str, dict[str, Any]], Any]
    where: dict[str, str]  # Bucket and Key


def upload(to: Upload, body: Body, headers: dict[str, str], condition: dict[str, str]) -> str:
    """Uploads a file in parts; returns its ETag.

    Args:
        to: the client and the object.
        body: the file, and the digest that it must have.
        headers: how the object is served.
        condition: what must hold when the parts become the object.

    Raises:
        PublishError: the file changed, or the store refuses; the parts are given up.
        ConflictError: the condition does not hold.
    """
    number = {"UploadId": to.call("create_multipart_upload", {**to.where, **headers})["UploadId"]}
    try:
        done = {"MultipartUpload": {"Parts": _parts(to, number, body)}}
        etag: str = to.call("complete_multipart_upload", {**to.where, **number, **done, **condition})["ETag"]
    except BaseException:  # whatever it is: parts that nobody will ever see would be paid for
        with contextlib.suppress(PublishError):
            to.call("abort_multipart_upload", {**to.where, **number})
        raise
    return etag.strip('"')


def _parts(to: Upload, number: dict[str, str], body: Body) -> list[dict[str, Any]]:
    """Uploads the parts of a file; at its end it is known whether it is the file that was meant."""
    md5, sha256, size = hashlib.md5(usedforsecurity=False), hashlib.sha256(), 0
    done: list[dict[str, Any]] = []
    with body.opened() as stream:
        while True:
            with AT_ONCE:
                data = stream.read(PART)
                if not data:
                    break
                md5.update(data)
                sha256.update(data)
                size += len(data)
                done.append(_part(to, number, len(done) + 1, data))
    if Digest(size, md5.hexdigest(), sha256.hexdigest()) != body.digest and not isinstance(body.source, bytes):
        raise changed(body.source)
    return done


def _part(to: Upload, upload: dict[str, str], number: int, data: bytes) -> dict[str, Any]:
    md5 = base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
    request = {**to.where, **upload, "PartNumber": number, "Body": data, "ContentMD5": md5}
    return {"PartNumber": number, "ETag": to.call("upload_part", request)["ETag"]}
