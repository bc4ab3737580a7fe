"""`--json`: a command prints one JSON document on stdout instead of its lines, in English, for scripts.

To add it to a command:

1. Describe the document as a `TypedDict` in `podcast.cli.documents`, and add it to `DOCUMENTS` in its module `table`.
2. Put `@json_option` below `@click.command`. The command gets no parameter for it.
3. Print results with `echo_lines` or `echo_line`, which do nothing with `--json`, never with `click.echo`; build the
   document and print it with `echo_json`, which does nothing without `--json`:

       document: BuildDocument = {"site": …, "written": …}
       echo_json(document)
       echo_lines(messages.build_summary(result))

4. Print it also where the command ends early (nothing to do, dry run) or with an exit status of its own, once.
5. Add a real run to `RUNS` of tests/cli/test_json_output.py: it validates the document against its schema.

A command that fails prints an `ErrorDocument` instead, and the message on stderr as always; `podcast.cli.main` does
that. Messages, hints and progress stay on stderr.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

import click

from podcast.cli.program.run_state import current_state
from podcast.cli.terminal import JSON, is_json, switch_on
from podcast.i18n import gettext_noop, is_json_requested
from podcast.platform.streams import is_utf8

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from podcast.cli.documents.common import ErrorDocument, ProblemDocument
    from podcast.cli.program.run_state import RunState
    from podcast.errors import Problem

    Command = TypeVar("Command", bound=Callable[..., None])

JSON_HELP = gettext_noop("Print one JSON document instead of text, for scripts.")


def json_option(command: Command) -> Command:
    """Add the option --json; `podcast.cli.terminal.is_json` says whether it was given."""
    option = click.option("--json", JSON, is_flag=True, expose_value=False, callback=switch_on, help=JSON_HELP)
    return option(command)


def echo_json(document: Mapping[str, object]) -> None:
    """Print the document of a command on stdout with `--json`; else nothing.

    Args:
        document: a `TypedDict` of `podcast.cli.documents`.
    """
    if is_json():
        current_state().has_document = True
        click.echo(_json_text(document))


def problem_documents(problems: Iterable[Problem]) -> list[ProblemDocument]:
    """Problems or hints, as documents have them."""
    return [
        {
            "path": problem.path,
            "line": problem.line,
            "column": problem.column,
            "field": problem.field,
            "what": problem.what,
            "remedy": problem.remedy,
            "code": problem.code,
        }
        for problem in problems
    ]


def echo_error_document(state: RunState, message: str, exit_status: int, problems: Iterable[Problem] = ()) -> None:
    """Print the document of a command that failed on stdout with `--json`, unless it has printed its own.

    Args:
        state: of the run.
        message: what is in the way and what to do.
        exit_status: of the command.
        problems: in the show's files, if they are the reason.
    """
    if is_json_requested(sys.argv[1:]) and not state.has_document:
        document: ErrorDocument = {
            "error": {"message": message, "exit_status": exit_status, "problems": problem_documents(problems)}
        }
        click.echo(_json_text(document))


def _json_text(document: Mapping[str, object]) -> str:
    import json

    return json.dumps(document, ensure_ascii=not is_utf8(sys.stdout), indent=1)
