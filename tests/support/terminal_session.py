"""A command on a terminal of its own, whose questions are answered one after the other."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CTRL_C = "\x03"  # as an answer: interrupts the command at that question
_MAX_SILENT_SECONDS = 60  # a command that says nothing for so long waits for an answer that the test does not have
_MAX_PRESSES = 5  # of Ctrl-C, for the command may just be between two questions
_QUESTION_ENDS = (": ", "? ", ") ", "] ")


def run_in_terminal(words: list[str], answers: list[str], folder: Path, **environment: str) -> tuple[str, int]:
    """Run the command; answer when the output has come to the end of a question.

    Args:
        words: of the command line, without the program's name.
        answers: one for each question, without a line break.
        folder: the working directory.
        environment: additional variables.

    Returns:
        What the screen showed, and the exit status.
    """
    screen, terminal = pty.openpty()
    variables = {**os.environ, "LANGUAGE": "en", "TZ": "Europe/Vienna", "COLUMNS": "200", **environment}
    command = [sys.executable, "-m", "podcast", *words]
    streams = {"stdin": terminal, "stdout": terminal, "stderr": terminal}
    # A shell that starts the tests in the background lets them ignore Ctrl-C, and a thread may block it: the command
    # would inherit both.
    start = {"start_new_session": True, "preexec_fn": _accept_interrupts}
    with subprocess.Popen(command, cwd=folder, env=variables, **start, **streams) as process:
        os.close(terminal)
        output, remaining, presses = "", list(answers), 0
        while select.select([screen], [], [], _MAX_SILENT_SECONDS)[0]:
            try:
                output += os.read(screen, 4096).decode()
            except OSError:  # the program has ended
                break
            if output.endswith(_QUESTION_ENDS) and remaining:
                answer = remaining[0]
                if answer == CTRL_C and presses < _MAX_PRESSES:  # again if another question comes, as a person does
                    process.send_signal(signal.SIGINT)
                    presses += 1
                    answer = ""  # the line ends a read that began just before the signal came
                else:
                    remaining.pop(0)
                os.write(screen, f"{answer}\n".encode())
                output += "\0"  # the question is answered
        else:
            process.kill()
    os.close(screen)
    return output, process.returncode


def _accept_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
