"""The problems and hints of the shows of tests/shows, in both languages, as they are written down beside each show.

`python -m tests.support.golden_findings NAME …` writes them anew for these shows: read each difference.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from podcast.checks.examine import examine
from podcast.checks.facts import Facts
from podcast.checks.rules import find_problems
from podcast.show.load import load
from tests.support import generated_shows

if TYPE_CHECKING:
    from podcast.checks.examine import Examination

# Language of the terminal -> the files of problems and of hints; one of hints is left out if there are none.
FILES = {"en": ("problems.txt", "hints.txt"), "de": ("problems.de.txt", "hints.de.txt")}


def lines(name: str, file: str) -> list[str]:
    """The lines of a file beside a show."""
    path = generated_shows.SHOWS / name / file
    return path.read_text("utf-8").splitlines() if path.exists() else []


def messages(examination: Examination) -> tuple[list[str], list[str]]:
    """The problems, and the hints but for those on `legal:` and `owner:`, which every show without these fields has."""
    fields = examination.loaded.source_map.document("podcast.yaml").fields or {}
    hints = [
        str(problem)
        for problem in examination.hints()
        if not any(name not in fields and problem.field.startswith(name) for name in ("legal", "owner"))
    ]
    return [str(problem) for problem in examination.problems], hints


def messages_as_it_lies(name: str) -> tuple[list[str], list[str]]:
    """The problems of a show without `made.txt`, of form and of rules; its files are not inspected."""
    return [str(problem) for problem in find_problems(load(generated_shows.SHOWS / name), Facts())], []


def write_golden(name: str) -> None:
    """Write what a show tells in each language."""
    with tempfile.TemporaryDirectory() as folder:
        root = generated_shows.put(name, Path(folder)) if name in generated_shows.NAMES else None
        for language, files in FILES.items():
            os.environ["LANGUAGE"] = language
            findings = messages(examine(root)) if root else messages_as_it_lies(name)
            for file, texts in zip(files, findings, strict=True):
                path = generated_shows.SHOWS / name / file
                path.write_text("".join(f"{text}\n" for text in texts), "utf-8")
                if not texts and "hints" in file:
                    path.unlink()


if __name__ == "__main__":
    for show_name in sys.argv[1:]:
        write_golden(show_name)
