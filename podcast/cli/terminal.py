"""Terminal input and output: results, messages, questions."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable


def require_confirmation(question: str) -> None:
    """Ask for confirmation and stop the command unless the answer is yes.

    Raises:
        click.UsageError: stdin is not a terminal.
        click.Abort: the answer is no.
    """
    if not sys.stdin.isatty():
        raise click.UsageError(_("not a terminal, cannot ask for confirmation: pass --yes or --dry-run"))
    if not confirm(question):
        raise click.Abort


def confirm(question: str) -> bool:
    """Ask once; True for `y` or `yes`, in the current language or in English, False for anything else."""
    return _prompt(_("{question} [y/N]").format(question=question)) in {"y", "yes", _("y"), _("yes")}


def ask_yes_no(question: str) -> bool:
    """Ask until the answer is yes or no, in the current language or in English."""
    while True:
        answer = _prompt(_("{question} [y/n]").format(question=question))
        if answer in {"y", "yes", _("y"), _("yes"), "n", "no", _("n"), _("no")}:
            return answer not in {"n", "no", _("n"), _("no")}
        echo_err(_("answer with y or n"))


def _prompt(question: str) -> str:
    answer: str = click.prompt(question, "", prompt_suffix=" ", show_default=False, err=True)
    return answer.strip().casefold()


def terminal_width() -> int | None:
    """The number of columns of the terminal; None if stdout is not a terminal: then no line is cut."""
    import shutil

    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def echo_lines(lines: Iterable[str]) -> None:
    """Print results on stdout."""
    for line in lines:
        click.echo(line)


def echo_err(text: str) -> None:
    """Print a message on stderr."""
    click.echo(text, err=True)
