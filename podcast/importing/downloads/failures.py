"""Failures of downloads: their sentences, which of them may pass, and the pause before the next attempt."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from podcast.i18n import _, format_number, gettext_noop

if TYPE_CHECKING:
    from podcast.http import FailureKind, RequestError, Response
    from podcast.importing.downloads.policy import NetworkPolicy

# RFC 9110 and 6585: too slow, too early, too many requests, and faults of a server that do not lie in the request.
TEMPORARY_STATUSES: Final = frozenset({408, 425, 429, *range(500, 600)} - {501, 505, 511})

_KINDS: Final[dict[FailureKind, str]] = {
    "name": gettext_noop("the host name does not exist; look for a spelling mistake"),
    "private": gettext_noop("the address is in your own network; allow it with --allow-private if you trust the feed"),
    "certificate": gettext_noop("the certificate of the server is not valid ({reason})"),
    "timeout": gettext_noop("the server did not answer in time"),
    "redirects": gettext_noop("the address redirects too often"),
    "connection": gettext_noop("the server did not answer, or closed the connection"),
}
_STATUSES: Final = {
    401: gettext_noop("the server asks for a password (status {status})"),
    403: gettext_noop("the server refuses to give it out (status {status})"),
    404: gettext_noop("it does not exist (status {status})"),
    410: gettext_noop("it is gone (status {status})"),
    429: gettext_noop("the server has had too many requests (status {status})"),
    451: gettext_noop("it is blocked for legal reasons (status {status})"),
}
_SERVER_FAULT: Final = gettext_noop("the server is out of order (status {status})")
_OTHER_STATUS: Final = gettext_noop("the server does not give it out (status {status})")


class AttemptFailure(Exception):  # noqa: N818 - the result of one attempt, which the next one may mend
    """Failure of an attempt.

    Args:
        reason: without the address.
        status: that of HTTP; 0 without a response.
        is_temporary: whether another attempt may succeed.
        pause: the seconds that the server asks to wait for (Retry-After); 0 where it does not.
    """

    def __init__(self, reason: str, status: int = 0, *, is_temporary: bool = False, pause: float = 0.0) -> None:
        super().__init__(reason)
        self.reason, self.status, self.is_temporary, self.pause = reason, status, is_temporary, pause

    def sentence(self, url: str) -> str:
        """Return the address and the reason, with the advice to try again where that may help."""
        sentence = _("{url}: {reason}; try again later") if self.is_temporary else _("{url}: {reason}")
        return sentence.format(url=url, reason=self.reason)

    def delay_sentence(self, url: str, pause: float) -> str:
        """Return the address, the reason, and the seconds until the next attempt."""
        sentence = _("{url}: {reason}; next attempt in {pause} s")
        return sentence.format(url=url, reason=self.reason, pause=format_number(pause, 0))


def request_failure(error: RequestError) -> AttemptFailure:
    """The failure of a request without a response."""
    is_temporary = error.kind in {"timeout", "connection"} or error.is_local
    return AttemptFailure(_(_KINDS[error.kind]).format(reason=error.reason), is_temporary=is_temporary)


def status_failure(response: Response) -> AttemptFailure:
    """The failure that the status of a response stands for."""
    status = response.status
    if response.blocked:
        reason = _("it redirects to {place}, which is no web address").format(place=response.blocked.location)
        return AttemptFailure(reason, status)
    sentence = _STATUSES.get(status, _SERVER_FAULT if status >= 500 else _OTHER_STATUS)
    pause = _retry_after(response.header("retry-after"))
    is_temporary = status in TEMPORARY_STATUSES
    return AttemptFailure(_(sentence).format(status=status), status, is_temporary=is_temporary, pause=pause)


def _retry_after(value: str) -> float:
    """The seconds that a Retry-After header asks for: a number, or the time until a date; 0 for anything else."""
    if value.strip().isdecimal():
        return float(value)
    with contextlib.suppress(ValueError):
        date = parsedate_to_datetime(value)
        return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
    return 0.0


class Retries:
    """The attempts of one download that are left.

    Args:
        policy: how many, and how long the pauses between them are.
    """

    def __init__(self, policy: NetworkPolicy) -> None:
        self._policy, self._failures = policy, 0

    def reset(self) -> None:
        """Begin to count anew: an attempt has brought more bytes than all before."""
        self._failures = 0

    def pause(self, failure: AttemptFailure) -> float:
        """Return the seconds until the next attempt, after this failure.

        Raises:
            AttemptFailure: it will not pass, the attempts are used up, or the server asks for a longer pause than the
                policy allows.
        """
        if not failure.is_temporary or self._failures == self._policy.retries or failure.pause > self._policy.max_pause:
            raise failure
        pause = min(self._policy.max_pause, self._policy.first_pause * 2**self._failures)
        self._failures += 1
        return float(max(pause, failure.pause))
