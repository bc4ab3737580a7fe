"""Single requests to object storage in boto3's form, sent by DirectS3 or by boto3."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

from podcast.publish.targets.s3.client import (
    create_client,
    find_credentials,
    region_of,
    require_secure_endpoint,
)
from podcast.publish.targets.s3.direct import METHODS, DirectS3, supports
from podcast.publish.targets.s3.responses import check_response, refuse_page
from podcast.publish.targets.s3.s3_errors import error_code, http_status
from podcast.publish.targets.server_clock import clock_skew
from podcast.publish.targets.target import ConflictError

if TYPE_CHECKING:
    from podcast.publish.targets.s3.client import S3Location

MISSING_CODES: Final = {"NoSuchKey", "404", "NotFound"}
GONE_CODES: Final = MISSING_CODES | {"NoSuchUpload"}  # the parts have become an object already: that response was lost


class S3Requests:
    """Sends requests to a store; `clock_skew` is the seconds by which its clock was ahead at its last response.

    Args:
        location: the bucket.

    Raises:
        PublishError: the endpoint, which may come from the environment, is not encrypted.
    """

    def __init__(self, location: S3Location) -> None:
        self._location, self.clock_skew = location, 0.0
        self._lock, self._boto3_client = threading.Lock(), None
        if location.endpoint:
            require_secure_endpoint(location.endpoint)
        credentials = find_credentials() if supports(location) else None
        self._direct = DirectS3(location, region_of(location) or "", credentials) if credentials else None
        if self._direct is None:
            require_secure_endpoint(self._client.meta.endpoint_url)

    def send_conditional(self, key: str, name: str, request: dict[str, Any]) -> Any:
        """Send a request with a condition.

        Raises:
            ConflictError: the condition does not hold.
        """
        from botocore.exceptions import ClientError

        try:
            return self.send(name, request)
        except ClientError as error:
            if http_status(error) == 412 or (http_status(error) == 404 and error_code(error) in GONE_CODES):
                raise ConflictError(key) from error
            raise

    def send_or_refused(self, name: str, request: dict[str, Any]) -> Any:
        """Send a request to detect a capability; return None if the store refuses what it should refuse."""
        from botocore.exceptions import ClientError

        try:
            response = self.send(name, request)
            return {**response, "Body": response["Body"].read()} if "Body" in response else response
        except ClientError as error:
            if http_status(error) == 412 or error_code(error) in {"BadDigest", "InvalidDigest", "PreconditionFailed"}:
                return None
            raise

    def send_or_missing(self, name: str, request: dict[str, Any]) -> Any:
        """Send a request for an object; return None if it does not exist."""
        from botocore.exceptions import ClientError

        try:
            return self.send(name, request)
        except ClientError as error:
            if http_status(error) == 404 and error_code(error) in MISSING_CODES:
                return None
            raise

    def send(self, name: str, request: dict[str, Any]) -> Any:
        """Send a request, by the name of boto3's method and its arguments."""
        if self._direct is not None and name in METHODS:
            response = self._direct.send(name, request)
        else:
            response = getattr(self._client, name)(**request)
        response = check_response(name, response)
        self.clock_skew = clock_skew(response["ResponseMetadata"]["HTTPHeaders"].get("date", ""), self.clock_skew)
        return response

    @property
    def _client(self) -> Any:
        """boto3's client, created when it is first needed: that takes 0.3 s."""
        with self._lock:
            if self._boto3_client is None:
                client = create_client(self._location)
                # This pattern comes before botocore's own `before-parse.s3.*`, which makes an error 500 of a page.
                client.meta.events.register_first("before-parse.*.*", refuse_page)
                self._boto3_client = client
        return self._boto3_client
