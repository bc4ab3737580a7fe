"""The `podcast` command on a terminal of 100 columns, with warnings on."""

import os
import subprocess
from pathlib import Path

from tests.support import podcast_process


def podcast(*words: str | Path, at: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Runs the command as a person would: in a process of its own."""
    return podcast_process.run(*words, at=at, env={**os.environ, "COLUMNS": "100", "PYTHONWARNINGS": "default"})
