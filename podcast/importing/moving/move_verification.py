"""Check of a move from outside: the redirect, the episodes, their audio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podcast.errors import PodcastError
from podcast.i18n import _, ngettext
from podcast.importing.moving.audio_availability import check_availability, sample
from podcast.importing.moving.move_report import MoveReport
from podcast.importing.moving.redirect_check import check_redirect
from podcast.importing.source.read_source import read_source
from podcast.importing.source.repeated_items import enclosure_url, item_guid

if TYPE_CHECKING:
    from collections.abc import Collection

    from podcast.importing.downloads.policy import NetworkPolicy
    from podcast.importing.source.read_source import SourceFeed

MAX_NAMED: Final = 5  # guids or addresses that a report names; the others are counted
MAX_OLD_AUDIO: Final = 50  # addresses at the old host that are asked


def verify_move(
    old: str, new: str, guids: Collection[str], policy: NetworkPolicy, old_audio: Collection[str] = ()
) -> MoveReport:
    """Check from outside that the subscribers of the old feed arrive at the new one, and find all there.

    Args:
        old: the address of the feed at the old host.
        new: the address of the feed now.
        guids: of all public episodes of the show.
        policy: the limits.
        old_audio: the addresses of the audio at the old host, by the journal of the downloads; may be empty.
    """
    report = check_redirect(old, new, policy)
    try:
        source = read_source(new, policy)
    except PodcastError as error:
        return report + MoveReport(problems=(str(error),))
    report += _check_guids(source, guids)
    report += _check_audio(source, policy)
    return report + _check_old_audio(sorted(old_audio), policy)


def _check_guids(source: SourceFeed, guids: Collection[str]) -> MoveReport:
    """Compare the guids of the feed with those of the show."""
    in_feed, in_show = {item_guid(item.element) for item in source.items}, {guid.strip() for guid in guids}
    missing, added = sorted(in_show - in_feed), sorted(in_feed - in_show)
    problems = []
    if missing:
        sentence = ngettext(
            "{count} episode of the show is not in the feed: {guids}",
            "{count} episodes of the show are not in the feed: {guids}",
            len(missing),
        )
        problems.append(sentence.format(count=len(missing), guids=_some(missing)))
    if added:
        sentence = ngettext(
            "{count} episode of the feed has a guid that the show does not have: {guids}",
            "{count} episodes of the feed have guids that the show does not have: {guids}",
            len(added),
        )
        problems.append(sentence.format(count=len(added), guids=_some(added)))
    if problems:
        return MoveReport(problems=tuple(problems))
    sentence = ngettext(
        "the feed has the {count} episode of the show, with the same guid",
        "the feed has the {count} episodes of the show, with the same guids",
        len(in_feed),
    )
    return MoveReport(passed=(sentence.format(count=len(in_feed)),))


def _some(values: list[str]) -> str:
    """The first values, and that there are others."""
    named = ", ".join(values[:MAX_NAMED])
    return f"{named}, …" if len(values) > MAX_NAMED else named


def _check_audio(source: SourceFeed, policy: NetworkPolicy) -> MoveReport:
    """Ask for the audio of the episodes; of many episodes, for that of a sample."""
    addresses = [url for item in source.items if (url := enclosure_url(item.element))]
    missing = len(source.items) - len(addresses)
    availability = check_availability(sample(addresses), policy)
    problems = list(availability.failures[:MAX_NAMED])
    if hidden := len(availability.failures) - len(problems):
        problems.append(_("audio of {count} more episodes cannot be fetched").format(count=hidden))
    if missing:
        sentence = ngettext("{count} episode has no audio", "{count} episodes have no audio", missing)
        problems.append(sentence.format(count=missing))
    if problems:
        return MoveReport(problems=tuple(problems))
    values = {"checked": availability.checked, "count": len(addresses)}
    sentence = ngettext(
        "audio can be fetched: the only episode was asked for",
        "audio can be fetched: all {count} episodes were asked for",
        len(addresses),
    )
    if availability.checked < len(addresses):
        sentence = _(
            "audio can be fetched: {checked} of {count} episodes were asked for, the newest, the oldest, and others "
            "evenly spread"
        )
    return MoveReport(passed=(sentence.format(**values),))


def _check_old_audio(addresses: list[str], policy: NetworkPolicy) -> MoveReport:
    """Ask for audio at the old host, which links in other places lead to."""
    if not addresses:
        return MoveReport(hints=(_("the old addresses of the audio were not checked: this folder does not know them"),))
    availability = check_availability(sample(addresses, MAX_OLD_AUDIO), policy)
    failed = len(availability.failures)
    if not failed:
        sentence = _("the old addresses of the audio still answer, or lead on ({checked} were asked)")
        return MoveReport(passed=(sentence.format(checked=availability.checked),))
    sentence = _(
        "{failed} of {checked} old addresses of audio no longer answer: links to them in other places are broken, and "
        "apps that have not seen the redirect cannot play; the first is {sentence}"
    )
    values = {"failed": failed, "checked": availability.checked, "sentence": availability.failures[0]}
    return MoveReport(hints=(sentence.format(**values),))
