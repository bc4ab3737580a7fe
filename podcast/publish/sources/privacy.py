"""Whether the private part of a target is private: one small object is put there, and asked for without credentials.

It is asked for at the show's public address and at the target's own. Only 403 and 404 count: a page that says "not
found" with 200, a redirect that ends at one, a login, or no answer at all prove nothing.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from podcast import http
from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.headers import NO_STORE, SOURCES
from podcast.publish.protocol.state import SOURCES_PROBE
from podcast.publish.targets.body import body_of
from podcast.publish.targets.target import ABSENT, EXIT_REFUSED, ConflictError, Headers

if TYPE_CHECKING:
    from podcast.publish.protocol.prepare import PreparedPublish
    from podcast.publish.protocol.recovery import TargetState

PRIVATE_STATUSES: Final = frozenset({403, 404})
_LIMITS: Final = http.Limits(idle_timeout=20, total_timeout=60, max_body=1 << 12)
_PROBE: Final = b"This object proves that nobody can read it without credentials.\n"


def check_privacy(prepared: PreparedPublish, owner: str) -> TargetState:
    """Check that sources will be private, unless that is known; return the state whose head has the addresses.

    Args:
        prepared: a publish.
        owner: of the publish; the key of the object that is put there depends on it.

    Raises:
        PublishError: they would not be private, or that cannot be found out.
    """
    state, target = prepared.state, prepared.target
    if not prepared.site.sources.files:
        return state
    places = tuple(dict.fromkeys((*target.unsigned_addresses(SOURCES), f"{prepared.site.link}{SOURCES}")))
    if {*places} <= {*state.head.private_at}:
        return state
    key = f"{SOURCES_PROBE}{sha256(owner.encode()).hexdigest()[:16]}"
    with contextlib.suppress(ConflictError):  # the response to an earlier attempt was lost
        target.put(key, body_of(_PROBE), Headers("text/plain; charset=utf-8", NO_STORE), ABSENT)
    try:
        for place in places:
            _require_private(f"{place}{key.removeprefix(SOURCES)}")
    finally:
        with contextlib.suppress(PublishError):  # without the right to delete one can still publish
            target.delete(key)
    return replace(state, head=replace(state.head, private_at=places))


def _require_private(url: str) -> None:
    """Refuse an address that answers a request without credentials with anything but 403 or 404."""
    try:
        response = http.send(http.Request("GET", url), _LIMITS)
    except http.RequestError as error:
        raise PublishError(
            _(
                "whether the show's sources would be private cannot be found out: {url} does not answer ({reason}); "
                "nothing was published. Publish once without `keep_source: true`, and set it again when the address "
                "answers"
            ).format(url=url, reason=_failure(error)),
            EXIT_REFUSED,
        ) from error
    if response.status in PRIVATE_STATUSES:
        return
    raise PublishError(
        _(
            "the show's sources, drafts included, would not be private: {url} was asked for without credentials and "
            "answered {status} instead of 403 or 404; nothing was published. Deny public access to everything below "
            "{folder} (see `podcast docs keep`), or remove `keep_source` from podcast.yaml"
        ).format(url=url, status=response.status, folder=SOURCES),
        EXIT_REFUSED,
    )


def _failure(error: http.RequestError) -> str:
    reasons = {
        "name": _("the host name does not exist"),
        "certificate": _("its certificate is not valid ({why})").format(why=error.reason),
        "timeout": _("no response in time"),
        "redirects": _("too many redirects"),
    }
    return reasons.get(error.kind, _("the connection was refused or broken"))
