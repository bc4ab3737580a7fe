"""Vocabulary of the CDNs: an account, a provider, and why one cannot be reached."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.http import Request
    from podcast.publish.cdn.invalidation import Invalidation


class CdnError(Exception):
    """A CDN that was not notified.

    Args:
        reason: why not.
        remedy: what to do; empty where waiting is enough.
    """

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason, remedy)
        self.reason, self.remedy = reason, remedy


@dataclass(frozen=True, slots=True)
class Account:
    """The API of a CDN, and the site there; `repr` does not show the credentials.

    Attributes:
        api: the base URL of the API, without a slash at its end.
        id: of the distribution, zone or service; empty where the provider needs none.
        authenticate: returns a request with credentials, made anew for each attempt, because signatures expire.
    """

    api: str
    id: str
    authenticate: Callable[[Request], Request] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CdnProvider:
    """A kind of CDN.

    Attributes:
        name: for people.
        api: the base URL of its API.
        credentials: the names of the variables of the environment that hold its credentials, for people.
        permission: what these must allow.
        max_urls: that are dropped one by one; of more addresses, everything is.
        needs_id: whether an invalidation of everything needs the `id`; without it, addresses are dropped one by one.
        requests: returns the requests of an invalidation.
        authenticator: returns `Account.authenticate`; raises CdnError if there are no credentials.
        problem_of: the reason in the body of a response, empty if it has none.
    """

    name: str
    api: str
    credentials: str
    permission: str
    max_urls: int
    requests: Callable[[Account, Invalidation], tuple[Request, ...]]
    authenticator: Callable[[], Callable[[Request], Request]]
    problem_of: Callable[[bytes], str]
    needs_id: bool = False

    def within_limits(self, invalidation: Invalidation, account_id: str) -> Invalidation:
        """Return the invalidation of everything if there are too many addresses for this provider."""
        is_complete = len(invalidation.urls) > self.max_urls and (bool(account_id) or not self.needs_id)
        return replace(invalidation, is_complete=is_complete)
