"""Single requests to object storage, in boto3's words; what a store answers when something is not there."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

from podcast.publish.targets.s3.client import ahead, client, keys, region_of, safe
from podcast.publish.targets.s3.direct import METHODS, Straight, possible
from podcast.publish.targets.s3.s3_errors import code_of, status_of
from podcast.publish.targets.target import ConflictError

if TYPE_CHECKING:
    from podcast.publish.targets.s3.client import Place

NOTHING: Final = {"NoSuchKey", "404", "NotFound"}
GONE: Final = NOTHING | {"NoSuchUpload"}  # parts that have become an object already: that answer got lost


class Wire:
    """The line to a store. `ahead` is by how many seconds its clock was ahead of ours, by its last answer.

    Args:
        place: where.

    Raises:
        PublishError: its endpoint, which may come from the environment, is not safe.
    """

    def __init__(self, place: Place) -> None:
        self._place, self.ahead = place, 0.0
        self._lock, self._made = threading.Lock(), None
        if place.endpoint:
            safe(place.endpoint)
        told = keys() if possible(place) else None
        self._straight = Straight(place, region_of(place) or "", told) if told else None
        if self._straight is None:
            safe(self._client.meta.endpoint_url)

    def conditional(self, key: str, name: str, request: dict[str, Any]) -> Any:
        """One request with a condition.

        Raises:
            ConflictError: the condition does not hold.
        """
        from botocore.exceptions import ClientError

        try:
            return self.ask(name, request)
        except ClientError as error:
            if status_of(error) == 412 or (status_of(error) == 404 and code_of(error) in GONE):
                raise ConflictError(key) from error
            raise

    def tried(self, name: str, request: dict[str, Any]) -> Any:
        """One request of the trial; None if the store refuses what it should refuse."""
        from botocore.exceptions import ClientError

        try:
            answer = self.ask(name, request)
            return {**answer, "Body": answer["Body"].read()} if "Body" in answer else answer
        except ClientError as error:
            if status_of(error) == 412 or code_of(error) in {"BadDigest", "InvalidDigest", "PreconditionFailed"}:
                return None
            raise

    def found(self, name: str, request: dict[str, Any]) -> Any:
        """One request for an object; None if there is none."""
        from botocore.exceptions import ClientError

        try:
            return self.ask(name, request)
        except ClientError as error:
            if status_of(error) == 404 and code_of(error) in NOTHING:
                return None
            raise

    def ask(self, name: str, request: dict[str, Any]) -> Any:
        """One request, by the name of boto3's method and its arguments."""
        if self._straight is not None and name in METHODS:
            answer = self._straight.ask(name, request)
        else:
            answer = getattr(self._client, name)(**request)
        self.ahead = ahead(answer["ResponseMetadata"]["HTTPHeaders"].get("date", ""), self.ahead)
        return answer

    @property
    def _client(self) -> Any:
        """boto3's client, made when it is first needed: that takes 0.3 s."""
        with self._lock:
            self._made = self._made or client(self._place)
        return self._made
