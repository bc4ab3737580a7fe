"""Times in a recording, as people type them."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator

from podcast.i18n import _
from podcast.model.types import invalid
from podcast.model.written_numbers import number_correction

_TIME = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-5][0-9])(?:[.,]([0-9]{1,3}))?")


def parse_time(value: object) -> float:
    """Return the seconds of a time as people type it: `0:00`, `1:23.5`, `1:02:03`, or seconds; to the millisecond."""
    if isinstance(value, bool):
        raise invalid(_("is true or false"), _('write a time such as "1:23"'))
    if isinstance(value, int | float):
        if not 0 <= value < 1e7:
            raise invalid(
                _("{value} is not a time in a recording").format(value=value),
                _('write minutes and seconds, such as "1:23"'),
            )
        return round(float(value), 3)
    match = _TIME.fullmatch(str(value).strip())
    if not match and (correction := number_correction(str(value))):
        raise invalid(*correction[:2])
    if not match:
        raise invalid(
            _('"{value}" is not a time').format(value=value),
            _('write minutes and seconds, such as "1:23" or "1:02:03.5"'),
        )
    hours, minutes, seconds, fraction = match.groups()
    if hours and int(minutes) > 59:
        raise invalid(
            _('"{value}" has more than 59 minutes').format(value=value),
            _('write hours, minutes and seconds, such as "1:02:03"'),
        )
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int((fraction or "0").ljust(3, "0")) / 1000


Seconds = Annotated[float, BeforeValidator(parse_time)]
