"""Calls of an S3-compatible store: tried again where that may help. Errors of boto3 and urllib3 are translated here."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from urllib3.exceptions import HTTPError

from podcast.i18n import _
from podcast.publish.targets.s3.requests import S3Requests
from podcast.publish.targets.s3.s3_errors import (
    UnusableResponseError,
    connection_error,
    response_error,
    unusable_response_error,
)
from podcast.publish.targets.target import validate_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.publish.targets.retry import Retrier
    from podcast.publish.targets.s3.client import S3Location

T = TypeVar("T")


class S3Calls:
    """The requests to a bucket, each repeated by the rules of a retrier.

    Raises:
        PublishError: the endpoint is not encrypted, or the profile does not exist.
    """

    def __init__(self, location: S3Location, retrier: Retrier) -> None:
        self.location = location
        self._retrier = retrier
        self.requests = self._translate_errors(_("connecting"), lambda: S3Requests(location))

    def object_id(self, key: str) -> dict[str, str]:
        """Return the fields of a request that name an object."""
        prefix = f"{self.location.prefix}/" if self.location.prefix else ""
        return {"Bucket": self.location.bucket, "Key": prefix + validate_key(key)}

    def call(self, action: str, attempt: Callable[[], T]) -> T:
        """Return what an attempt returns; `action` names it in messages.

        Raises:
            PublishError: the store refused it, or could not be reached.
        """
        action = f"{self.location}: {action}"
        return self._retrier.call(lambda: self._translate_errors(action, attempt), action)

    def _translate_errors(self, action: str, attempt: Callable[[], T]) -> T:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return attempt()
        except ClientError as error:
            raise response_error(error, action) from error
        except UnusableResponseError as error:
            raise unusable_response_error(error, action) from error
        except (BotoCoreError, HTTPError) as error:
            raise connection_error(type(error).__name__, action) from error
