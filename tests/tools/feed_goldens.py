"""Writes the feeds that the tests compare with anew: `python -m tests.tools.feed_goldens`, then read the difference."""

from __future__ import annotations

from tests.support.feed_inputs import full
from tests.support.paths import GOLDEN_FEEDS
from tests.support.shipped_feeds import shipped

if __name__ == "__main__":
    (GOLDEN_FEEDS / "full.xml").write_bytes(full().bytes())
    (GOLDEN_FEEDS / "shipped.xml").write_bytes(shipped()["feed.xml"])
