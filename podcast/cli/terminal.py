"""Terminal input and output: results, messages, questions.

What a command prints depends on three options that every command has:

    echo_lines, echo_line   results, on stdout; not with `--json`: then stdout carries one document instead
    echo_err                errors, warnings and what changed without being asked for, on stderr, always
    echo_hint               hints, `next:` lines and notes, on stderr; not with `--quiet`
    echo_detail             details, on stderr; only with `--verbose`

The options are stored in click's context, so that they end with the command; outside of a command all are off.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable

# The parameter names of the output options; the contexts of a command line share them in `click.Context.meta`.
JSON, QUIET, VERBOSE = "json", "quiet", "verbose"
_META = "podcast.output"


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


def ask_yes_no(question: str, *, default: bool | None = None) -> bool:
    """Ask until the answer is yes or no, in the current language or in English; Enter takes the default, if any."""
    words = {True: _("{question} [Y/n]"), False: _("{question} [y/N]"), None: _("{question} [y/n]")}
    while True:
        answer = _prompt(words[default].format(question=question))
        if not answer and default is not None:
            return default
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
    """Print results on stdout; nothing with `--json`, see `podcast.cli.json_output`."""
    if is_json():
        return
    for line in lines:
        click.echo(line)


def echo_line(line: str) -> None:
    """Print a result of one line on stdout; nothing with `--json`."""
    echo_lines([line])


def echo_err(text: str) -> None:
    """Print an error or a warning on stderr."""
    click.echo(text, err=True)


def echo_hint(text: str) -> None:
    """Print a hint, a next step or a note on stderr; nothing with `--quiet`."""
    if not is_quiet():
        echo_err(text)


def echo_detail(text: str) -> None:
    """Print a detail on stderr, only with `--verbose`."""
    if is_verbose():
        echo_err(text)


def is_json() -> bool:
    """Whether the command was called with `--json`."""
    return _is_switched_on(JSON)


def is_quiet() -> bool:
    """Whether the command was called with `--quiet`: no hints, no progress, no `next:` lines."""
    return _is_switched_on(QUIET)


def is_verbose() -> bool:
    """Whether the command was called with `--verbose`: with details."""
    return _is_switched_on(VERBOSE)


def switch_on(context: click.Context, parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 -- click's own
    """Store that an output option was given, before the command's name or after it; a callback for `click.Option`."""
    if value:
        context.meta[f"{_META}.{parameter.name}"] = True


def _is_switched_on(name: str) -> bool:
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(f"{_META}.{name}"))
