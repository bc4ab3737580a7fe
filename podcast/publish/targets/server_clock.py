"""The clock of a server, by the Date of its responses."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def clock_skew(date: str, before: float) -> float:
    """The seconds by which a server's clock is ahead of ours, by the Date of a response; `before` if it has none."""
    try:
        server_time = parsedate_to_datetime(date)
    except (TypeError, ValueError):
        return before
    return (server_time - datetime.now(UTC)).total_seconds() if server_time.tzinfo else before
