"""The boto3 client of object storage: location, timeouts, credentials, and only encrypted connections."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from podcast import urls
from podcast.errors import PublishError
from podcast.http import IDLE_TIMEOUT
from podcast.i18n import _
from podcast.publish.targets.s3.s3_errors import SET_CREDENTIALS
from podcast.publish.targets.s3.sigv4 import S3Credentials
from podcast.publish.targets.target import EXIT_REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable

CONNECTIONS: Final = 32
CONNECT_TIMEOUT: Final = 10  # seconds
_IN_ENVIRONMENT: Final = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_NOT_ALONE: Final = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_CREDENTIAL_EXPIRATION")  # botocore looks further


@dataclass(frozen=True, slots=True)
class S3Location:
    """A bucket, or a part of it, on Amazon's store or (with an endpoint) another."""

    bucket: str
    prefix: str = ""  # without slashes at its ends
    endpoint: str | None = None
    region: str | None = None

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")

    def unsigned_address(self, folder: str) -> str:
        """The web address of what is below a folder, for requests without credentials."""
        key = "/".join(part for part in (self.prefix, folder) if part)
        return urls.bucket_url(self.bucket, key, self.endpoint, self.region)


def create_client(location: S3Location) -> Any:
    """Create boto3's client, without its own retries and checksums.

    Raises:
        PublishError: the endpoint is not encrypted.
    """
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=IDLE_TIMEOUT,
        max_pool_connections=CONNECTIONS,
        retries={"total_max_attempts": 1},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        signature_version="s3v4",
        # Not every store has a host name for each bucket.
        s3={"addressing_style": "path"} if location.endpoint else None,
    )
    if location.endpoint:
        require_secure_endpoint(location.endpoint)
    session = boto3.session.Session(region_name=region_of(location))
    return session.client("s3", endpoint_url=location.endpoint, config=config)


def region_of(location: S3Location) -> str | None:
    """The region that requests are signed for; stores other than Amazon's accept this name for their own."""
    return location.region or ("us-east-1" if location.endpoint else None)


def find_credentials() -> Callable[[], S3Credentials] | None:
    """Find credentials as boto3 does: environment, profile, instance. Return a function that returns them, or None.

    Those of the environment come first there, and need no botocore here: that saves the 0.15 s of its start.
    """
    env = os.environ
    if all(map(env.get, _IN_ENVIRONMENT)) and not any(map(env.get, _NOT_ALONE)):
        token = env.get("AWS_SESSION_TOKEN") or env.get("AWS_SECURITY_TOKEN")
        from_environment = S3Credentials(env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"], token)
        return lambda: from_environment
    import botocore.session

    source = botocore.session.Session().get_credentials()

    def current() -> S3Credentials:
        frozen = source.get_frozen_credentials()  # renewed by botocore when they are about to expire
        return S3Credentials(frozen.access_key, frozen.secret_key, frozen.token)

    return current if source else None


def require_secure_endpoint(endpoint: str) -> None:
    """Refuse an endpoint that would send credentials unencrypted, or that contains them.

    Raises:
        PublishError: it is not encrypted, contains credentials, or is no web address.
    """
    parts = urlsplit(endpoint)
    if parts.username or parts.password:
        message = _("the endpoint contains a user name or a password; remove it, and {remedy}")
        raise PublishError(message.format(remedy=_(SET_CREDENTIALS)), EXIT_REFUSED)
    if not parts.hostname or parts.scheme not in {"http", "https"}:
        message = _('the endpoint "{endpoint}" is not a web address; write it like https://s3.example.org')
        raise PublishError(message.format(endpoint=endpoint))
    if parts.scheme == "http" and not _loopback(parts.hostname):
        message = _("{endpoint} is not encrypted; use https:// in `publish: endpoint:`")
        raise PublishError(message.format(endpoint=endpoint), EXIT_REFUSED)


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
