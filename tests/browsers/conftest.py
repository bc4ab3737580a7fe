"""One Chromium for all tests of built pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.browsers import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, driven by Playwright; the tests fail or are skipped where it is not installed."""
    with chromium() as browser:
        yield browser
