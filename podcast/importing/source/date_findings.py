"""Findings about the dates of a feed's items: notations other than RFC 822, and dates without a zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podcast.i18n import ngettext
from podcast.importing.findings import ImportFinding
from podcast.importing.source.feed_dates import has_zone, is_standard_date, parse_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def date_findings(items: Iterable[Any]) -> Iterator[ImportFinding]:
    """Yield how many dates are written in another way than RFC 822 wants, and how many have no zone, with an example.

    Args:
        items: of all documents. Dates that cannot be read belong to their items, and are not counted here.
    """
    sloppy: list[str] = []
    zoneless: list[str] = []
    for item in items:
        text = str(item.findtext("pubDate") or "").strip()
        if is_standard_date(text) or not parse_date(text):
            continue
        (sloppy if has_zone(text) else zoneless).append(text)
    if sloppy:
        sentence = ngettext(
            "{number} date is not written as RFC 822 wants it, such as “{text}”; it was read as {date}",
            "{number} dates are not written as RFC 822 wants them, such as “{text}”; it was read as {date}",
            len(sloppy),
        )
        yield _finding("sloppy-date", sentence, sloppy)
    if zoneless:
        sentence = ngettext(
            "{number} date has no time zone that is known, “{text}”; it was read as UTC: {date}",
            "{number} dates have no time zone that is known, such as “{text}”; they were read as UTC: {date}",
            len(zoneless),
        )
        yield _finding("date-without-zone", sentence, zoneless)


def _finding(rule: str, sentence: str, texts: list[str]) -> ImportFinding:
    date = parse_date(texts[0])
    example = date.isoformat() if date else ""
    return ImportFinding(rule, "", sentence.format(number=len(texts), text=texts[0], date=example), "repaired")
