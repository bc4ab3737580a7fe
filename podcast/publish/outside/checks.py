"""How the answers of public addresses are judged, each by what apps do with it.

Apps ask for audio and say that they take gzip; so do we, because a server that then packs audio breaks them.
"""

from __future__ import annotations

import gzip
import re
import zlib
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from podcast import urls as addresses
from podcast.i18n import _
from podcast.publish.headers import content_type
from podcast.publish.outside.client import Answer, Silence, ask
from podcast.publish.outside.feed_items import guid, items

if TYPE_CHECKING:
    from collections.abc import Mapping

ORIGIN: Final = "https://player.example"  # another web site
PACKED: Final = {"Accept-Encoding": "gzip"}
PLAIN: Final = {"Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Published:
    """What the world must find.

    Args:
        link: the base URL, with a slash at its end.
        feed: the bytes of feed.xml as they were published.
        uploaded: the keys that this publish has written.
        target: of `publish:`, to say what to set there.
        endpoint: of `publish:`.
        before: the SHA-256 of the feed that was public before, if that is known.
    """

    link: str
    feed: bytes
    uploaded: frozenset[str]
    target: str
    endpoint: str | None = None
    before: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How an answer was: `fault` is a key of `remedies.FAULTS`, empty if it was as it must be.

    `wait` is how many seconds a cache will still hand out what it has, if it said so.
    """

    fault: str = ""
    detail: str = ""
    wait: float | None = None
    says: Mapping[str, str] = field(default_factory=dict)


def feed(published: Published, url: str) -> Judgement:
    """The feed by GET."""
    answer = ask("GET", url, PACKED)
    if (wrong := _status(answer)) or isinstance(answer, Silence):
        return wrong or Judgement()
    body = _unpacked(answer)
    if body is None:
        return _fault(
            answer,
            "encoding",
            _("it comes packed as {encoding}, and cannot be read").format(encoding=answer.says("content-encoding")),
        )
    if body != published.feed:
        return _other_feed(published, answer, body)
    return _typed(answer, content_type(addresses.FEED)) or Judgement(says=answer.headers)


def _other_feed(published: Published, answer: Answer, body: bytes) -> Judgement:
    """What is there instead: an older feed of ours, ours with changes, or none."""
    try:
        there, ours = items(body), items(published.feed)
    except ValueError as error:
        return _fault(answer, "no feed", _("it is no feed: {error}").format(error=error))
    same = sha256(body).hexdigest() == published.before
    if not same and ours and ours[0].guid in {one.guid for one in there}:
        return _fault(
            answer,
            "altered",
            _("{found} bytes instead of {wanted}, of the same episodes").format(
                found=len(body), wanted=len(published.feed)
            ),
        )
    if not same and len({guid(body), guid(published.feed)} - {""}) > 1:
        return _fault(answer, "no feed", _("it is the feed of another podcast"))
    return Judgement("old", _("the newest episode is not in it"), _kept(answer), answer.headers)


def _kept(answer: Answer) -> float | None:
    """Seconds that a cache will still hand out its copy (RFC 9111): the freshness that it has left."""
    ages = re.findall(r"(?:s-maxage|max-age)=(\d+)", answer.says("cache-control"))
    age = answer.says("age")
    return max(0.0, float(ages[-1]) - float(age)) if ages and age.isdecimal() else None


def feed_head(published: Published, url: str) -> Judgement:
    """The feed by HEAD."""
    answer = ask("HEAD", url, PLAIN)
    if (wrong := _status(answer)) or isinstance(answer, Silence):
        return wrong or Judgement()
    if answer.says("content-encoding") not in {"", "identity"}:
        return _fault(answer, "encoding", _("it comes packed to apps that did not ask for it"))
    length = answer.says("content-length")
    if length and length != str(len(published.feed)):
        return Judgement("old", _("a length of {length}").format(length=length), _kept(answer), answer.headers)
    return _typed(answer, content_type(addresses.FEED)) or Judgement(says=answer.headers)


def whole(length: str, kind: str, url: str) -> Judgement:
    """An audio file by HEAD; `length` and `kind` are what the feed says."""
    answer = ask("HEAD", url, PACKED)
    if (wrong := _status(answer)) or isinstance(answer, Silence):
        return wrong or Judgement()
    if packed := _packed(answer):
        return packed
    said = answer.says("content-length")
    if said != length:
        return _fault(answer, "length", _instead(said, length))
    return _typed(answer, kind) or Judgement(says=answer.headers)


def _instead(said: str, length: str) -> str:
    if not said:
        return _("no bytes instead of {length}").format(length=length)
    return _("{said} bytes instead of {length}").format(said=said, length=length)


def part(length: str, url: str) -> Judgement:
    """The first two bytes of an audio file."""
    answer = ask("GET", url, {"Range": "bytes=0-1", **PACKED}, most=3)
    if isinstance(answer, Silence) or answer.status != 206:
        wrong = _status(answer)
        return wrong or _fault(answer, "range", _("a range was answered with 200, the whole file, instead of 206"))
    if packed := _packed(answer):
        return packed
    said = answer.says("content-range")
    if said.replace(" ", "").lower() != f"bytes0-1/{length}" or len(answer.body) != 2:
        detail = _('the first two bytes came as "{said}", {count} bytes').format(said=said, count=len(answer.body))
        return _fault(answer, "range", detail)
    return Judgement(says=answer.headers)


def shared(kind: str, url: str) -> Judgement:
    """A file that players on other web sites read."""
    answer = ask("GET", url, {"Origin": ORIGIN, **PACKED}, most=1)
    if (wrong := _status(answer)) or isinstance(answer, Silence):
        return wrong or Judgement()
    if answer.says("access-control-allow-origin") not in {"*", ORIGIN}:
        return _fault(answer, "cors", _("Access-Control-Allow-Origin is missing"))
    return _typed(answer, kind) or Judgement(says=answer.headers)


def page(url: str) -> Judgement:
    """A page."""
    answer = ask("GET", url, PACKED, most=1)
    if isinstance(answer, Silence):
        return Judgement(answer.kind, answer.words)
    if answer.status in {401, 403, 404}:
        return _fault(answer, "page", _("answered {status}").format(status=answer.status))
    return _status(answer) or _typed(answer, "text/html") or Judgement(says=answer.headers)


def _status(answer: Answer | Silence) -> Judgement | None:
    """What is wrong by the status alone."""
    if isinstance(answer, Silence):
        return Judgement(answer.kind, answer.words)
    if answer.status in {200, 206}:
        return None
    kinds = {401: "forbidden", 403: "forbidden", 404: "missing", 410: "missing", 429: "busy"}
    kind = kinds.get(answer.status, "busy" if answer.status >= 500 else "status")
    return _fault(answer, kind, _("answered {status}").format(status=answer.status))


def _typed(answer: Answer, kind: str) -> Judgement | None:
    wanted = kind.partition(";")[0]
    if answer.media_type == wanted:
        return None
    detail = _("{type} instead of {wanted}") if answer.media_type else _("no type instead of {wanted}")
    return _fault(answer, "type", detail.format(type=answer.media_type, wanted=wanted))


def _packed(answer: Answer) -> Judgement | None:
    if answer.says("content-encoding") in {"", "identity"}:
        return None
    return _fault(
        answer, "encoding", _("it comes packed as {encoding}").format(encoding=answer.says("content-encoding"))
    )


def _unpacked(answer: Answer) -> bytes | None:
    """The body, gzip undone; None for what cannot be undone."""
    if answer.says("content-encoding") in {"", "identity"}:
        return answer.body
    if answer.says("content-encoding") != "gzip":
        return None
    try:
        return gzip.decompress(answer.body)
    except (OSError, EOFError, zlib.error):
        return None


def _fault(answer: Answer | Silence, kind: str, detail: str) -> Judgement:
    says = answer.headers if isinstance(answer, Answer) else {}
    return Judgement(kind, detail, says=says)
