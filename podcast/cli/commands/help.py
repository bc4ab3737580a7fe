"""The command `help`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.program.command_group import unknown_command
from podcast.cli.program.completion import complete_commands
from podcast.cli.terminal import echo_line

if TYPE_CHECKING:
    from podcast.cli.documents.program_documents import HelpDocument


@click.command(name="help", epilog="Example:  podcast help publish")
@click.argument("command", required=False, metavar="[COMMAND]", shell_complete=complete_commands)
@json_option
@click.pass_context
def help_(context: click.Context, command: str | None) -> None:
    """Show the help of a command; without one, the list of all commands."""
    root = context.find_root()
    group = root.command
    text = root.get_help()
    if command and isinstance(group, click.Group):
        if command not in group.commands:
            raise click.UsageError(unknown_command(command, list(group.commands)))
        subcommand = group.commands[command]
        with subcommand.context_class(subcommand, parent=root, info_name=command) as subcontext:
            text = subcontext.get_help()
    document: HelpDocument = {"command": command or "", "help": text}
    echo_json(document)
    echo_line(text)
