"""The one line of the quick check."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from podcast.i18n import _, format_day, format_number, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.publish.outside.quick.quick_check import QuickFault, QuickResult


def quick_line(result: QuickResult, timezone: str) -> str:
    """Describe a result in one line.

    Args:
        result: of the check.
        timezone: of the show, for days.
    """
    if result.faults:
        return _("FAULT: {faults}").format(faults="; ".join(_faults(result)))
    return _("ok: {facts}").format(facts=", ".join(_facts(result, ZoneInfo(timezone))))


def _facts(result: QuickResult, zone: ZoneInfo) -> Iterator[str]:
    yield ngettext("{count} episode", "{count} episodes", result.episodes).format(count=result.episodes)
    if result.newest_date:
        day = format_day(result.newest_date.astimezone(zone))
        yield _('newest "{title}" of {day}').format(title=" ".join(result.newest_title.split()), day=day)
    if result.audio_checked == result.audio_files:
        yield ngettext("{count} audio file", "{count} audio files", result.audio_files).format(count=result.audio_files)
    else:
        sentence = _("{checked} of {count} audio files checked")
        yield sentence.format(checked=result.audio_checked, count=result.audio_files)
    yield _("feed {size} kB").format(size=format_number(result.feed_bytes / 1e3))
    if result.certificates:
        until = min(host.certificate.valid_until for host in result.certificates)
        yield _("certificate valid until {day}").format(day=format_day(until.astimezone(zone)))


def _faults(result: QuickResult) -> Iterator[str]:
    """Yield each fault; of the audio files the first one, and their number."""
    yield from (_with_address(fault) for fault in result.faults if fault.kind != "audio")
    audio = [fault for fault in result.faults if fault.kind == "audio"]
    if audio:
        sentence = ngettext(
            "{bad} of {count} audio file: {first}", "{bad} of {count} audio files: {first}", result.audio_checked
        )
        yield sentence.format(bad=len(audio), count=result.audio_checked, first=_with_address(audio[0]))


def _with_address(fault: QuickFault) -> str:
    return f"{fault.url}: {fault.detail}" if fault.kind in {"feed", "audio"} else fault.detail
