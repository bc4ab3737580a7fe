"""Detection of a missing network during the link check: without one, the results say nothing about the links.

The network counts as missing in these cases:

- no host answered, and no name could be looked up, not even one that certainly exists;
- no host answered, because there is no route to any;
- no host of several answered at all, for whatever reasons;
- of several hosts all were answered by another one, or showed a certificate of another: a login page of the network.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Literal

from podcast.hosts import host_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from podcast.checks.link_check import LinkResult

    NetworkFault = Literal["offline", "intercepted", ""]

# A name that always exists (RFC 2606); it is only looked up, and only if no other name could be.
EXISTING_NAME = "example.org"


def network_fault(results: Collection[LinkResult]) -> NetworkFault:
    """Return why the results of a link check say nothing about the links; empty if they do."""
    requested = [result for result in results if result.answered_by or result.failure]
    hosts = {host_of(result.url) for result in requested}
    if not requested:
        return ""
    if not any(_reached_a_host(result) for result in requested):
        return "offline" if _is_offline(requested, len(hosts)) else ""
    return "intercepted" if len(hosts) > 1 and _is_intercepted(requested, hosts) else ""


def _reached_a_host(result: LinkResult) -> bool:
    return bool(result.answered_by) or result.failure in {"certificate", "redirects"}


def _is_offline(requested: list[LinkResult], host_count: int) -> bool:
    if all(result.is_local for result in requested):
        return True
    if all(result.failure == "name" for result in requested):
        return not _can_look_up(EXISTING_NAME)
    return host_count > 1


def _is_intercepted(requested: list[LinkResult], hosts: set[str]) -> bool:
    """Whether another host answered in the place of all, as the login page of a network in a train or a hotel does."""
    strangers = {result.answered_by for result in requested if result.answered_by}
    if any(result.failure and result.failure != "certificate" for result in requested):
        return False
    return not strangers & hosts and len(strangers) <= 1


def _can_look_up(name: str) -> bool:
    try:
        return bool(socket.getaddrinfo(name, 443, type=socket.SOCK_STREAM))
    except OSError:
        return False
