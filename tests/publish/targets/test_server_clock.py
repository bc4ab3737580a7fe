"""The clock of a server, by the Date of its responses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from podcast.publish.targets.server_clock import clock_skew


@pytest.mark.parametrize("seconds", [-7200, 0, 90])
def test_a_date_tells_by_how_much_the_server_is_ahead(seconds: int) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
    assert clock_skew(date, 5.0) == pytest.approx(seconds, abs=10)


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 30 Nov 2026 10:00:00 -0000"])
def test_without_a_date_that_has_a_time_zone_the_skew_stays(date: str) -> None:
    assert clock_skew(date, 5.0) == 5.0
