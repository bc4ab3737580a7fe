"""Commands start quickly: each loads the libraries that it needs, and no others."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from podcast.cli.main import podcast
from tests.support.small_show import write_show

if TYPE_CHECKING:
    from pathlib import Path

# Each of these takes longer to import than `check` needs for a show that has not changed.
MEDIA = {"av", "numpy", "PIL", "jinja2", "boto3", "lxml", "rich", "markdown_it"}
PROGRAM = """
import json, sys
from podcast.cli.main import podcast
try:
    podcast(sys.argv[1:], standalone_mode=False)
finally:
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show that was built, and checked since it has a draft as well."""
    root = write_show(tmp_path_factory.mktemp("startup") / "show")
    draft = root / "episodes" / "entwurf"
    draft.mkdir()
    shutil.copy(root / "episodes" / "folge-1" / "recording.wav", draft)
    (draft / "episode.yaml").write_text("guid: draft\ntitle: Entwurf\nsummary: S.\ndraft: true\n", "utf-8")
    for path in [path for path in root.rglob("*") if path.is_file()]:
        os.utime(path, (0, 0))  # digests of files that have just changed are not cached
    for command in (["build", "-j", "1"], ["check"]):
        assert CliRunner().invoke(podcast, [*command, "-C", str(root)]).exit_code == 0
    return root


def libraries(root: Path, *command: str) -> set[str]:
    """The top-level modules that a command has loaded."""
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, *command, "-C", str(root)], capture_output=True, text=True, check=True
    )
    return set(json.loads(run.stderr.splitlines()[-1]))


@pytest.mark.long
def test_check_and_status_of_an_unchanged_show_load_no_media_library(built: Path) -> None:
    assert libraries(built, "check") & MEDIA == set()
    assert libraries(built, "status") & MEDIA == set()
