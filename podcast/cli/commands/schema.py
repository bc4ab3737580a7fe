"""The command `schema`."""

from __future__ import annotations

from pathlib import Path

import click

from podcast.cli.terminal import echo_err
from podcast.i18n import _, current_language


@click.command(name="schema", epilog="Example:  podcast schema episode > episode.schema.json")
@click.argument("file", type=click.Choice(["podcast", "episode"]), required=False)
@click.option("--write", is_flag=True, help="Write both schemas to the show's folder schema/, where editors find them.")
@click.option(
    "-C",
    "start",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path(),
    metavar="DIR",
    help="The show's folder, or one inside it, for --write.  [default: the current folder]",
)
def schema_(file: str | None, start: Path, *, write: bool) -> None:
    """Print the JSON Schema for podcast.yaml or episode.yaml (editor autocompletion and validation)."""
    from podcast.authoring import json_schema
    from podcast.files import atomic
    from podcast.show import load

    if not file and not write:
        raise click.UsageError(_("name the file (podcast or episode), or pass --write"))
    if file:
        click.echo(json_schema.json_schema(file, current_language()), nl=False)
    if write:
        root = load.find_show_root(start)
        for name in json_schema.MODELS:
            path = f"{json_schema.SCHEMA_FOLDER}/{name}.json"
            atomic.write(root / path, json_schema.json_schema(name, current_language()).encode())
            echo_err(_("written: {path}").format(path=path))
