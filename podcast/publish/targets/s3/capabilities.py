"""What a store honours, found out by trying: a handful of small requests, at the first publish."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

from podcast.errors import PublishError
from podcast.publish.targets.target import Probe

if TYPE_CHECKING:
    from collections.abc import Callable

    Ask = Callable[[str, dict[str, Any]], Any]

ONE, TWO, THREE = b"one", b"two", b"three"
NO_ETAG: Final = "0" * 32
WRONG_MD5: Final = "AAAAAAAAAAAAAAAAAAAAAA=="


def trial(ask: Ask, where: dict[str, str]) -> Probe:
    """Tries a store out.

    Args:
        ask: does one request with its name and arguments; returns the answer, or None where the store refuses because
            of a condition or a digest. The Body of an answer is bytes.
        where: Bucket and Key of an object that nobody else uses; it is gone afterwards, if we
            may delete.
    """
    etag = ask("put_object", {**where, "Body": ONE})["ETag"].strip('"')
    none = ask("put_object", {**where, "Body": TWO, "IfNoneMatch": "*"}) is None
    wrong = ask("put_object", {**where, "Body": TWO, "IfMatch": f'"{NO_ETAG}"'}) is None

    def replaced(etag: str) -> bool:  # or so it was, and the answer got lost
        done = ask("put_object", {**where, "Body": THREE, "IfMatch": etag}) is not None
        return done or ask("get_object", where)["Body"] == THREE

    quoted = replaced(f'"{etag}"')
    bare = quoted or replaced(etag)
    md5 = ask("put_object", {**where, "Body": TWO, "ContentMD5": WRONG_MD5}) is None
    there = ask("get_object", where)
    plain = not there.get("ContentEncoding") and there["Body"] in {ONE, TWO, THREE}
    with contextlib.suppress(PublishError):  # who may not delete may publish all the same; it lies in nobody's way
        ask("delete_object", where)
    return Probe(conditions=none and wrong and bare, quotes=quoted or not bare, md5=md5, plain=plain)
