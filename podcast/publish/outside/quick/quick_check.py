"""The quick check: the feed, its newest episode, its audio files, and the certificates of their servers."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

from podcast import urls
from podcast.feed.rules.document_rules import MAX_FEED_BYTES
from podcast.http import Response
from podcast.i18n import _, ngettext
from podcast.publish.outside import checks
from podcast.publish.outside.checks import ACCEPT_IDENTITY, ProbeResult
from podcast.publish.outside.feed_items import parse_guid, parse_items
from podcast.publish.outside.quick.certificates import HostCertificate
from podcast.publish.outside.quick.sample import sample
from podcast.publish.outside.remedies import FAULTS
from podcast.publish.outside.site_client import NoResponse, fetch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from podcast.publish.outside.feed_items import PublishedItem

T = TypeVar("T")

THREADS: Final = 8
RETRY_PAUSE: Final = 5.0  # seconds before a fault that may pass by itself is looked at again
_PASSING: Final = frozenset({"name", "connection", "timeout", "busy"})


@dataclass(frozen=True, slots=True)
class QuickCheck:
    """The show to check, and how.

    Attributes:
        link: the base URL of the show.
        guid: of the show.
        now: the time, with a time zone.
        due: guid and title of the newest episode that should be public; None if that is not known.
        checks_all: whether all audio files are asked for, not a sample of many.
        sleep: waits a number of seconds.
    """

    link: str
    guid: str
    now: datetime
    due: tuple[str, str] | None = None
    checks_all: bool = False
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class QuickFault:
    """A fault: `kind` is feed, size, newest, audio or certificate; `detail` says it in words."""

    kind: str
    url: str
    detail: str


@dataclass(frozen=True, slots=True)
class QuickResult:
    """The result: the state of the feed, what was asked for, and the faults."""

    feed_url: str
    faults: tuple[QuickFault, ...]
    feed_bytes: int = 0
    episodes: int = 0
    newest_title: str = ""
    newest_date: datetime | None = None
    audio_files: int = 0
    audio_checked: int = 0
    certificates: tuple[HostCertificate, ...] = ()


def run_quick_check(check: QuickCheck) -> QuickResult:
    """Check a public show; faults are results, not errors."""
    url = check.link + urls.FEED
    response = _twice(check, partial(_feed_response, url))
    if isinstance(response, ProbeResult):
        return QuickResult(url, (QuickFault("feed", url, response.detail),))
    try:
        items = parse_items(response.body)
        guid = parse_guid(response.body)
    except ValueError as error:
        detail = _("it is not a feed: {error}").format(error=error)
        return QuickResult(url, (QuickFault("feed", url, detail),), len(response.body))
    if guid and guid != check.guid:
        detail = _("it is the feed of another podcast")
        return QuickResult(url, (QuickFault("feed", url, detail),), len(response.body))
    return _check_items(check, response, items)


def _feed_response(url: str) -> Response | ProbeResult:
    response = fetch("GET", url, ACCEPT_IDENTITY)
    fault = checks.status_fault(response)
    return response if isinstance(response, Response) and not fault else fault or ProbeResult()


def _check_items(check: QuickCheck, response: Response, items: tuple[PublishedItem, ...]) -> QuickResult:
    files = [(url, length, kind) for item in items for url, length, kind in item.audio]
    chosen = tuple(files) if check.checks_all else sample(files, check.now.date())
    certificates = _certificates([response.url, *(url for url, _length, _kind in files)])
    faults = [
        *_feed_faults(check, response, items),
        *_audio_faults(check, chosen),
        *(_certificate_fault(host, check.now) for host in certificates if host.ends_soon(check.now)),
    ]
    return QuickResult(
        feed_url=check.link + urls.FEED,
        faults=tuple(faults),
        feed_bytes=len(response.body),
        episodes=len(items),
        newest_title=items[0].title if items else "",
        newest_date=_date(items[0].date) if items else None,
        audio_files=len(files),
        audio_checked=len(chosen),
        certificates=certificates,
    )


def _feed_faults(check: QuickCheck, response: Response, items: tuple[PublishedItem, ...]) -> Iterator[QuickFault]:
    url = check.link + urls.FEED
    if len(response.body) > MAX_FEED_BYTES:
        sentence = _("the feed has {size:.1f} MB; readers and stores stop at {most:.1f} MB")
        yield QuickFault("size", url, sentence.format(size=len(response.body) / 1e6, most=MAX_FEED_BYTES / 1e6))
    if not items:
        yield QuickFault("newest", url, _("the feed has no episode"))
    elif check.due and check.due[0] not in {item.guid for item in items}:
        sentence = _('"{title}" is due and not in the feed; run `podcast publish`')
        yield QuickFault("newest", url, sentence.format(title=check.due[1]))


def _audio_faults(check: QuickCheck, files: tuple[tuple[str, str, str], ...]) -> Iterator[QuickFault]:
    def run(file: tuple[str, str, str]) -> ProbeResult:
        url, length, media_type = file
        return _twice(check, partial(checks.check_audio_head, length, media_type, url))

    with ThreadPoolExecutor(THREADS) as threads:
        for (url, _length, _kind), result in zip(files, threads.map(run, files), strict=True):
            if result.fault:
                yield QuickFault("audio", url, f"{_(FAULTS[result.fault].effect)} ({result.detail})")


def _twice(check: QuickCheck, ask: Callable[[], T]) -> T:
    """Ask; if the result is a fault that may pass by itself, ask once more after a pause."""
    result = ask()
    if isinstance(result, ProbeResult) and result.fault in _PASSING:
        check.sleep(RETRY_PAUSE)
        return ask()
    return result


def _certificates(addresses: list[str]) -> tuple[HostCertificate, ...]:
    """Return the certificate of each host that has one, by a request to one of its addresses."""
    by_host = {urlsplit(url).netloc: url for url in reversed(addresses) if url.startswith("https://")}
    responses = ((host, fetch("HEAD", url, ACCEPT_IDENTITY)) for host, url in sorted(by_host.items()))
    return tuple(
        HostCertificate(host, response.certificate)
        for host, response in responses
        if not isinstance(response, NoResponse) and response.certificate
    )


def _certificate_fault(host: HostCertificate, now: datetime) -> QuickFault:
    sentence = ngettext(
        "the certificate of {host} ends in {days} day",
        "the certificate of {host} ends in {days} days",
        host.days_left(now),
    )
    return QuickFault("certificate", f"https://{host.host}/", sentence.format(host=host.host, days=host.days_left(now)))


def _date(text: str) -> datetime | None:
    """The moment of a pubDate; None if it is none."""
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None
