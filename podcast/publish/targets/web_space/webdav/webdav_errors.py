"""Refusals of a WebDAV server, and requests without a response, as messages: tables of cause and remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _, gettext_noop
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.target import EXIT_REFUSED

if TYPE_CHECKING:
    from podcast.http import RequestError, Response

__all__ = ["compressed_error", "not_webdav_error", "refusal", "request_failure", "status_error", "unknown_login_error"]

_ADDRESS: Final = gettext_noop(
    "correct `publish: target:` (Nextcloud: /remote.php/dav/files/USER/FOLDER; other hosts: see their manuals)"
)
_NO_WEBDAV: Final = (gettext_noop("this address does not understand WebDAV"), _ADDRESS)
_FULL: Final = (gettext_noop("the web space is full"), gettext_noop("free some space, or ask for more"))
_LOGIN_PAGE: Final = (
    gettext_noop("a proxy or a login page answered instead of the server"),
    gettext_noop("log in to this network, or correct `publish: target:`"),
)
# What a server means by a status (RFC 9110, 4918): (cause, remedy).
_REFUSALS: Final = {
    403: (
        gettext_noop("the server does not allow this"),
        gettext_noop("give the user permission to read, write and delete there, or correct `publish: target:`"),
    ),
    404: (gettext_noop("the folder does not exist"), gettext_noop("create it, or correct `publish: target:`")),
    405: _NO_WEBDAV,
    407: _LOGIN_PAGE,
    409: (
        gettext_noop("the folder above it does not exist"),
        gettext_noop("create it, or correct `publish: target:`"),
    ),
    413: (
        gettext_noop("the file is too large for the server"),
        gettext_noop("ask its operator to accept larger files, or lower `audio: bitrate:`"),
    ),
    415: _NO_WEBDAV,
    501: _NO_WEBDAV,
    507: _FULL,
    511: _LOGIN_PAGE,
}
_TRANSIENT: Final = {408, 421, 425, 429}  # and all from 500 that are in no table
_LOCKED: Final = 423
# Why there was no response, as `podcast.http` tells it.
_FATAL_FAILURES: Final = {
    "name": (gettext_noop("there is no server of this name"), gettext_noop("correct `publish: target:`")),
    "private": (gettext_noop("there is no server of this name"), gettext_noop("correct `publish: target:`")),
    "certificate": (
        gettext_noop("the server's certificate is not valid"),
        gettext_noop(
            "correct `publish: target:`, or name the file of the authority that it is from in the environment variable "
            "SSL_CERT_FILE"
        ),
    ),
}


def status_error(response: Response, action: str) -> Exception:
    """The error for a response that is no success: one to retry, or one to show.

    Args:
        response: of the server.
        action: what the request was for.
    """
    status = response.status
    if status == _LOCKED:
        return TransientError(_("the file is locked; another program has it open (423)"), _retry_after(response))
    if status in _REFUSALS:
        return refusal(action, *_REFUSALS[status], str(status))
    if status in _TRANSIENT or status >= 500:
        return TransientError(_("the server answered {status}").format(status=status), _retry_after(response))
    if location := response.header("location"):
        sentence = _("{doing} failed: the server says that it is now at {address}; write that in `publish: target:`")
        return PublishError(sentence.format(doing=action, address=_without_query(location)), EXIT_REFUSED)
    if 200 <= status < 300:
        return not_webdav_error(action, status)
    message = _("{doing} failed: the server answered {status}; ask its operator what this means")
    return PublishError(message.format(doing=action, status=status))


def compressed_error(action: str, encoding: str) -> PublishError:
    """The error for a file that does not come as it was written."""
    cause = gettext_noop("the server compresses what it sends")
    remedy = gettext_noop("ask its operator to turn compression off for this address")
    return refusal(action, cause, remedy, f"Content-Encoding: {encoding}")


def unknown_login_error(action: str) -> PublishError:
    """The error for a server that offers neither Basic nor Digest authentication."""
    cause = gettext_noop("the server wants another way to log in than a user with a password")
    remedy = gettext_noop("ask its operator for an app password, or another address, such as sftp://")
    return refusal(action, cause, remedy, "401")


def not_webdav_error(action: str, status: int) -> PublishError:
    """The error for a response that no WebDAV server sends: it is that of a proxy or a login page."""
    return refusal(action, *_LOGIN_PAGE, str(status))


def refusal(action: str, cause: str, remedy: str, detail: str) -> PublishError:
    """The error for what the server will refuse until the remedy is applied.

    Args:
        action: what the request was for.
        cause: of the refusal, and
        remedy: in English, as in the tables.
        detail: for the server's operator.
    """
    message = _("{doing} failed: {cause} ({code}); {remedy}, then run the same command again")
    return PublishError(message.format(doing=action, cause=_(cause), code=detail, remedy=_(remedy)), EXIT_REFUSED)


def request_failure(error: RequestError, action: str) -> Exception:
    """The error for a request without a response: one to retry, or one to show.

    Args:
        error: of the request.
        action: what it was for.
    """
    if error.kind in _FATAL_FAILURES and not error.is_local:
        return refusal(action, *_FATAL_FAILURES[error.kind], error.reason or error.kind)
    return TransientError(_("no response ({name})").format(name=error.kind))


def _retry_after(response: Response) -> float:
    value = response.header("retry-after").strip()
    return float(value) if value.isascii() and value.isdecimal() else 0.0


def _without_query(location: str) -> str:
    return location.partition("?")[0]
