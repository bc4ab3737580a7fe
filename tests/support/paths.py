"""Folders of the repository that tests read."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ENGLISH_DOCS = DOCS / "en"
GERMAN_DOCS = DOCS / "de"
TESTS = ROOT / "tests"
SHOWS = TESTS / "shows"
GOLDEN_FEEDS = TESTS / "feed" / "golden"
