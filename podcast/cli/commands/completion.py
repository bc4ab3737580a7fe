"""The command `completion`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.program.completion import SHELLS, completion_script
from podcast.cli.terminal import is_json

if TYPE_CHECKING:
    from podcast.cli.documents.program_documents import CompletionDocument


@click.command(epilog='Example:  eval "$(podcast completion bash)"')
@click.argument("shell", type=click.Choice(SHELLS))
@json_option
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script by which a shell completes commands, options, episodes and fields.

    The first lines of the script say how to install it.
    """
    root = context.find_root()
    document: CompletionDocument = {
        "shell": shell,
        "script": completion_script(root.command, root.info_name or "", shell),
    }
    echo_json(document)
    if not is_json():
        click.echo(document["script"], nl=False)
