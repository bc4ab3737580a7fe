"""Signature Version 4 of Amazon, for requests with a single body: how object storage knows who asks.

Source: Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in a Single
Chunk". Pure, and held against botocore's own signatures by the tests.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

NOTHING: Final = hashlib.sha256(b"").hexdigest()  # what a request without a body is signed with
_ALGORITHM: Final = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Keys:
    """Credentials; `repr` keeps their secrets."""

    access: str
    secret: str
    token: str | None = None

    def __repr__(self) -> str:
        return "Keys(…)"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it is signed: `path` is encoded already, `headers` are all that go along but what signing adds."""

    method: str
    host: str  # with its port, unless that is the scheme's own
    path: str
    headers: Mapping[str, str]
    sha256: str = NOTHING  # of the body, in hex


def encoded(key: str) -> str:
    """A key as it stands in an address: everything encoded but unreserved characters (RFC 3986) and slashes."""
    return quote(key, safe="/-_.~")


def signed(asked: Asked, keys: Keys, region: str, now: datetime) -> dict[str, str]:
    """The headers of a request together with those that signing adds, Host among them.

    Args:
        asked: the request.
        keys: whose.
        region: of the bucket.
        now: the time, in UTC.
    """
    stamp = f"{now:%Y%m%dT%H%M%SZ}"
    headers = {**asked.headers, "Host": asked.host, "X-Amz-Content-SHA256": asked.sha256, "X-Amz-Date": stamp}
    if keys.token:
        headers["X-Amz-Security-Token"] = keys.token
    known = sorted((name.lower(), " ".join(value.split())) for name, value in headers.items())
    names = ";".join(name for name, _ in known)
    lines = "".join(f"{name}:{value}\n" for name, value in known)
    canonical = f"{asked.method}\n{asked.path}\n\n{lines}\n{names}\n{asked.sha256}"
    scope = f"{stamp[:8]}/{region}/s3/aws4_request"
    text = f"{_ALGORITHM}\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(_key(keys.secret, stamp[:8], region), text.encode(), "sha256").hexdigest()
    credential = f"{_ALGORITHM} Credential={keys.access}/{scope}"
    return {**headers, "Authorization": f"{credential}, SignedHeaders={names}, Signature={signature}"}


@cache
def _key(secret: str, day: str, region: str) -> bytes:
    """The key of a day: the same for all of its requests."""
    key = f"AWS4{secret}".encode()
    for part in (day, region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
