"""The proof from outside: whether listeners find what was published, by the public address, as their apps ask.

A CDN may hand out the old feed for as long as the feed allows, five minutes. That is no fault: it is said, and the rest
is looked at all the same.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from podcast.i18n import _, ngettext
from podcast.publish.outside.checks import Judgement, Published
from podcast.publish.outside.client import near, placeholder
from podcast.publish.outside.probes import Question, questions
from podcast.publish.outside.remedies import FAULTS, store
from podcast.publish.outside.remedies import remedy as remedy_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor

__all__ = ["Check", "Patience", "Published", "Seen", "lines", "look"]

PAUSES: Final = (1.0, 2.0, 4.0, 8.0)  # seconds; the last one again and again
KEPT: Final = 300.0  # seconds that caches may keep the feed: its max-age


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what may pass by itself.

    Args:
        seconds: altogether, after the first look.
        sleep: waits some seconds.
        now: the time, with a time zone.
    """

    seconds: float = 30.0
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, and how it was in the end."""

    question: Question
    judgement: Judgement

    @property
    def passes(self) -> bool:
        """Whether it is wrong in a way that may pass."""
        return bool(self.judgement.fault) and FAULTS[self.judgement.fault].passes


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen from outside.

    `skipped` says why nothing was looked at; `heard` is when the newest episode was first found whole; `waited` are the
    seconds from the first look to the last.
    """

    published: Published
    checks: tuple[Check, ...] = ()
    skipped: str = ""
    heard: datetime | None = None
    waited: float = 0.0

    @property
    def wrong(self) -> tuple[Check, ...]:
        """What is not as it must be; an old feed is, while caches may still have it."""
        lasting = self.waited > KEPT
        return tuple(one for one in self.checks if one.judgement.fault and (lasting or one.judgement.fault != "old"))

    @property
    def old(self) -> tuple[Check, ...]:
        """Where a cache still hands out the old feed."""
        return tuple(one for one in self.checks if one.judgement.fault == "old" and one not in self.wrong)

    @property
    def readable(self) -> bool:
        """Whether apps read the new feed: only then is it news."""
        feed = [one for one in self.checks if one.question.what == "feed"]
        return bool(feed) and not any(one.judgement.fault for one in feed)


def look(published: Published, patience: Patience, executor: Executor) -> Seen:
    """Looks at what was published until it is right, or patience ends.

    Args:
        published: what the world must find.
        patience: for caches, names and servers that need a moment.
        executor: threads, each of which asks one thing at a time.
    """
    if placeholder(published.link):
        return Seen(published, skipped=_("{link} is a placeholder").format(link=published.link))
    began = patience.now()
    todo, found, heard = questions(published), dict[Question, Judgement](), None
    for pause in chain(PAUSES, repeat(PAUSES[-1])):
        found |= zip(todo, executor.map(_judged, todo), strict=True)
        now = patience.now()
        heard = heard or (now if _audible(found) else None)
        todo = tuple(one for one in todo if Check(one, found[one]).passes)
        left = patience.seconds - (now - began).total_seconds()
        if not todo or left < pause or all((found[one].wait or 0) > left for one in todo):
            break
        patience.sleep(pause)
    checks = tuple(Check(*pair) for pair in found.items())
    return Seen(published, checks, heard=heard, waited=(now - began).total_seconds())


def _judged(question: Question) -> Judgement:
    return question.look(question.url)


def _audible(found: dict[Question, Judgement]) -> bool:
    newest = [judgement for question, judgement in found.items() if question.newest]
    return bool(newest) and not any(one.fault for one in newest)


# --- words -----------------------------------------------------------------------------------------------------------


def lines(seen: Seen, timezone: str) -> list[str]:
    """What was seen, for people: each fault once, with what a listener meets and what to do; last, since when.

    Args:
        seen: what was seen.
        timezone: of the show, for the time of day.
    """
    if seen.skipped:
        sentence = _(
            "nothing was looked at from outside: {why}; "
            "once the site is public, write its address into `link:` of podcast.yaml"
        )
        return [sentence.format(why=seen.skipped)]
    return [*_faults(seen), *_old(seen), *_heard(seen, timezone)]


def _faults(seen: Seen) -> Iterator[str]:
    groups: dict[str, list[Check]] = {}
    for one in seen.wrong:
        groups.setdefault(one.judgement.fault, []).append(one)
    for fault, checks in groups.items():
        urls = list(dict.fromkeys(one.question.url for one in checks))
        first, more = checks[0].judgement, len(urls) - 1
        at = store(seen.published.endpoint, seen.published.target, first.says)
        where = _("{url} and {count} more").format(url=urls[0], count=more) if more else urls[0]
        yield f"{where}: {_(FAULTS[fault].meets)} ({first.detail}); {remedy_at(fault, at)}"


def _old(seen: Seen) -> Iterator[str]:
    if seen.old:
        waits = [one.judgement.wait for one in seen.old if one.judgement.wait is not None]
        minutes = math.ceil(max(waits, default=KEPT) / 60) or 1
        yield ngettext(
            "the old feed is still being handed out by a cache; it changes within {minutes} minute",
            "the old feed is still being handed out by a cache; it changes within {minutes} minutes",
            minutes,
        ).format(minutes=minutes)


def _heard(seen: Seen, timezone: str) -> Iterator[str]:
    if seen.heard is None:
        return
    sentence = _("can be heard since {time:%H:%M:%S}")
    if near(seen.published.link):
        sentence = _(
            "can be heard since {time:%H:%M:%S} (on this computer or in its network only: `link:` is no public address)"
        )
    yield sentence.format(time=seen.heard.astimezone(ZoneInfo(timezone)))
