"""Signature Version 4 of Amazon, which authenticates requests to its services, for bodies in a single chunk.

Source: Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in a Single
Chunk". Pure; the tests compare it with botocore's own signatures.
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

EMPTY_SHA256: Final = hashlib.sha256(b"").hexdigest()  # of a request without a body
_ALGORITHM: Final = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class S3Credentials:
    """Credentials; `repr` does not show them."""

    access_key: str
    secret_key: str
    session_token: str | None = None

    def __repr__(self) -> str:
        return "Keys(…)"


@dataclass(frozen=True, slots=True)
class UnsignedRequest:
    """A request to be signed: `path` is encoded already, `headers` are all except those that signing adds.

    Services other than `s3` sign the path encoded twice: it must have nothing then that needs encoding.
    """

    method: str
    host: str  # with its port, unless that is the scheme's own
    path: str
    headers: Mapping[str, str]
    sha256: str = EMPTY_SHA256  # of the body, in hex
    service: str = "s3"


def encode_key(key: str) -> str:
    """Encode a key for a URL: everything but unreserved characters (RFC 3986) and slashes."""
    return quote(key, safe="/-_.~")


def sign(request: UnsignedRequest, credentials: S3Credentials, region: str, now: datetime) -> dict[str, str]:
    """Return the headers of a request together with those that signing adds, Host among them.

    Args:
        request: to be signed.
        credentials: to sign it with.
        region: of the bucket, or of the service.
        now: the time, in UTC.
    """
    stamp = f"{now:%Y%m%dT%H%M%SZ}"
    headers = {**request.headers, "Host": request.host, "X-Amz-Content-SHA256": request.sha256, "X-Amz-Date": stamp}
    if credentials.session_token:
        headers["X-Amz-Security-Token"] = credentials.session_token
    canonical_headers = sorted((name.lower(), " ".join(value.split())) for name, value in headers.items())
    names = ";".join(name for name, _value in canonical_headers)
    lines = "".join(f"{name}:{value}\n" for name, value in canonical_headers)
    canonical = f"{request.method}\n{request.path}\n\n{lines}\n{names}\n{request.sha256}"
    scope = f"{stamp[:8]}/{region}/{request.service}/aws4_request"
    text = f"{_ALGORITHM}\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(
        _key(credentials.secret_key, stamp[:8], region, request.service), text.encode(), "sha256"
    ).hexdigest()
    credential = f"{_ALGORITHM} Credential={credentials.access_key}/{scope}"
    return {**headers, "Authorization": f"{credential}, SignedHeaders={names}, Signature={signature}"}


@cache
def _key(secret: str, day: str, region: str, service: str) -> bytes:
    """The signing key of a day, the same for all of its requests."""
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
