"""The guard of a publish: refuses changes of the feed that listeners would suffer from, unless they are intended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.i18n import _, format_day
from podcast.publish.targets.target import EXIT_REFUSED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from podcast.feed.breaking_changes import BreakingChange
    from podcast.feed.diff import FeedChanges
    from podcast.model.show import Episode, Show
    from podcast.publish.protocol.prepare import PreparedPublish
    from podcast.publish.targets.target import Target

# Kinds of changes that are refused, see `feed.breaking_changes`; clock: see `clock_guard`.
KINDS = ("guid", "page", "recording", "gone", "show", "complete", "block", "moved", "archive", "audio-moves", "clock")
_SEASON = re.compile(r"(staffel|season)-([0-9]+)")


def feed_changes(folder: Path, target: Target) -> FeedChanges:
    """The difference between the live feed, with its archives, and the one in site/.

    Worth its request only if the plan uploads feed.xml.

    Args:
        folder: site/, as it was built.
        target: only read.

    Raises:
        PublishError: the target cannot be read.
    """
    from podcast.feed import diff

    def read_live(path: str) -> bytes | None:
        stored = target.get(path)
        return stored[0] if stored else None

    def read_built(path: str) -> bytes | None:
        file = folder / path
        return file.read_bytes() if file.is_file() else None

    return diff.compare_feeds(diff.feed_documents(read_live), diff.feed_documents(read_built))


def describe_changes(changes: FeedChanges, show: Show) -> tuple[str, ...]:
    """Describe the changes, with the show's own notes on corrections and withdrawals."""
    from podcast.feed.breaking_changes import change_sentences

    notes = {episode.guid: _note(episode) for episode in show.episodes if episode.correction or episode.withdrawn}
    *lines, total = change_sentences(changes, notes)
    return (*lines, *_emptied_seasons(changes, show), total)


def _emptied_seasons(changes: FeedChanges, show: Show) -> Iterator[str]:
    """Yield a line for each season without an episode whose feed stays; one that vanishes is refused."""
    from podcast.feed.rss import seasons_with_feed

    sentence = _("season {number}: no episode is left; its feed stays at its address, without episodes")
    remaining = {str(number) for number in seasons_with_feed(show)}
    yield from (sentence.format(number=number) for number in changes.emptied_seasons if number in remaining)


def _note(episode: Episode) -> str:
    if episode.withdrawn:
        reason = " ".join(episode.withdrawn.reason.split())
        return _("since {day}: {reason}").format(day=format_day(episode.withdrawn.on), reason=reason)
    correction = episode.correction
    if not correction:
        return ""
    return _("correction of {day}: {text}").format(
        day=format_day(correction.on), text=" ".join(correction.text.split())
    )


def refuse_harm(
    prepared: PreparedPublish, changes: FeedChanges | None, show: Show, allowed: Collection[str] = ()
) -> None:
    """Refuse a publish that listeners would suffer from, by its feed or by pages and feeds that vanish.

    Args:
        prepared: the publish.
        changes: of the feed, see `feed_changes`; None if it stays as it is.
        show: see `refuse_breaking_changes`.
        allowed: of `KINDS`.

    Raises:
        PublishError: with a sentence for each refused change.
    """
    _refuse(harmful_changes(prepared, changes, show), allowed)


def harmful_changes(prepared: PreparedPublish, changes: FeedChanges | None, show: Show) -> tuple[BreakingChange, ...]:
    """Return the changes that `refuse_harm` refuses unless they are allowed; see there for the arguments."""
    from podcast.feed.diff import FeedChanges

    changes = changes or FeedChanges()
    return _unannounced_changes(changes, show, vanishing_addresses(prepared.plan.retired, changes, show))


def vanishing_addresses(retired: Collection[str], changes: FeedChanges, show: Show) -> tuple[BreakingChange, ...]:
    """Return what vanishes although it is no part of the feed: pages of withdrawn episodes, feeds of seasons.

    The page of a withdrawn episode is all that is left of it: without its folder, the page ends, and its guid and its
    address are free for another episode.

    Args:
        retired: the keys of published files that the build lacks.
        changes: of the feed: they tell which pages are those of episodes in the live feed.
        show: that is published.
    """
    from podcast import urls
    from podcast.feed.breaking_changes import BreakingChange

    listed = {item.page for item in changes.removed}
    listed |= {change.before.page for change in (*changes.changed, *changes.guid_changes)}

    def vanishing() -> Iterator[BreakingChange]:
        for key in sorted(retired):
            name, slash, file = key.partition("/")
            if not slash or name in _site_names() or f"{name}/" in listed:
                continue
            if file == "index.html" and not _SEASON.fullmatch(name):
                sentence = _(
                    "the page of the withdrawn episode {slug} would vanish: links to it break, and its guid and "
                    "its address are free for another episode; restore its folder episodes/{slug}"
                )
                yield BreakingChange("gone", "", sentence.format(slug=name))
            if file == urls.FEED and (season := _SEASON.fullmatch(name)):
                sentence = _(
                    "the feed of season {number} ({url}) would vanish: its subscribers get nothing more; list the "
                    "season in podcast.yaml and keep one of its episodes, with `withdrawn:` if need be"
                )
                url = urls.absolute_url(show, key)
                yield BreakingChange("gone", "", sentence.format(number=season[2], url=url))

    return tuple(vanishing())


def _site_names() -> frozenset[str]:
    """The first parts of the addresses of the site's own pages, in every language."""
    from podcast import urls
    from podcast.strings import translator

    translators = [translator(code) for code in ("de", "en")]
    pages = {translate(f"path_{name}") for translate in translators for name in urls.STANDARD_PAGES}
    return frozenset({"assets", "audio", *pages})


def refuse_breaking_changes(
    changes: FeedChanges, show: Show, allowed: Collection[str] = (), vanishing: Collection[BreakingChange] = ()
) -> None:
    """Refuse changes that listeners would suffer from, unless they were announced or are allowed.

    Args:
        changes: see `feed_changes`.
        show: names the episodes for which a correction or a withdrawal was announced.
        allowed: of `KINDS`.
        vanishing: see `vanishing_addresses`.

    Raises:
        PublishError: with a sentence for each refused change.
    """
    _refuse(_unannounced_changes(changes, show, vanishing), allowed)


def _unannounced_changes(
    changes: FeedChanges, show: Show, vanishing: Collection[BreakingChange]
) -> tuple[BreakingChange, ...]:
    from podcast.feed.breaking_changes import find_breaking_changes

    announced = {episode.guid for episode in show.episodes if episode.correction or episode.withdrawn}
    return (*find_breaking_changes(changes, announced), *vanishing)


def _refuse(breaking: Collection[BreakingChange], allowed: Collection[str]) -> None:
    refused = [change for change in breaking if change.kind not in allowed]
    if refused:
        kinds = " ".join(f"--allow {kind}" for kind in KINDS if any(change.kind == kind for change in refused))
        lines = "\n".join(change.sentence for change in refused)
        sentence = _("{lines}\nNothing was changed. If this is intended, pass {kinds}")
        raise PublishError(sentence.format(lines=lines, kinds=kinds), EXIT_REFUSED)
