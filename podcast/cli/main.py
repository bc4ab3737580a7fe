"""The `podcast` command: parse the arguments, make one call, print the result on stdout and messages on stderr."""

from __future__ import annotations

import sys

import click

from podcast.cli import messages
from podcast.cli.commands.build import build
from podcast.cli.commands.check import check
from podcast.cli.commands.init import init
from podcast.cli.commands.new import new
from podcast.cli.commands.publish import publish
from podcast.cli.commands.schema import schema_
from podcast.cli.commands.serve import serve
from podcast.cli.commands.set import set_
from podcast.cli.commands.status import status
from podcast.cli.commands.transcribe import transcribe
from podcast.cli.commands.undo import undo
from podcast.cli.commands.verify import verify
from podcast.cli.translated_help import TranslatedGroup
from podcast.errors import BuildError, PodcastError
from podcast.i18n import _

EXIT_INTERRUPTED = 130

# In the order in which they are needed: the help lists them so.
COMMANDS = (init, new, set_, schema_, check, serve, transcribe, build, status, publish, undo, verify)


def main() -> None:
    """Run the command; turn errors that the user can fix into a message and an exit status."""
    try:
        sys.exit(podcast(standalone_mode=False) or 0)  # click returns an exit status here instead of raising it
    except click.Abort:
        _exit(_("stopped; nothing is left half-done: run the same command again to continue"), EXIT_INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BuildError as error:
        _exit(messages.build_failures(error), error.exit_status)
    except PodcastError as error:
        _exit(str(error), error.exit_status)


def _exit(message: str, status: int) -> None:
    click.echo(message, err=True)
    sys.exit(status)


@click.group(
    cls=TranslatedGroup,
    epilog="A first show: `podcast init`, then `podcast new`, `check`, `serve` and `publish`. `podcast COMMAND --help` "
    "shows the options of a command, and an example.",
)
@click.version_option(package_name="podcast-from-a-folder", message="podcast %(version)s")
def podcast() -> None:
    """Publish a podcast from a folder of files."""


for command in COMMANDS:
    podcast.add_command(command)
