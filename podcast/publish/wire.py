"""Single requests to object storage, as boto3 sends them; what a store answers when something is not there."""

from __future__ import annotations

from typing import Any, Final

from podcast.publish.answers import code_of, status_of
from podcast.publish.client import ahead, safe
from podcast.publish.store import ConflictError

NOTHING: Final = {"NoSuchKey", "404", "NotFound"}
GONE: Final = NOTHING | {"NoSuchUpload"}  # parts that have become an object already: that answer got lost


class Wire:
    """boto3's client. `ahead` is by how many seconds the store's clock was ahead of ours, by its last answer.

    Args:
        client: see `client.client`.

    Raises:
        PublishError: its endpoint, which may come from the environment, is not safe.
    """

    def __init__(self, client: Any) -> None:
        self._client, self.ahead = client, 0.0
        safe(client.meta.endpoint_url)

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
        answer = getattr(self._client, name)(**request)
        self.ahead = ahead(answer["ResponseMetadata"]["HTTPHeaders"].get("date", ""), self.ahead)
        return answer
