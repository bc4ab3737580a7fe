"""What a store answers, and what botocore says when it does not, in our words: tables of cause and remedy.

Nothing that a store or botocore words itself gets into a message: it may quote the credentials.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from podcast.errors import PublishError
from podcast.i18n import _, gettext_noop
from podcast.publish.targets.s3.retry import TransientError
from podcast.publish.targets.target import CANNOT, REFUSED

KEYS = gettext_noop("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE")
_REGION = gettext_noop("write the bucket's region into `publish: region:`")
_CLOCK = gettext_noop("set this computer's clock (or switch on its synchronisation)")
_LOGIN = gettext_noop("log in anew to get fresh credentials")
_BUCKET = gettext_noop("create it, or correct `publish: target:`")

# What a store refuses for good, by its error code: (cause, remedy). Codes as in Amazon's and Ceph's lists of errors.
FATAL: Final = {
    "AccessDenied": (
        gettext_noop("these credentials may not do that"),
        gettext_noop("give them the right to read, write, list and delete there"),
    ),
    "AuthorizationHeaderMalformed": (gettext_noop("the request was signed for another region"), _REGION),
    "EntityTooLarge": (
        gettext_noop("the file is too large for the store"),
        gettext_noop("lower `audio: bitrate:`, or ask the store's operator"),
    ),
    "ExpiredToken": (gettext_noop("the credentials have expired"), _LOGIN),
    "IllegalLocationConstraintException": (gettext_noop("the bucket is in another region"), _REGION),
    "InvalidAccessKeyId": (gettext_noop("the store does not know the access key"), KEYS),
    "InvalidBucketName": (gettext_noop("the bucket's name is not valid"), gettext_noop("correct `publish: target:`")),
    "InvalidToken": (gettext_noop("the session token is not valid"), _LOGIN),
    "NoSuchBucket": (gettext_noop("there is no such bucket"), _BUCKET),
    "PermanentRedirect": (gettext_noop("the bucket is in another region"), _REGION),
    "QuotaExceeded": (gettext_noop("the store is full"), gettext_noop("free some space, or ask for more")),
    "RequestExpired": (gettext_noop("the request came too late: this computer's clock is wrong"), _CLOCK),
    "RequestTimeTooSkewed": (gettext_noop("this computer's clock differs too much from the store's"), _CLOCK),
    "SignatureDoesNotMatch": (gettext_noop("the secret key does not fit the access key"), KEYS),
    "XMinioStorageFull": (gettext_noop("the store is full"), gettext_noop("free some space, or ask for more")),
}
# The same by HTTP status, for stores with codes of their own and for HEAD, whose answer has no code.
STATUSES: Final = {
    301: FATAL["PermanentRedirect"],
    401: (gettext_noop("the store does not accept the credentials"), KEYS),
    403: FATAL["AccessDenied"],
    413: FATAL["EntityTooLarge"],
    507: FATAL["QuotaExceeded"],
}
PASSING: Final = {"BadDigest", "ConditionalRequestConflict", "IncompleteBody", "InternalError", "OperationAborted"} | {
    "RequestTimeout",
    "ServiceUnavailable",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "TooManyRequests",
    "XAmzContentSHA256Mismatch",
}
# Errors that botocore raises before anything is sent, by class name.
BEFORE: Final = {
    "ParamValidationError": (
        gettext_noop("the bucket or a key has no valid name"),
        gettext_noop("correct `publish: target:`"),
    ),
    "InvalidRegionError": (gettext_noop("the region has no valid name"), gettext_noop("correct `publish: region:`")),
    "CredentialRetrievalError": (gettext_noop("the credentials could not be got"), _LOGIN),
    "NoCredentialsError": (gettext_noop("there are no credentials"), KEYS),
    "PartialCredentialsError": (gettext_noop("half of the credentials is missing"), KEYS),
    "ProfileNotFound": (gettext_noop("there is no such profile in ~/.aws"), gettext_noop("correct AWS_PROFILE")),
    "SSLError": (
        gettext_noop("the store's certificate is not valid"),
        gettext_noop("correct `publish: endpoint:`, or set AWS_CA_BUNDLE"),
    ),
    "SSOTokenLoadError": (gettext_noop("nobody is logged in"), _LOGIN),
    "TokenRetrievalError": (gettext_noop("the login has expired"), _LOGIN),
    "UnauthorizedSSOTokenError": (gettext_noop("the login has expired"), _LOGIN),
}


def answer(error: Any, doing: str) -> Exception:
    """What the store answered: an error to retry, or one to show.

    Args:
        error: botocore's ClientError.
        doing: what was being done.
    """
    code, status = code_of(error), status_of(error)
    if code in FATAL:
        return _refusal(doing, *FATAL[code], code)
    if code in PASSING or status in {408, 429} or (status >= 500 and status not in STATUSES):
        return TransientError(
            _("the store answered {status} {code}").format(status=status, code=code), _retry_after(error)
        )
    if status in STATUSES:
        return _refusal(doing, *STATUSES[status], f"{status} {code}")
    said = _("{doing} failed: the store answered {status} {code}; ask its operator what that means")
    return PublishError(said.format(doing=doing, status=status, code=code), CANNOT)


def silence(name: str, doing: str) -> Exception:
    """What kept botocore from sending a request or reading its answer.

    Args:
        name: the class of its error.
        doing: what was being done.
    """
    if name in BEFORE:
        return _refusal(doing, *BEFORE[name], name)
    return TransientError(_("no answer ({name})").format(name=name))


def _refusal(doing: str, cause: str, remedy: str, code: str) -> PublishError:
    said = _("{doing} failed: {cause} ({code}); {remedy}, then run the same command again")
    return PublishError(said.format(doing=doing, cause=_(cause), code=code, remedy=_(remedy)), REFUSED)


def code_of(error: Any) -> str:
    """The error code of an answer; of a HEAD, whose answer has no body, its status."""
    return str(error.response.get("Error", {}).get("Code", ""))


def status_of(error: Any) -> int:
    """The HTTP status of an answer."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _retry_after(error: Any) -> float:
    """Seconds that the store asked us to wait: a number, or a date, which is held against the date of the answer."""
    headers = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    value = str(headers.get("retry-after", "")).strip()
    if value.isascii() and value.isdecimal():
        return float(value)
    then, now = _date(value), _date(str(headers.get("date", "")))
    return max(0.0, (then - now).total_seconds()) if then and now else 0.0


def _date(value: str) -> datetime | None:
    """A date as in RFC 9110; None if it is none."""
    try:
        return parsedate_to_datetime(value).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
