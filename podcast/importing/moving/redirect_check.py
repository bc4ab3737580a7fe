"""Check of the redirect from the old feed to the new one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from podcast import http
from podcast.http import Request, RequestError
from podcast.i18n import _, ngettext
from podcast.importing.downloads.failures import request_failure, status_failure
from podcast.importing.downloads.fetch_document import document_limits
from podcast.importing.moving.move_report import MoveReport
from podcast.urls import ascii_url

if TYPE_CHECKING:
    from podcast.http import Response
    from podcast.importing.downloads.policy import NetworkPolicy

# Namespace prefixes are the feed's choice.
_NEW_FEED_URL: Final = re.compile(rb"<[\w.-]+:new-feed-url>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]+)")


def check_redirect(old: str, new: str, policy: NetworkPolicy) -> MoveReport:
    """Check that the old feed redirects to the new one for good.

    Args:
        old: the address of the feed at the old host.
        new: the address of the feed now.
        policy: the limits.
    """
    if ascii_url(old) == ascii_url(new):
        return MoveReport(passed=(_("the address of the feed is the same as before: {new}").format(new=new),))
    try:
        request = Request("GET", old, {"Accept-Encoding": "identity"})
        response = http.send(request, document_limits(policy, policy.max_document_bytes))
    except RequestError as error:
        return MoveReport(problems=(request_failure(error).sentence(old),))
    problems = _problems(old, new, response)
    if problems:
        return MoveReport(problems=tuple(problems), hints=_new_feed_url_hint(new, response))
    status, steps = response.redirects[0].status, len(response.redirects)
    sentence = ngettext(
        "{old} answers {status} and leads to {new}",
        "{old} answers {status} and leads to {new} in {count} steps",
        steps,
    )
    return MoveReport(passed=(sentence.format(old=old, new=new, status=status, count=steps),))


def _problems(old: str, new: str, response: Response) -> list[str]:
    if not response.redirects and not response.blocked:
        if response.status != 200:
            return [status_failure(response).sentence(old)]
        return [_("{old} does not redirect: it still answers itself (status 200); set up a 301").format(old=old)]
    problems = [
        _("{old} answers {status}, which is a temporary redirect: apps keep asking the old address; make it a 301")
        .format(old=old, status=redirect.status)
        for redirect in response.redirects
        if redirect.status not in http.PERMANENT_REDIRECTS
    ][:1]  # fmt: skip
    if response.blocked or response.status != 200:
        problems.append(status_failure(response).sentence(response.url))
    if ascii_url(response.url) != ascii_url(new):
        sentence = _("{old} leads to {place}, not to {new}")
        problems.append(sentence.format(old=old, place=response.url, new=new))
    return problems


def _new_feed_url_hint(new: str, response: Response) -> tuple[str, ...]:
    """The hint that a feed names the new one in itunes:new-feed-url; empty if it does not."""
    match = _NEW_FEED_URL.search(response.body)
    if match is None or ascii_url(match[1].decode("utf-8", "replace").replace("&amp;", "&")) != ascii_url(new):
        return ()
    return (_("the old feed names the new one in itunes:new-feed-url, but many apps follow a redirect only"),)
