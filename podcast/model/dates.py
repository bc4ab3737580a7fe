"""Field types for days and dates, and moments in a time zone. `written_dates` reads what people write."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from podcast.errors import PodcastError
from podcast.i18n import _
from podcast.model.types import invalid
from podcast.model.written_dates import read_written_date


def _date(value: object, info: ValidationInfo) -> datetime:
    """Return a date in the show's time zone, or with an offset of its own."""
    if isinstance(value, datetime):
        return value
    local = parse_date(str(value).strip())
    if local.tzinfo:
        return local
    zone = (info.context or {}).get("timezone")
    if zone is None:  # the show's time zone has a problem, which is reported
        return local.replace(tzinfo=UTC)
    return in_zone(local, ZoneInfo(zone))


def parse_date(text: str) -> datetime:
    """Return date and time as they are written, in no time zone unless they have an offset."""
    written = read_written_date(text, needs_time=True)
    if written is None:
        raise invalid(_('"{text}" is not a date').format(text=text), _("write day and time, such as 2021-11-23 09:00"))
    if not written.time:
        raise invalid(
            _("{text} has no time of day").format(text=text),
            _("add it, as in {text} 09:00").format(text=text),
        )
    return datetime.fromisoformat(str(written).replace(" ", "T"))


def in_zone(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment of a local time.

    At the change to daylight saving time an hour does not exist, at the change back one exists twice: both are refused.
    """
    first, second = local.replace(tzinfo=zone), local.replace(tzinfo=zone, fold=1)
    text = f"{local:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
        raise invalid(
            _("{text} does not exist in {name}: clocks go forward then").format(text=text, name=zone.key),
            _("choose another hour"),
        )
    if first.utcoffset() != second.utcoffset():
        hint = f"{text}{first.isoformat()[-6:]}"
        raise invalid(
            _("{text} exists twice in {name}: clocks go back then").format(text=text, name=zone.key),
            _("add the offset from UTC, as in {hint}").format(hint=hint),
        )
    return first


def read_moment(text: str) -> datetime:
    """Return date and time as they are typed on the command line; in no time zone unless they have an offset.

    Raises:
        PodcastError: they are no date and time.
    """
    try:
        return parse_date(text.strip())
    except PydanticCustomError as error:
        raise PodcastError(error.message()) from None


def moment_in_zone(local: datetime, zone: str) -> datetime:
    """Return the moment of a local time in a time zone.

    Raises:
        PodcastError: the clocks there never show that time, or show it twice.
    """
    try:
        return in_zone(local, ZoneInfo(zone))
    except PydanticCustomError as error:
        raise PodcastError(error.message()) from None


def normalise_date(text: str) -> str:
    """Return a day or a date in the form that files should have: `2026-11-24`, `2026-11-24 09:00`, with its offset.

    A text that is no date is returned as it is.
    """
    try:
        return str(read_written_date(text, needs_time=False) or text)
    except PydanticCustomError:
        return text


def _day(value: object) -> date:
    """Return a day, without a time."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    text = str(value).strip()
    written = read_written_date(text, needs_time=False)
    if written is None:
        raise invalid(_('"{text}" is not a day').format(text=text), _("write year-month-day, such as 2021-11-23"))
    if written.time:
        raise invalid(
            _("{text} has a time of day").format(text=text), _("write only the day, {day}").format(day=written.day)
        )
    return written.day


Day = Annotated[date, BeforeValidator(_day)]
Date = Annotated[datetime, BeforeValidator(_date)]
