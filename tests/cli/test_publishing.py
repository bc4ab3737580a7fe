"""What a person sees of a store that keeps them waiting, or of a login page in its place."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from podcast.cli import main
from podcast.publish.targets import retry
from podcast.publish.targets.target import EXIT_FAILED, EXIT_REFUSED
from tests.support.publish.faulty_proxy import line
from tests.support.small_show import change, write_show

if TYPE_CHECKING:
    from pathlib import Path

NOWHERE = "http://127.0.0.1:9"
pytestmark = pytest.mark.usefixtures("credentials")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_show(tmp_path / "show", episodes=0)


def verify(root: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> object:
    """Runs `podcast verify` in this process; returns its exit status."""
    change(root / "podcast.yaml", "target: published", f"target: s3://podcasts/x, endpoint: '{endpoint}'")
    monkeypatch.setattr(sys, "argv", ["podcast", "verify", "-C", str(root)])
    with pytest.raises(SystemExit) as end:
        main.main()
    return end.value.code


@pytest.mark.long
def test_a_store_that_keeps_failing_is_not_waited_for_in_silence(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(retry, "REPORT_INTERVAL", 0.3)
    monkeypatch.setattr(retry, "MAX_PAUSE", 0.2)  # whatever the jitter, there are waits between 0.3 and 2 s
    monkeypatch.setattr(retry, "FIRST_SUCCESS_TIMEOUT", 2.0)
    with line(NOWHERE, lambda *_: "busy") as store:
        assert verify(root, store.endpoint, monkeypatch) == EXIT_FAILED
    *waits, last = capsys.readouterr().err.splitlines()
    assert waits
    for wait in waits:
        assert wait.startswith("s3://podcasts/x: GET .podcast/head.json: the store returned 503 503; trying again (")
    assert "failed" in last


def test_a_login_page_in_place_of_the_store_ends_the_command_at_once(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with line(NOWHERE, lambda *_: "portal") as portal:
        assert verify(root, portal.endpoint, monkeypatch) == EXIT_REFUSED
        assert len(portal.requests) == 1
    (words,) = capsys.readouterr().err.splitlines()
    assert "a proxy or a login page answered instead of the store (text/html); log in to this network" in words
