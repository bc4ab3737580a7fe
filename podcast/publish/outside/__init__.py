"""The proof from outside: whether listeners get what was published, by its public address, as their apps request it.

A CDN may serve the old feed for as long as the feed allows, five minutes. That is no fault: it is reported, and the
rest is checked all the same.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from podcast.hosts import is_local_name, is_placeholder, is_private_address
from podcast.i18n import _, ngettext
from podcast.publish.outside import security
from podcast.publish.outside.checks import ExpectedSite, ProbeResult
from podcast.publish.outside.probes import Probe, probes
from podcast.publish.outside.remedies import FAULTS, remedy, security_remedy, store_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from concurrent.futures import Executor

__all__ = ["CompletedProbe", "ExpectedSite", "ExternalCheckResult", "WaitPolicy", "describe", "verify_until_ok"]

PAUSES: Final = (1.0, 2.0, 4.0, 8.0)  # seconds; the last one repeatedly
MAX_CACHE_AGE: Final = 300.0  # seconds that caches may keep the feed: its max-age


@dataclass(frozen=True, slots=True)
class WaitPolicy:
    """How long to wait for faults that may be temporary.

    Args:
        seconds: in total, after the first check.
        sleep: waits a number of seconds.
        now: returns the time, with a time zone.
    """

    seconds: float = 30.0
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class CompletedProbe:
    """A probe and its last result."""

    probe: Probe
    result: ProbeResult

    @property
    def is_temporary(self) -> bool:
        """Whether it has a fault that may be temporary."""
        return bool(self.result.fault) and FAULTS[self.result.fault].is_temporary


@dataclass(frozen=True, slots=True)
class ExternalCheckResult:
    """Result of the proof from outside.

    `skipped` is the reason why nothing was checked; `audible_since` is when the newest episode was first without fault;
    `seconds` is the time from the first check to the last.
    """

    expected: ExpectedSite
    probes: tuple[CompletedProbe, ...] = ()
    skipped: str = ""
    audible_since: datetime | None = None
    seconds: float = 0.0

    @property
    def failed(self) -> tuple[CompletedProbe, ...]:
        """The probes with a fault, except for an old feed while caches may still have it, and for a later domain."""
        lasting = self.seconds > MAX_CACHE_AGE
        if self.is_unreachable_yet:
            return ()
        return tuple(
            probe for probe in self.probes if probe.result.fault and (lasting or probe.result.fault != "outdated")
        )

    @property
    def is_unreachable_yet(self) -> bool:
        """Whether the site cannot be reached, and need not be: see `_may_be_unreachable`."""
        return any(_may_be_unreachable(self.expected, item.probe, item.result.fault) for item in self.probes)

    @property
    def cached(self) -> tuple[CompletedProbe, ...]:
        """The probes that a cache answered with the old feed."""
        return tuple(probe for probe in self.probes if probe.result.fault == "outdated" and probe not in self.failed)

    @property
    def missing_headers(self) -> tuple[str, ...]:
        """The security headers that home lacks; none where it could not be read."""
        home = [probe.result for probe in self.probes if probe.probe.url == self.expected.link]
        return (
            security.missing_headers(home[0].headers, self.expected.audio.link)
            if home and not home[0].fault and home[0].headers
            else ()
        )

    @property
    def blocked_embed(self) -> str:
        """The URL of an embedded player that other sites cannot show; empty if they can."""
        embeds = (probe for probe in self.probes if probe.probe.kind == "embed")
        return next((probe.probe.url for probe in embeds if not security.allows_frames(probe.result.headers)), "")

    @property
    def is_feed_current(self) -> bool:
        """Whether apps get the new feed: only then is it worth a ping."""
        feed = [probe for probe in self.probes if probe.probe.kind == "feed"]
        return bool(feed) and not any(probe.result.fault for probe in feed)


def verify_until_ok(expected: ExpectedSite, wait: WaitPolicy, executor: Executor) -> ExternalCheckResult:
    """Check the public site until it is as expected, or the time is over.

    Args:
        expected: what listeners should get.
        wait: for caches, names and servers that need a moment.
        executor: threads, each of which sends one request at a time.
    """
    if is_placeholder(expected.link):
        return ExternalCheckResult(expected, skipped=_("{link} is a placeholder").format(link=expected.link))
    started_at = wait.now()
    todo, results, audible_since = probes(expected), dict[Probe, ProbeResult](), None
    for pause in chain(PAUSES, repeat(PAUSES[-1])):
        results |= zip(todo, executor.map(_run, todo), strict=True)
        now = wait.now()
        audible_since = audible_since or (now if _is_audible(results) else None)
        todo = tuple(
            probe
            for probe in todo
            if CompletedProbe(probe, results[probe]).is_temporary
            and not _may_be_unreachable(expected, probe, results[probe].fault)
        )
        left = wait.seconds - (now - started_at).total_seconds()
        if not todo or left < pause or all((results[probe].cache_seconds or 0) > left for probe in todo):
            break
        wait.sleep(pause)
    completed = tuple(CompletedProbe(*pair) for pair in results.items())
    return ExternalCheckResult(
        expected, completed, audible_since=audible_since, seconds=(now - started_at).total_seconds()
    )


def _may_be_unreachable(expected: ExpectedSite, probe: Probe, fault: str) -> bool:
    """Whether a fault only says that the site is not public yet.

    A folder may be copied to its server later, and the domain come with it; a bucket without its domain is useless.
    A name such as amt.local or localhost (RFC 6762, RFC 6761) is never in the public DNS.
    """
    if expected.is_elsewhere(probe.kind):
        return False
    if is_local_name(expected.link):
        return fault in {"name", "connection"}
    return fault == "name" and not expected.target.startswith("s3://")


def _run(probe: Probe) -> ProbeResult:
    return probe.check(probe.url)


def _is_audible(results: Mapping[Probe, ProbeResult]) -> bool:
    newest = [result for probe, result in results.items() if probe.is_newest]
    return bool(newest) and not any(result.fault for result in newest)


# --- lines for people ------------------------------------------------------------------------------------------------


def describe(result: ExternalCheckResult, timezone: str) -> list[str]:
    """Describe a result: each fault once, with its effect and its remedy; last, since when the episode is available.

    Args:
        result: of the proof.
        timezone: of the show, for the time of day.
    """
    if result.skipped:
        return [
            _(
                "the public site was not checked: {why}; once it is public, set `link:` in podcast.yaml to its address"
            ).format(why=result.skipped)
        ]
    if result.is_unreachable_yet:
        return [
            _(
                "the public site was not checked: {host} cannot be reached yet; point its DNS at the web server that "
                "serves {target}, or correct `link:`"
            ).format(host=urlsplit(result.expected.link).hostname, target=result.expected.target)
        ]
    return [
        *_describe_faults(result),
        *(_("hint: {what}").format(what=hint) for hint in describe_hints(result)),
        *_describe_cache(result),
        *_describe_availability(result, timezone),
    ]


def _describe_faults(result: ExternalCheckResult) -> Iterator[str]:
    groups: dict[tuple[str, bool], list[CompletedProbe]] = {}
    for completed in result.failed:
        place = result.expected.is_elsewhere(completed.probe.kind)
        groups.setdefault((completed.result.fault, place), []).append(completed)
    for (fault, _place), group in groups.items():
        urls = list(dict.fromkeys(completed.probe.url for completed in group))
        first, further = group[0].result, len(urls) - 1
        store = store_name(*result.expected.store_of(group[0].probe.kind), first.headers)
        where = _("{url} and {count} more").format(url=urls[0], count=further) if further else urls[0]
        yield f"{where}: {_(FAULTS[fault].effect)} ({first.detail}); {remedy(fault, store)}"


def describe_hints(result: ExternalCheckResult) -> Iterator[str]:
    """Describe what could be better on the public site, with the setting; it is no reason to fail."""
    headers = next((probe.result.headers for probe in result.probes if probe.probe.kind == "page"), {})
    setting = security_remedy(store_name(result.expected.endpoint, result.expected.target, headers))
    if names := result.missing_headers:
        yield _("{url} lacks security headers ({names}); {setting}").format(
            url=result.expected.link, names=", ".join(names), setting=setting
        )
    if result.blocked_embed:
        yield _("other websites cannot show the embedded player {url}; {setting}").format(
            url=result.blocked_embed, setting=setting
        )


def _describe_cache(result: ExternalCheckResult) -> Iterator[str]:
    if result.cached:
        ages = [probe.result.cache_seconds for probe in result.cached if probe.result.cache_seconds is not None]
        minutes = math.ceil(max(ages, default=MAX_CACHE_AGE) / 60) or 1
        yield ngettext(
            "a cache still serves the old feed; it will update within {minutes} minute",
            "a cache still serves the old feed; it will update within {minutes} minutes",
            minutes,
        ).format(minutes=minutes)


def _describe_availability(result: ExternalCheckResult, timezone: str) -> Iterator[str]:
    if result.audible_since is None:
        return
    sentence = _("available since {time:%H:%M:%S}")
    if is_private_address(result.expected.link):
        sentence = _(
            "available since {time:%H:%M:%S} (only on this computer or in its network: `link:` is not a public address)"
        )
    yield sentence.format(time=result.audible_since.astimezone(ZoneInfo(timezone)))
