"""Whether the address of a preview stays secret: the list of files on the target must not be readable by everyone."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from podcast import http
from podcast.hosts import is_placeholder
from podcast.i18n import _
from podcast.publish.protocol.state import HEAD_KEY

_LIMITS: Final = http.Limits(idle_timeout=5, total_timeout=10, max_body=1 << 12)


def listing_hint(link: str) -> str:
    """Return a hint if everyone can read the list of published files, which names previews; empty if not.

    Args:
        link: the show's base URL, with a slash at its end. An address that gives no answer gives no hint.
    """
    url = f"{link}{HEAD_KEY}"
    if is_placeholder(link):
        return ""
    try:
        response = http.send(http.Request("GET", url), _LIMITS)
    except http.RequestError:
        return ""
    if response.status != HTTPStatus.OK:
        return ""
    sentence = _(
        "everyone can read {url}, by which the address of the preview can be found; deny public access to everything "
        "below .podcast/ (see `podcast docs stores`)"
    )
    return sentence.format(url=url)
