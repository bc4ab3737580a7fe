"""Writes the feeds that the tests compare with anew: `python tests/feed_goldens.py`, then read the difference."""

from __future__ import annotations

from pathlib import Path

from feed_shows import full
from test_feed_corpus import shipped

GOLDENS = Path(__file__).parent / "feeds"

if __name__ == "__main__":
    (GOLDENS / "full.xml").write_bytes(full().bytes())
    (GOLDENS / "shipped.xml").write_bytes(shipped()["feed.xml"])
