"""Refusals of an FTP server, and broken connections to it, as messages: tables of cause and remedy."""

from __future__ import annotations

import contextlib
import ftplib
import re
import socket
import ssl
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _, gettext_noop
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.target import EXIT_REFUSED
from podcast.publish.targets.web_space.connection_pool import TooManyConnectionsError, UsableConnectionError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["RefusalError", "login_error", "network_errors", "no_tls_error", "refusal_error"]

MAX_QUOTE: Final = 200  # characters of a response

_PERMISSION: Final = (
    gettext_noop("it does not allow this"),
    gettext_noop("give the user permission to read, write, rename and delete there, or correct `publish: target:`"),
)
_FULL: Final = (gettext_noop("the web space is full"), gettext_noop("free some space, or ask for more"))
_UNSUPPORTED: Final = (
    gettext_noop("it does not support this command"),
    gettext_noop("ask its operator, or use another address, such as sftp://"),
)
_ENCRYPTION: Final = (
    gettext_noop("it requires encryption, or another kind of it"),
    gettext_noop("write ftps:// in `publish: target:`, or ask its operator which address to use"),
)
# What a server means by a response to a command (RFC 959, 2228, 4217): (cause, remedy).
_REFUSALS: Final = {
    452: _FULL,  # by its number temporary, but it lasts until someone makes space
    552: _FULL,
    500: _UNSUPPORTED,
    501: _UNSUPPORTED,
    502: _UNSUPPORTED,
    504: _UNSUPPORTED,
    522: _ENCRYPTION,
    533: _ENCRYPTION,
    534: _ENCRYPTION,
    536: _ENCRYPTION,
    553: (gettext_noop("it does not allow this name"), gettext_noop("rename the file, then build again")),
}
_TOO_MANY: Final = re.compile(r"too many|maximum|limit", re.IGNORECASE)  # connections of this user, or address
_WANTS_TLS: Final = re.compile(r"tls|ssl|encrypt", re.IGNORECASE)
# What a server that speaks no TLS, or only an old one, makes of a handshake, as OpenSSL names it.
_NO_TLS: Final = {
    "WRONG_VERSION_NUMBER",
    "UNSUPPORTED_PROTOCOL",
    "TLSV1_ALERT_PROTOCOL_VERSION",
    "RECORD_LAYER_FAILURE",
}


class RefusalError(UsableConnectionError):
    """A response of the server that refuses a command, and leaves the connection in order.

    Args:
        response: with its code in front, as ftplib gives it: a character for each byte.
    """

    def __init__(self, response: str) -> None:
        super().__init__(response)
        self.code = int(response[:3]) if response[:3].isdecimal() else 0
        self.text = response.encode("latin-1", "replace").decode("utf-8", "replace")


@contextlib.contextmanager
def network_errors() -> Iterator[None]:
    """Raise errors of ftplib and of the network as ours.

    Raises:
        RefusalError: the server refuses a command.
        TransientError: the connection is broken.
        TooManyConnectionsError: the server closes it: at a login, because there are too many.
        PublishError: the certificate is not valid, or the server speaks no TLS.
    """
    try:
        yield
    except (ftplib.error_temp, ftplib.error_perm) as error:
        if str(error).startswith("421"):
            # At a login: there are too many. Later: the connection was idle for too long, or the server stops.
            raise TooManyConnectionsError(_("the server closed the connection (421)")) from error
        raise RefusalError(str(error)) from error
    except ssl.SSLCertVerificationError as error:
        message = _(
            "the server's certificate is not valid for its name in `publish: target:` ({reason}); write the name that "
            "its operator gives, or set SSL_CERT_FILE to a file with the certificate of its authority"
        )
        raise PublishError(message.format(reason=error.verify_message), EXIT_REFUSED) from error
    except ssl.SSLError as error:
        if error.reason in _NO_TLS:
            raise no_tls_error(error.reason) from error
        raise TransientError(_("the encrypted connection broke ({name})").format(name=error.reason or "TLS")) from error
    except (ftplib.Error, EOFError, TimeoutError, socket.gaierror, OSError) as error:
        raise TransientError(_("no response ({name})").format(name=type(error).__name__)) from error


def no_tls_error(detail: str) -> PublishError:
    """The error for a server without TLS, or with an outdated one."""
    message = _(
        "the server does not encrypt connections as `publish: target:` asks ({detail}); ask its operator for the "
        "address of FTPS or SFTP: ftps://host for encryption on request, ftps://host:990 for encryption from the "
        "start, sftp://host"
    )
    return PublishError(message.format(detail=detail), EXIT_REFUSED)


def login_error(error: RefusalError, *, has_logged_in: bool, is_encrypted: bool) -> Exception | None:
    """The error for a login that the server refuses; None if it does not accept the user or the password.

    Args:
        error: the refusal.
        has_logged_in: whether the same login was accepted before.
        is_encrypted: whether the connection is.
    """
    if has_logged_in or error.code < 500 or _TOO_MANY.search(error.text):
        return TooManyConnectionsError(_("the server accepts no further connection ({code})").format(code=error.code))
    if not is_encrypted and _WANTS_TLS.search(error.text):
        return refusal_error(RefusalError(f"534 {error.text[4:]}"), _("to log you in"))
    return None


def refusal_error(error: RefusalError, action: str) -> Exception:
    """The error for a command that the server refuses: one to retry, or one to show.

    Args:
        error: the refusal.
        action: what the command was for.
    """
    if error.code < 500 and error.code not in _REFUSALS:
        return TransientError(_("the server is busy ({code})").format(code=error.code))
    cause, remedy = _REFUSALS.get(error.code, _PERMISSION)
    message = _("the server refused {action}: {cause} ({response}); {remedy}, then run the same command again")
    quote = "".join(character if character.isprintable() else " " for character in error.text)[:MAX_QUOTE].strip()
    return PublishError(message.format(action=action, cause=_(cause), response=quote, remedy=_(remedy)), EXIT_REFUSED)
