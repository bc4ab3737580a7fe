"""What the tests of the desk in both browsers share: a tab for each module, the desk in German."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podcast.i18n import temporary_language
from tests.support.desk_sessions import desk_session
from tests.support.two_browsers import BOTH_BROWSERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.desk.desk_session import Desk
    from tests.support.webdriver import BrowserSession


@pytest.fixture
def german() -> Iterator[None]:
    """The desk speaks German."""
    with temporary_language("de"):
        yield


@pytest.fixture(scope="module", params=BOTH_BROWSERS)
def session(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, desk: Desk
) -> Iterator[BrowserSession]:
    """A tab at the desk of the module."""
    with desk_session(request.param, tmp_path_factory.mktemp(request.param), desk) as session:
        yield session
