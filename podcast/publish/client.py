"""The client that speaks to object storage: where to, how patiently, and never over an open line."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

from podcast.errors import PublishError
from podcast.publish.answers import KEYS
from podcast.publish.store import REFUSED

CONNECTIONS: Final = 32
CONNECT_TIMEOUT: Final = 10  # seconds
READ_TIMEOUT: Final = 60  # seconds without a byte


@dataclass(frozen=True, slots=True)
class Place:
    """A bucket, or a part of it, on Amazon's store or (with an endpoint) another."""

    bucket: str
    prefix: str = ""  # without slashes at its ends
    endpoint: str | None = None
    region: str | None = None

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


def client(place: Place) -> Any:
    """boto3's client, and none of its own retries and checksums.

    Raises:
        PublishError: the endpoint is not safe.
    """
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        max_pool_connections=CONNECTIONS,
        retries={"total_max_attempts": 1},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        signature_version="s3v4",
        # Not every store has a host name for each bucket.
        s3={"addressing_style": "path"} if place.endpoint else None,
    )
    if place.endpoint:
        safe(place.endpoint)
    region = place.region or ("us-east-1" if place.endpoint else None)  # other stores take this name for "mine"
    session = boto3.session.Session(region_name=region)
    return session.client("s3", endpoint_url=place.endpoint, config=config)


def safe(endpoint: str) -> None:
    """Refuses to send credentials over a line that others can read, or to take them from where others can."""
    parts = urlsplit(endpoint)
    if parts.username or parts.password:
        raise PublishError(f"the endpoint holds a user name or a password; take it out, and {KEYS}", REFUSED)
    if not parts.hostname or parts.scheme not in {"http", "https"}:
        raise PublishError(f'the endpoint "{endpoint}" is no web address; write it as in https://s3.example.org')
    if parts.scheme == "http" and not _loopback(parts.hostname):
        raise PublishError(f"{endpoint} is not encrypted; write https:// in `publish: endpoint:`", REFUSED)


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def ahead(date: str, before: float) -> float:
    """How many seconds a store's clock is ahead of ours, by the Date of an answer; `before` if it says none."""
    try:
        told = parsedate_to_datetime(date)
    except (TypeError, ValueError):
        return before
    return (told - datetime.now(UTC)).total_seconds() if told.tzinfo else before
