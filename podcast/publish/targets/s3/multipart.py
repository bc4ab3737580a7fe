"""Upload of a large file in parts: the store checks the MD5 of each; the upload is aborted if anything fails."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from podcast.errors import PublishError
from podcast.files.digest import Digest
from podcast.publish.targets.body import changed_file_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.publish.targets.body import Body

PART_SIZE: Final = 16 << 20  # bytes
PARTS_IN_MEMORY: Final = threading.BoundedSemaphore(6)  # parts in memory, of all files together: 96 MiB


@dataclass(frozen=True, slots=True)
class MultipartUpload:
    """An upload in parts: `call` sends one request by its name and arguments, with all its retries."""

    call: Callable[[str, dict[str, Any]], Any]
    object_id: dict[str, str]  # Bucket and Key


def upload_parts(upload: MultipartUpload, body: Body, headers: dict[str, str], condition: dict[str, str]) -> str:
    """Upload a file in parts and return its ETag.

    Args:
        upload: the function that sends requests, and the object.
        body: the file, and the digest that it must have.
        headers: that the object is served with.
        condition: that must hold when the parts become the object.

    Raises:
        PublishError: the file changed, or the store refuses; the parts are deleted.
        ConflictError: the condition does not hold.
    """
    number = {"UploadId": upload.call("create_multipart_upload", {**upload.object_id, **headers})["UploadId"]}
    try:
        done = {"MultipartUpload": {"Parts": _parts(upload, number, body)}}
        etag: str = upload.call("complete_multipart_upload", {**upload.object_id, **number, **done, **condition}).get(
            "ETag", ""
        )
    except BaseException:  # also KeyboardInterrupt: parts that are left would be paid for
        with contextlib.suppress(PublishError):
            upload.call("abort_multipart_upload", {**upload.object_id, **number})
        raise
    return etag.strip('"')


def _parts(to: MultipartUpload, number: dict[str, str], body: Body) -> list[dict[str, Any]]:
    """Upload the parts of a file; at its end its whole digest is compared."""
    md5, sha256, size = hashlib.md5(usedforsecurity=False), hashlib.sha256(), 0
    done: list[dict[str, Any]] = []
    with body.open() as stream:
        while True:
            with PARTS_IN_MEMORY:
                data = stream.read(PART_SIZE)
                if not data:
                    break
                md5.update(data)
                sha256.update(data)
                size += len(data)
                done.append(_part(to, number, len(done) + 1, data))
    if Digest(size, md5.hexdigest(), sha256.hexdigest()) != body.digest and not isinstance(body.source, bytes):
        raise changed_file_error(body.source)
    return done


def _part(to: MultipartUpload, upload: dict[str, str], number: int, data: bytes) -> dict[str, Any]:
    md5 = base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
    request = {**to.object_id, **upload, "PartNumber": number, "Body": data, "ContentMD5": md5}
    return {"PartNumber": number, "ETag": to.call("upload_part", request)["ETag"]}
