"""The `podcast` command: parse the arguments, make one call, print the result on stdout and messages on stderr."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from podcast.cli import messages
from podcast.cli.commands.build import build
from podcast.cli.commands.check import check
from podcast.cli.commands.clean import clean
from podcast.cli.commands.compare import compare
from podcast.cli.commands.completion import completion
from podcast.cli.commands.desk import desk
from podcast.cli.commands.docs import docs
from podcast.cli.commands.help import help_
from podcast.cli.commands.init import init
from podcast.cli.commands.listen import listen
from podcast.cli.commands.new import new
from podcast.cli.commands.publish import publish
from podcast.cli.commands.release.approve import approve
from podcast.cli.commands.release.share import share
from podcast.cli.commands.schema import schema_
from podcast.cli.commands.serve import serve
from podcast.cli.commands.status import status
from podcast.cli.commands.transcribe import transcribe
from podcast.cli.commands.transfer.archive import archive
from podcast.cli.commands.transfer.import_ import import_
from podcast.cli.commands.transfer.pull import pull
from podcast.cli.commands.undo import undo
from podcast.cli.commands.unpublish import unpublish
from podcast.cli.commands.verify import verify
from podcast.cli.commands.writing.rename import rename
from podcast.cli.commands.writing.set import set_
from podcast.cli.json_output import JSON_HELP, echo_error_document, echo_json
from podcast.cli.program.completion import COMPLETE_VARIABLE
from podcast.cli.program.run_state import RunState, current_state
from podcast.cli.program.start_folder import folder_option
from podcast.cli.program.translated_help import TranslatedGroup
from podcast.cli.terminal import JSON, echo_line, switch_on
from podcast.errors import BuildError, PodcastError, ShowError
from podcast.i18n import _, gettext_noop
from podcast.platform.streams import is_closed_pipe, replace_unprintable
from podcast.profiling.garbage_collection import relax_garbage_collection

if TYPE_CHECKING:
    from podcast.errors import Problem

EXIT_BUG = 70  # EX_SOFTWARE of sysexits.h
EXIT_INTERRUPTED = 130

# The commands by task, each with the line that lists it; both are shown in this order. At most 64 characters a line.
SECTIONS: tuple[tuple[str, tuple[tuple[click.Command, str], ...]], ...] = (
    (
        gettext_noop("Write"),
        (
            (desk, gettext_noop("Edit the whole show in your browser")),
            (init, gettext_noop("Create a show: podcast.yaml and a folder for episodes")),
            (import_, gettext_noop("Move a show here from its feed, and prove that nothing is lost")),
            (new, gettext_noop("Create the folder of the next episode, as a draft")),
            (set_, gettext_noop("Change one field of an episode or of the show")),
            (rename, gettext_noop("Change the address of an episode that is not public yet")),
            (transcribe, gettext_noop("Transcribe an episode by speech recognition")),
        ),
    ),
    (
        gettext_noop("Check and preview"),
        (
            (check, gettext_noop("Check the show's files for problems")),
            (serve, gettext_noop("Preview the site in your browser, with drafts")),
            (listen, gettext_noop("Hear an episode before and after mastering")),
            (compare, gettext_noop("Compare two feeds, files or URLs, field by field")),
            (status, gettext_noop("Show the state of every episode and what is live")),
        ),
    ),
    (
        gettext_noop("Publish"),
        (
            (build, gettext_noop("Master new recordings and write the site to site/")),
            (share, gettext_noop("Publish a private preview of an episode for a few people")),
            (approve, gettext_noop("Approve an episode as it is now, for release by two")),
            (publish, gettext_noop("Build what is due, publish it, verify the public site")),
            (unpublish, gettext_noop("Withdraw an episode, or take the whole show down")),
            (undo, gettext_noop("Restore the feed and pages from before the last publish")),
            (verify, gettext_noop("Check that everything published is there, unchanged")),
        ),
    ),
    (
        gettext_noop("Maintain"),
        (
            (archive, gettext_noop("Write the whole show to one file for the long term")),
            (pull, gettext_noop("Bring a published show back from its target")),
            (clean, gettext_noop("Remove files from .podcast/ that are no longer needed")),
            (schema_, gettext_noop("Print JSON Schemas: of the show's files, of --json output")),
            (completion, gettext_noop("Print the completion script for bash, zsh or fish")),
        ),
    ),
    (
        gettext_noop("Learn"),
        (
            (docs, gettext_noop("Show a page of the documentation")),
            (help_, gettext_noop("Show the help of a command")),
        ),
    ),
)


def main() -> None:
    """Run the command; turn errors that the user can fix into a message and an exit status."""
    relax_garbage_collection()
    replace_unprintable(sys.stdout, sys.stderr)
    state = RunState()
    try:
        status = _run(state)
        sys.stdout.flush()
    except Exception as error:  # noqa: BLE001 -- the last handler: a bug ends in three lines and a file
        if isinstance(error, OSError) and is_closed_pipe(error):  # `podcast status | head` has read enough
            _discard_output()
            status = 1
        else:
            status = _report_bug(state, error)
    sys.exit(status)


def _run(state: RunState) -> int:
    """Run the command; return its exit status."""
    try:
        return podcast(standalone_mode=False, obj=state) or 0  # click returns an exit status instead of raising it
    except click.Abort:
        message = _("stopped; nothing is left half-done: run the same command again to continue")
        return _report(state, message, EXIT_INTERRUPTED)
    except click.ClickException as error:
        error.show()
        echo_error_document(state, error.format_message(), error.exit_code)
        return error.exit_code
    except BuildError as error:
        return _report(state, messages.build_failures(error), error.exit_status)
    except PodcastError as error:
        problems = error.problems if isinstance(error, ShowError) else ()
        return _report(state, str(error), error.exit_status, problems)


def _report_bug(state: RunState, error: Exception) -> int:
    """Print what to do about an unexpected error; nothing in the middle of a line that the shell completes."""
    from podcast.cli.program import unexpected_error

    if COMPLETE_VARIABLE in os.environ:
        return EXIT_BUG
    return _report(state, unexpected_error.report_unexpected_error(error, sys.argv[1:], state), EXIT_BUG)


def _report(state: RunState, message: str, status: int, problems: tuple[Problem, ...] = ()) -> int:
    """Print why the command failed, with `--json` as a document too; return its exit status."""
    click.echo(message, err=True)
    echo_error_document(state, message, status, problems)
    return status


def _discard_output() -> None:
    """Redirect stdout to the null device, so that Python does not fail to flush it at exit."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())


@click.group(
    cls=TranslatedGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="A first show: `podcast init`, then `podcast new`, `check`, `serve` and `publish`. `podcast help COMMAND` "
    "shows the options of a command, and an example.",
)
@folder_option
@click.option("--json", JSON, is_flag=True, expose_value=False, callback=switch_on, help=JSON_HELP)
@click.version_option(package_name="podcast-from-a-folder", message="%(package)s %(version)s")
@click.pass_context
def podcast(context: click.Context) -> None:
    """Publish a podcast from a folder of files."""
    current_state().command = context.invoked_subcommand or ""
    if context.invoked_subcommand is None:
        text = context.get_help()
        echo_json({"command": "", "help": text})
        echo_line(text)


podcast.sections = tuple((head, tuple(str(command.name) for command, _line in lines)) for head, lines in SECTIONS)
for _head, lines in SECTIONS:
    for command, line in lines:
        command.short_help = line
        podcast.add_command(command)
