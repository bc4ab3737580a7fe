"""Probes an S3 store's capabilities: conditional writes, quoted ETags, Content-MD5, identity encoding."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

from podcast.errors import PublishError
from podcast.files.digest import bytes_digest
from podcast.publish.targets.target import Capabilities

if TYPE_CHECKING:
    from collections.abc import Callable

    Send = Callable[[str, dict[str, Any]], Any]

ONE, TWO, THREE = b"one", b"two", b"three"
NO_ETAG: Final = "0" * 32
WRONG_MD5: Final = "AAAAAAAAAAAAAAAAAAAAAA=="


def detect_capabilities(send: Send, object_id: dict[str, str]) -> Capabilities:
    """Detect the capabilities of a store by a handful of small requests.

    Args:
        send: sends one request by its name and arguments; returns the response, or None where the store refuses because
            of a condition or a digest. The Body of a response is bytes.
        object_id: Bucket and Key of an object that is used for nothing else; it is deleted afterwards, if that is
            allowed.
    """
    etag = send("put_object", {**object_id, "Body": ONE}).get("ETag", "").strip('"')
    if etag != bytes_digest(ONE).md5:  # of an encrypted bucket; or a proxy has replaced it
        etag = send("get_object", object_id).get("ETag", etag).strip('"')
    refuses_existing = send("put_object", {**object_id, "Body": TWO, "IfNoneMatch": "*"}) is None
    refuses_wrong_etag = send("put_object", {**object_id, "Body": TWO, "IfMatch": f'"{NO_ETAG}"'}) is None

    def replace(etag: str) -> bool:  # or it was replaced, and the response was lost
        succeeded = send("put_object", {**object_id, "Body": THREE, "IfMatch": etag}) is not None
        return succeeded or send("get_object", object_id)["Body"] == THREE

    quoted = replace(f'"{etag}"')
    unquoted = quoted or replace(etag)
    checks_md5 = send("put_object", {**object_id, "Body": TWO, "ContentMD5": WRONG_MD5}) is None
    stored = send("get_object", object_id)
    identity_encoding = not stored.get("ContentEncoding") and stored["Body"] in {ONE, TWO, THREE}
    with contextlib.suppress(
        PublishError
    ):  # without the right to delete one can still publish; the object does no harm
        send("delete_object", object_id)
    return Capabilities(
        conditional_writes=refuses_existing and refuses_wrong_etag and unquoted,
        quoted_etags=quoted or not unquoted,
        checks_md5=checks_md5,
        identity_encoding=identity_encoding,
    )
