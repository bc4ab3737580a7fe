"""The command `schema`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.options import start_option
from podcast.cli.program.completion import complete_commands
from podcast.cli.terminal import echo_err, echo_line
from podcast.i18n import _, current_language

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.cli.documents.authoring_documents import SchemaDocument


@click.command(name="schema", epilog="Example:  podcast schema episode > episode.schema.json")
@click.argument("file", type=click.Choice(["podcast", "episode"]), required=False)
@click.option(
    "--output",
    metavar="COMMAND",
    shell_complete=complete_commands,
    help="Print the schema of what a command prints with --json; error: of a command that failed.",
)
@click.option("--write", is_flag=True, help="Write both schemas to the show's folder schema/, where editors find them.")
@json_option
@start_option
def schema_(file: str | None, output: str | None, start: Path, *, write: bool) -> None:
    """Print the JSON Schema for podcast.yaml or episode.yaml (editor autocompletion and validation).

    With --output, print that of the JSON that a command prints.
    """
    if not (file or output or write):
        raise click.UsageError(_("name the file (podcast or episode), or pass --output or --write"))
    schemas: dict[str, str] = {}
    if file:
        from podcast.authoring.reference import json_schema

        schemas[file] = json_schema.json_schema(file, current_language())
    if output:
        schemas[output] = _output_schema(output)
    written = _write_schemas(start) if write else []
    _print_schemas(schemas, written)


def _output_schema(command: str) -> str:
    """Return the schema of what a command prints.

    Raises:
        click.BadParameter: there is no such command.
    """
    from podcast.cli.documents.table import DOCUMENTS, output_schema
    from podcast.text import did_you_mean

    if command not in DOCUMENTS:
        sentence = _('there is no command "{name}"; {suggestion}')
        suggestion = did_you_mean(command, list(DOCUMENTS))
        raise click.BadParameter(sentence.format(name=command, suggestion=suggestion), param_hint="--output")
    return output_schema(command)


def _write_schemas(start: Path) -> list[str]:
    """Write both schemas into the show's folder; return their paths."""
    from podcast.authoring.reference import json_schema
    from podcast.files import atomic
    from podcast.show.root_folder import find_show_root

    root = find_show_root(start)
    paths = {name: f"{json_schema.SCHEMA_FOLDER}/{name}.json" for name in json_schema.MODELS}
    for name, path in paths.items():
        atomic.write(root / path, json_schema.json_schema(name, current_language()).encode())
    return list(paths.values())


def _print_schemas(schemas: dict[str, str], written: list[str]) -> None:
    import json

    document: SchemaDocument = {
        "schemas": {name: json.loads(text) for name, text in schemas.items()},
        "written": written,
    }
    echo_json(document)
    for text in schemas.values():
        echo_line(text.removesuffix("\n"))
    for path in written:
        echo_err(_("written: {path}").format(path=path))
