"""Security headers of public pages; a missing one is a hint, not a fault, because apps play the podcast all the same.

Two policies are both in force (CSP level 3, 8.1), so one that a server sends must allow what the pages need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.pages import csp
from podcast.publish.headers import SECURITY_HEADERS

if TYPE_CHECKING:
    from collections.abc import Mapping

_POLICY_HEADER = "Content-Security-Policy"


def missing_headers(headers: Mapping[str, str], audio_base: str = "") -> tuple[str, ...]:
    """Return the names of the security headers that a page lacks, or that do not do what they are for.

    Args:
        headers: of the response, names in lower case.
        audio_base: the base URL of audio; empty: on the site itself.
    """
    names = [] if _is_sufficient_policy(headers.get(_POLICY_HEADER.lower(), ""), audio_base) else [_POLICY_HEADER]
    for name in SECURITY_HEADERS:
        value = headers.get(name.lower(), "").strip().lower()
        if not value or (name == "X-Content-Type-Options" and value != "nosniff"):
            names.append(name)
    return tuple(names)


def allows_frames(headers: Mapping[str, str]) -> bool:
    """Whether other sites may show a page in a frame; `frame-ancestors` takes precedence over X-Frame-Options."""
    ancestors = _directives(headers.get(_POLICY_HEADER.lower(), "")).get("frame-ancestors")
    if ancestors is not None:
        return bool({"*", "https:"} & ancestors)
    return not headers.get("x-frame-options")


def _is_sufficient_policy(policy: str, audio_base: str) -> bool:
    """Whether a policy restricts frames and scripts, and allows all that the pages need."""
    directives = _directives(policy)
    if not {"frame-ancestors", "default-src"} <= directives.keys():
        return False
    own = _directives(csp.policy(audio_base))
    sources = {name: directives.get(name, directives["default-src"]) for name in own}
    needed = {name: required for name, required in own.items() if required != {"'none'"}}
    return all(required <= sources[name] or "*" in sources[name] for name, required in needed.items())


def _directives(policy: str) -> dict[str, set[str]]:
    rows = [row.split() for row in policy.split(";") if row.strip()]
    return {name.lower(): set(sources) for name, *sources in rows}
