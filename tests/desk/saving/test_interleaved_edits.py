"""Two windows and a terminal edit one file at once and are killed: no edit is lost, no half file is ever seen."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from podcast.platform.rules import WINDOWS_RULES
from tests.support.desk_show import DRAFT, write_desk_show
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(WINDOWS_RULES, reason="it forks and kills")

FILE = f"{DRAFT}# bleibt\npeople: [{{name: Erika Muster, role: host}}]  # bleibt auch\n".replace("\n", "\r\n")


def interleaved(tmp_path: Path, edits: int, kills: int) -> dict[str, object]:
    root = write_desk_show(tmp_path / "show")
    (root / "episodes/zweiter-kaffee/episode.yaml").write_bytes(FILE.encode())
    words = [str(root), "zweiter-kaffee", str(edits), str(kills), "17"]
    command = [sys.executable, "-m", "tests.support.interleaved_edits", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    findings: dict[str, object] = json.loads(done.stdout)
    return findings


def require_nothing_lost(findings: dict[str, object]) -> None:
    assert {name: findings[name] for name in ("lost_edits", "half_files", "refused", "leftovers")} == {
        "lost_edits": [],
        "half_files": [],
        "refused": [],
        "leftovers": [],
    }


def test_some_hundred_edits_with_kills_lose_nothing(tmp_path: Path) -> None:
    findings = interleaved(tmp_path, 150, 5)
    require_nothing_lost(findings)
    assert findings["kills"] == 5


@pytest.mark.long
def test_ten_thousand_edits_with_kills_lose_nothing(tmp_path: Path) -> None:
    findings = interleaved(tmp_path, 10_000, 100)
    require_nothing_lost(findings)
    assert int(str(findings["edits"])) >= 10_000
    assert findings["conflicts"]  # the windows did meet
