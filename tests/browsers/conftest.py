"""One Chromium for all tests of built pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.browsers import built_anew, chromium, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from podcast.pipeline import BuildResult
    from tests.support.browsers import Site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, driven by Playwright; the tests fail or are skipped where it is not installed."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def site(built_in_full: BuildResult, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The shipped show, built with a long transcript and a withdrawn episode, as a web server has it."""
    made = built_anew(built_in_full, tmp_path_factory.mktemp("browser") / "show")
    with served(made.site) as running:
        yield running
