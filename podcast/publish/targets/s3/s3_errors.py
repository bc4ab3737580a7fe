"""Errors of a store, of botocore and of urllib3 as messages: tables of cause and remedy.

No text of a store or a library gets into a message: it may quote the credentials.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from podcast.errors import PublishError
from podcast.i18n import _, gettext_noop
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.target import EXIT_FAILED, EXIT_REFUSED

SET_CREDENTIALS = gettext_noop("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE")
_REGION = gettext_noop("set `publish: region:` to the bucket's region")
_CLOCK = gettext_noop("correct this computer's clock (or turn on its synchronisation)")
_LOGIN = gettext_noop("log in again to get fresh credentials")
_BUCKET = gettext_noop("create it, or correct `publish: target:`")

ERROR_CODE: Final = re.compile(rb"<Code>([^<]{1,100})</Code>")  # in a body

# Responses that no store sends: (cause, remedy).
NOT_A_STORE: Final = (
    gettext_noop("a proxy or a login page answered instead of the store"),
    gettext_noop("log in to this network, or correct `publish: endpoint:`"),
)
COMPRESSED: Final = (
    gettext_noop("something in front of the store compresses what it sends"),
    gettext_noop("turn compression off there, or name the store's own address in `publish: endpoint:`"),
)

# Permanent refusals of a store, by error code: (cause, remedy). Codes as in Amazon's and Ceph's lists of errors.
FATAL_CODES: Final = {
    "AccessDenied": (
        gettext_noop("these credentials lack the permission"),
        gettext_noop("give them permission to read, write, list and delete there"),
    ),
    "AuthorizationHeaderMalformed": (gettext_noop("the request was signed for another region"), _REGION),
    "EntityTooLarge": (
        gettext_noop("the file is too large for the store"),
        gettext_noop("lower `audio: bitrate:`, or ask the store's operator"),
    ),
    "ExpiredToken": (gettext_noop("the credentials have expired"), _LOGIN),
    "IllegalLocationConstraintException": (gettext_noop("the bucket is in another region"), _REGION),
    "InvalidAccessKeyId": (gettext_noop("the access key is unknown to the store"), SET_CREDENTIALS),
    "InvalidBucketName": (gettext_noop("the bucket's name is not valid"), gettext_noop("correct `publish: target:`")),
    "InvalidToken": (gettext_noop("the session token is not valid"), _LOGIN),
    "NoSuchBucket": (gettext_noop("the bucket does not exist"), _BUCKET),
    "PermanentRedirect": (gettext_noop("the bucket is in another region"), _REGION),
    "QuotaExceeded": (gettext_noop("the store is full"), gettext_noop("free some space, or ask for more")),
    "RequestExpired": (gettext_noop("the request came too late: this computer's clock is wrong"), _CLOCK),
    "RequestTimeTooSkewed": (gettext_noop("this computer's clock differs too much from the store's"), _CLOCK),
    "SignatureDoesNotMatch": (gettext_noop("the secret key does not match the access key"), SET_CREDENTIALS),
    "XMinioStorageFull": (gettext_noop("the store is full"), gettext_noop("free some space, or ask for more")),
}
# The same by HTTP status, for stores with codes of their own and for HEAD, whose response has no code.
FATAL_STATUSES: Final = {
    301: FATAL_CODES["PermanentRedirect"],
    302: NOT_A_STORE,
    303: NOT_A_STORE,
    401: (gettext_noop("the store does not accept the credentials"), SET_CREDENTIALS),
    403: FATAL_CODES["AccessDenied"],
    407: NOT_A_STORE,
    413: FATAL_CODES["EntityTooLarge"],
    507: FATAL_CODES["QuotaExceeded"],
    511: NOT_A_STORE,  # Network Authentication Required, RFC 6585
}
TRANSIENT_CODES: Final = {
    "BadDigest",
    "ConditionalRequestConflict",
    "IncompleteBody",
    "InternalError",
    "OperationAborted",
} | {
    "RequestTimeout",
    "ServiceUnavailable",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "TooManyRequests",
    "XAmzContentSHA256Mismatch",
}
# Errors of botocore and urllib3 for which a retry is of no use, by class name.
CLIENT_ERRORS: Final = {
    "ParamValidationError": (
        gettext_noop("the name of the bucket or of a key is not valid"),
        gettext_noop("correct `publish: target:`"),
    ),
    "InvalidRegionError": (
        gettext_noop("the name of the region is not valid"),
        gettext_noop("correct `publish: region:`"),
    ),
    "CredentialRetrievalError": (gettext_noop("the credentials could not be fetched"), _LOGIN),
    "NoCredentialsError": (gettext_noop("there are no credentials"), SET_CREDENTIALS),
    "PartialCredentialsError": (gettext_noop("the credentials are incomplete"), SET_CREDENTIALS),
    "ProfileNotFound": (gettext_noop("the profile does not exist in ~/.aws"), gettext_noop("correct AWS_PROFILE")),
    "SSLError": (
        gettext_noop("the store's certificate is not valid"),
        gettext_noop("correct `publish: endpoint:`, or set AWS_CA_BUNDLE"),
    ),
    "SSOTokenLoadError": (gettext_noop("you are not logged in"), _LOGIN),
    "TokenRetrievalError": (gettext_noop("the login has expired"), _LOGIN),
    "UnauthorizedSSOTokenError": (gettext_noop("the login has expired"), _LOGIN),
}


class UnusableResponseError(Exception):
    """A response that no store sends.

    Args:
        cause: why, and
        remedy: what to do, as in the tables.
        detail: of the response, for its operator.
    """

    def __init__(self, cause: str, remedy: str, detail: str) -> None:
        super().__init__(cause, remedy, detail)
        self.cause, self.remedy, self.detail = cause, remedy, detail


def unusable_response_error(error: UnusableResponseError, action: str) -> PublishError:
    """The error for a response that no store sends; `action` is what the request was for."""
    return _refusal(action, error.cause, error.remedy, error.detail)


def response_error(error: Any, action: str) -> Exception:
    """The error for a refusal of the store: one to retry, or one to show.

    Args:
        error: botocore's ClientError.
        action: what the request was for.
    """
    code, status = error_code(error), http_status(error)
    if code in FATAL_CODES:
        return _refusal(action, *FATAL_CODES[code], code)
    # With 200 begins a response whose error was met only after its status was sent.
    if code in TRANSIENT_CODES or status in {200, 408, 429} or (status >= 500 and status not in FATAL_STATUSES):
        return TransientError(
            _("the store returned {status} {code}").format(status=status, code=code), _retry_after(error)
        )
    if status in FATAL_STATUSES:
        return _refusal(action, *FATAL_STATUSES[status], f"{status} {code}")
    message = _("{doing} failed: the store returned {status} {code}; ask its operator what this means")
    return PublishError(message.format(doing=action, status=status, code=code), EXIT_FAILED)


def connection_error(name: str, action: str) -> Exception:
    """The error for a request without a response.

    Args:
        name: the class of the error of botocore or urllib3.
        action: what the request was for.
    """
    if name in CLIENT_ERRORS:
        return _refusal(action, *CLIENT_ERRORS[name], name)
    return TransientError(_("no response ({name})").format(name=name))


def _refusal(doing: str, cause: str, remedy: str, code: str) -> PublishError:
    message = _("{doing} failed: {cause} ({code}); {remedy}, then run the same command again")
    return PublishError(message.format(doing=doing, cause=_(cause), code=code, remedy=_(remedy)), EXIT_REFUSED)


def error_code(error: Any) -> str:
    """The error code of a response; of a HEAD, whose response has no body, its status."""
    return str(error.response.get("Error", {}).get("Code", ""))


def http_status(error: Any) -> int:
    """The HTTP status of a response."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _retry_after(error: Any) -> float:
    """The seconds to wait that the store asked for: a number, or a date, compared with the date of the response."""
    headers = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    value = str(headers.get("retry-after", "")).strip()
    if value.isascii() and value.isdecimal():
        return float(value)
    then, now = _date(value), _date(str(headers.get("date", "")))
    return max(0.0, (then - now).total_seconds()) if then and now else 0.0


def _date(value: str) -> datetime | None:
    """Parse a date of RFC 9110; None if it is none."""
    try:
        return parsedate_to_datetime(value).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
