"""Responses that look like success and are none: a login page, a proxy's own, an error that came after the status.

A store's own response is known by its ETag, or else by the headers `x-amz-…` that only stores send.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from podcast.i18n import _
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.s3.s3_errors import (
    COMPRESSED,
    ERROR_CODE,
    NOT_A_STORE,
    UnusableResponseError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_ERROR_SIZE: Final = 1 << 16  # bytes of a response that may be an error
UNCHANGED_ENCODINGS: Final = {"", "identity", "aws-chunked"}  # the bytes are as they were written
# The field of a response without which the request cannot have succeeded; objects may do without an ETag.
REQUIRED_FIELDS: Final = {"create_multipart_upload": "UploadId", "upload_part": "ETag"}
STREAMED: Final = {"GetObject", "HeadObject"}
REDIRECTS: Final = {302, 303}  # of no store
OBJECT_OPERATIONS: Final = {"get_object", "head_object", "put_object"}


def check_response(operation: str, response: dict[str, Any]) -> dict[str, Any]:
    """Return the response of a store, in boto3's form.

    Args:
        operation: name of boto3's method.
        response: whose status is that of a success.

    Raises:
        ClientError: it holds an error all the same.
        UnusableResponseError: it is none of a store.
        TransientError: it lacks what its operation needs.
    """
    if operation == "get_object" and "ETag" not in response:
        response = _with_peeked_body(response)
        raise_error_document(operation, response, response["Body"].start)
    headers = response["ResponseMetadata"]["HTTPHeaders"]
    is_page = _content_type(headers) == "text/html"
    is_incomplete = operation in OBJECT_OPERATIONS and "ETag" not in response
    if (is_incomplete or (is_page and operation not in OBJECT_OPERATIONS)) and not _is_from_store(headers):
        _close(response)
        raise not_a_store_error(headers)
    if (field := REQUIRED_FIELDS.get(operation)) and not response.get(field):
        raise TransientError(_("the response has no {field}").format(field=field))
    return response


def refuse_page(operation_model: Any, response_dict: Mapping[str, Any], **_options: Any) -> None:
    """Refuse a login page before botocore takes it for an error 500, or follows its redirect without end.

    A handler of botocore's event `before-parse`.

    Raises:
        UnusableResponseError: it is one.
    """
    headers = {name.lower(): value for name, value in response_dict["headers"].items()}
    is_success = response_dict["status_code"] == 200 and operation_model.name not in STREAMED  # see `check_response`
    is_page = is_success and _content_type(headers) == "text/html" and "etag" not in headers
    if (is_page or response_dict["status_code"] in REDIRECTS) and not _is_from_store(headers):
        raise not_a_store_error(headers)


def check_encoding(response: Mapping[str, Any]) -> None:
    """Check that a body is as it was written.

    Raises:
        UnusableResponseError: it is compressed.
    """
    encoding = str(response.get("ContentEncoding", ""))
    if encoding.lower() not in UNCHANGED_ENCODINGS:
        _close(response)
        raise UnusableResponseError(*COMPRESSED, f"Content-Encoding: {encoding}")


def check_is_no_page(response: Mapping[str, Any]) -> None:
    """Check that one of the publisher's own objects, all of them JSON, is no web page.

    Raises:
        UnusableResponseError: it is one.
    """
    headers = response["ResponseMetadata"]["HTTPHeaders"]
    if _content_type(headers) == "text/html":
        _close(response)
        raise not_a_store_error(headers)


def has_known_end(response: Mapping[str, Any]) -> bool:
    """Whether a body that is cut short would be noticed: by its length, or by the end of its last chunk."""
    headers = response["ResponseMetadata"]["HTTPHeaders"]
    return "content-length" in headers or "chunked" in headers.get("transfer-encoding", "")


def not_a_store_error(headers: Mapping[str, str]) -> UnusableResponseError:
    """The error for a response of a proxy or a login page."""
    return UnusableResponseError(*NOT_A_STORE, _content_type(headers) or "200")


def raise_error_document(operation: str, response: Mapping[str, Any], data: bytes) -> None:
    """Raise the error that a body describes, if it does.

    Raises:
        ClientError: it does.
    """
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") or b"<Error>" not in data:
        return
    from botocore.exceptions import ClientError

    _close(response)
    match = ERROR_CODE.search(data)
    code = match[1].decode("ascii", "replace").strip() if match else "Error"
    raise ClientError({"ResponseMetadata": response["ResponseMetadata"], "Error": {"Code": code}}, operation)


class _PeekedBody:
    """The body of a response whose start has been read, with the methods of boto3's."""

    def __init__(self, body: Any) -> None:
        self._body, self.start = body, b""
        self.close = body.close

    def read_start(self) -> None:
        """Read as much as an error may have."""
        blocks = self._body.iter_chunks(MAX_ERROR_SIZE)
        self.start, self._rest = next(blocks, b""), blocks

    def read(self) -> bytes:
        """Return all of it."""
        return b"".join(self.iter_chunks(MAX_ERROR_SIZE))

    def iter_chunks(self, size: int) -> Iterator[bytes]:  # noqa: ARG002 -- blocks of any size will do
        """Yield it block by block."""
        yield self.start
        yield from self._rest


def _with_peeked_body(response: dict[str, Any]) -> dict[str, Any]:
    body = _PeekedBody(response["Body"])
    body.read_start()
    return {**response, "Body": body}


def _content_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _is_from_store(headers: Mapping[str, str]) -> bool:
    return any(name.startswith("x-amz-") for name in headers)


def _close(response: Mapping[str, Any]) -> None:
    if "Body" in response:
        response["Body"].close()
