"""The client that speaks to object storage: where to, how patiently, and never over an open line."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.s3.s3_errors import KEYS
from podcast.publish.targets.s3.sigv4 import Keys
from podcast.publish.targets.target import REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable

CONNECTIONS: Final = 32
CONNECT_TIMEOUT: Final = 10  # seconds
READ_TIMEOUT: Final = 60  # seconds without a byte
_IN_ENVIRONMENT: Final = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_NOT_ALONE: Final = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_CREDENTIAL_EXPIRATION")  # botocore looks further


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
    session = boto3.session.Session(region_name=region_of(place))
    return session.client("s3", endpoint_url=place.endpoint, config=config)


def region_of(place: Place) -> str | None:
    """The region that requests are signed for; other stores than Amazon's take this name for "mine"."""
    return place.region or ("us-east-1" if place.endpoint else None)


def keys() -> Callable[[], Keys] | None:
    """What tells the credentials, as boto3 finds them: environment, profile, instance; None if there are none.

    Those of the environment win there, and need no botocore here: that saves the 0.15 s of its start.
    """
    env = os.environ
    if all(map(env.get, _IN_ENVIRONMENT)) and not any(map(env.get, _NOT_ALONE)):
        token = env.get("AWS_SESSION_TOKEN") or env.get("AWS_SECURITY_TOKEN")
        plain = Keys(env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"], token)
        return lambda: plain
    import botocore.session

    found = botocore.session.Session().get_credentials()

    def told() -> Keys:
        now = found.get_frozen_credentials()  # renewed by botocore when they are about to expire
        return Keys(now.access_key, now.secret_key, now.token)

    return told if found else None


def safe(endpoint: str) -> None:
    """Refuses to send credentials over a line that others can read, or to take them from where others can."""
    parts = urlsplit(endpoint)
    if parts.username or parts.password:
        said = _("the endpoint holds a user name or a password; take it out, and {remedy}")
        raise PublishError(said.format(remedy=_(KEYS)), REFUSED)
    if not parts.hostname or parts.scheme not in {"http", "https"}:
        said = _('the endpoint "{endpoint}" is no web address; write it as in https://s3.example.org')
        raise PublishError(said.format(endpoint=endpoint))
    if parts.scheme == "http" and not _loopback(parts.hostname):
        said = _("{endpoint} is not encrypted; write https:// in `publish: endpoint:`")
        raise PublishError(said.format(endpoint=endpoint), REFUSED)


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
