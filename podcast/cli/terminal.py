"""Reading from and writing to the terminal: results, hints, questions."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import click

from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable


def asked(question: str) -> None:
    """Asks, and stops if the answer is no."""
    if not sys.stdin.isatty():
        raise click.UsageError(_("there is nobody to ask: say --yes to publish, or --dry-run to look"))
    if not confirmed(question):
        raise click.Abort


def confirmed(question: str) -> bool:
    """Whether the answer is yes: `y` or `yes`, in the reader's language or in English; all else is no."""
    return _answer(_("{question} [y/N]").format(question=question)) in {"y", "yes", _("y"), _("yes")}


def decided(question: str) -> bool:
    """Yes or no, in the reader's language or in English; asks until it is one of them."""
    while True:
        answer = _answer(_("{question} [y/n]").format(question=question))
        if answer in {"y", "yes", _("y"), _("yes"), "n", "no", _("n"), _("no")}:
            return answer not in {"n", "no", _("n"), _("no")}
        hint(_("answer with y or n"))


def _answer(question: str) -> str:
    said: str = click.prompt(question, "", show_default=False, err=True)
    return said.strip().casefold()


def width() -> int | None:
    """How many columns the terminal has; None where nobody reads along: there nothing is cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def echo(lines: Iterable[str]) -> None:
    """The result, on stdout."""
    for line in lines:
        click.echo(line)


def hint(words: str) -> None:
    """All else, on stderr."""
    click.echo(words, err=True)
