"""Sessions at a terminal as the docs show them: read from the page, run as they stand there, and compared."""

from __future__ import annotations

import os
import pty
import re
import shlex
import signal
import subprocess
import tempfile
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support import podcast_process
from tests.support.preview_process import ask

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 300  # seconds after which nobody waits any more
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
STEP = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
ASKING = "podcast init"
ANY = "…"  # a line of the docs that stands for any number of lines
# What differs from one run to the next, or with the pages that the site happens to have.
VARIES = (
    (re.compile(r"(?m)^.*\b8360\b.*\b83\d\d\b.*\n"), ""),  # that another port is taken instead
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"\.[0-9a-f]{8}\."), ".DIGEST."),
    (re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d|\d\d\.\d\d\.20\d\d,? \d\d:\d\d"), "DATE"),
    (re.compile(r"\d+([.,]\d+)?(?= (s|kB|MB|[Bb]ytes|files?|Dateien|Datei|to upload|hochzuladen)\b)"), "N"),
    (re.compile(r"× \d+"), "× N"),
    (re.compile(r"  +"), "  "),
    (re.compile(r"(\[[yj]/N\] )[yj]\n"), r"\1"),  # what is typed is seen at a terminal only
)

QUESTION = re.compile(r"([* ] .*[?)\]])(?: (.*))?")  # of `podcast init`, and the answer; none where Enter is typed


@dataclass(frozen=True)
class Step:
    """A command, and what the docs say that it prints."""

    command: str
    output: str

    def answers(self) -> list[str]:
        """What is typed at the questions of `podcast init`; a question ends in `?`, `)` or `]`."""
        return [match[2] or "" for line in self.output.splitlines() if (match := self._question(line))]

    def printed(self) -> str:
        """The output without what is typed: at a terminal its line break ends the line of a question."""
        lines = ((line, self._question(line)) for line in self.output.splitlines())
        return "".join(f"{match[1]} " if match else f"{line}\n" for line, match in lines)

    def _question(self, line: str) -> re.Match[str] | None:
        return QUESTION.fullmatch(line) if self.command.startswith(ASKING) else None


def steps(page: str) -> list[Step]:
    return [Step(command, output.rstrip()) for command, output in STEP.findall("".join(BLOCK.findall(page)))]


def run(command: str, folder: Path, answers: str) -> tuple[int, str]:
    """Runs a command at a terminal where somebody types these answers; its status, and all that it printed."""
    first, *rest = shlex.split(command)
    terminal, program_end = pty.openpty()
    try:
        os.write(terminal, answers.encode())
        with tempfile.TemporaryFile() as printed:
            if first == "podcast":
                streams = (program_end, printed, printed)
                status = podcast_process.start(tuple(rest), streams=streams, at=folder).wait(PATIENCE)
            else:
                status = subprocess.run(
                    [first, *rest], cwd=folder, stdin=program_end, stdout=printed, stderr=printed, check=False
                ).returncode
            printed.seek(0)
            return status, printed.read().decode()
    finally:
        os.close(terminal)
        os.close(program_end)


def look_on(command: str, folder: Path, last: str) -> str:
    """Runs `podcast serve` until it has said this line, opens the page that it names, and stops it by Ctrl-C."""
    printed: list[str] = []
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    reader, writer = os.pipe()
    with open(os.devnull, "rb") as no_input:  # noqa: PTH123 -- no path, a place of the system
        streams, words = (no_input, writer, writer), tuple(shlex.split(command)[1:])
        running = podcast_process.start(words, streams=streams, at=folder, env=environment, session=True)
    os.close(writer)
    watch = threading.Timer(PATIENCE, os.killpg, [running.pid, signal.SIGKILL])
    watch.start()
    with os.fdopen(reader, encoding="utf-8") as lines:
        for line in lines:
            printed.append(line)
            if same(last, line):
                assert ask(next(text for text in printed if text.startswith("http")).strip()).status == 200
                os.killpg(running.pid, signal.SIGINT)
    status = running.wait()
    watch.cancel()
    assert status == 0, "".join(printed)
    return "".join(printed)


def same(documented: str, printed: str) -> bool:
    """Whether it printed what the docs say, but for what differs each time."""
    parts = map(re.escape, re.split(rf"(?m)^{ANY}\n", settled(documented)))
    return re.fullmatch(r"(?:.*\n)?".join(parts), settled(printed), re.DOTALL) is not None


def settled(text: str) -> str:
    """A text in which what varies is always the same."""
    for pattern, instead in VARIES:
        text = pattern.sub(instead, text)
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())
