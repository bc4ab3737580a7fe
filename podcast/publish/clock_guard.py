"""The guard against a wrong clock: by it, scheduled episodes would go out, and retired files would be deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _, format_moment
from podcast.publish.targets.target import EXIT_REFUSED

if TYPE_CHECKING:
    from collections.abc import Collection

    from podcast.model.show import Show
    from podcast.publish.protocol.prepare import PreparedPublish

KIND: Final = "clock"  # of `--allow`
MAX_SKEW: Final = timedelta(minutes=10)  # between two clocks that are both right enough; S3 refuses 15 minutes
MAX_SILENCE: Final = timedelta(days=366)  # without any changed file and any publish


def clock_doubt(show: Show, prepared: PreparedPublish, at: datetime | None = None) -> str:
    """Return why this computer's clock may be wrong, in words; empty if it seems right, or if nothing depends on it.

    The target's own clock decides where it has one. Else the clock must not stand before the last publish, and not more
    than `MAX_SILENCE` after it and after the newest file of the show if an episode would go out, or files would be
    deleted, by it.

    Args:
        show: that is published.
        prepared: the publish.
        at: the moment for which the show was built, if it is not now: then its episodes do not depend on the clock.
    """
    from podcast import urls

    now, published_at = prepared.now, prepared.state.manifest.published_at
    skew = timedelta(seconds=prepared.target.clock_skew())
    if abs(skew) > MAX_SKEW:
        return _("this computer's clock says {now}, the target's clock {other}").format(
            now=_day(now, show), other=_day(now + skew, show)
        )
    if skew:  # the target's clock agrees
        return ""
    if published_at and now < published_at - MAX_SKEW:
        return _("this computer's clock says {now}, but the last publish was on {other}").format(
            now=_day(now, show), other=_day(published_at, show)
        )
    newest = max(filter(None, (published_at, prepared.site.content_time)), default=now)
    live = prepared.state.manifest.objects
    pages = (urls.file_path(urls.episode(episode)) for episode in show.episodes)
    depends = bool(prepared.plan.deletions) or (at is None and any(page not in live for page in pages))
    if published_at and depends and now - newest > MAX_SILENCE:
        return _("this computer's clock says {now}, but the newest file and the last publish are of {other}").format(
            now=_day(now, show), other=_day(newest, show)
        )
    return ""


def clock_hint(show: Show, published_at: datetime | None, now: datetime) -> str:
    """Return the hint at a clock that stands before the last publish; empty if it does not."""
    if published_at is None or now >= published_at - MAX_SKEW:
        return ""
    sentence = _("this computer's clock says {now}, but the last publish was on {other}: set the clock")
    return sentence.format(now=_day(now, show), other=_day(published_at, show))


def file_clock_hint(show: Show, changed_at: float, now: datetime) -> str:
    """Return the hint at a clock that stands before the time of podcast.yaml (seconds since 1970); else empty."""
    if now.timestamp() >= changed_at - MAX_SKEW.total_seconds():
        return ""
    sentence = _("this computer's clock says {now}, but podcast.yaml was changed on {other}: set the clock")
    return sentence.format(now=_day(now, show), other=_day(datetime.fromtimestamp(changed_at, UTC), show))


def refuse_wrong_clock(doubt: str, allowed: Collection[str] = ()) -> None:
    """Refuse a publish by a clock that may be wrong, unless it is allowed.

    Raises:
        PublishError: it is not.
    """
    if KIND not in allowed:
        sentence = _("{doubt}; nothing was changed. Set the clock; if it is right, pass --allow clock")
        raise PublishError(sentence.format(doubt=doubt), EXIT_REFUSED)


def _day(moment: datetime, show: Show) -> str:
    return format_moment(show.local_time(moment.astimezone(UTC)))
