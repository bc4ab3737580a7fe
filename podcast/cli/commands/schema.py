"""The command `schema`."""

from __future__ import annotations

from pathlib import Path

import click

from podcast.cli.terminal import hint
from podcast.i18n import _, current_language


@click.command(name="schema", epilog="Example:  podcast schema episode > episode.schema.json")
@click.argument("file", type=click.Choice(["podcast", "episode"]), required=False)
@click.option("--write", is_flag=True, help="Write both into the show's folder schema/, where editors find them.")
@click.option(
    "-C",
    "start",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path(),
    metavar="DIR",
    help="The show's folder, or one inside it, for --write.  [default: this one]",
)
def schema_(file: str | None, start: Path, *, write: bool) -> None:
    """Print the form of podcast.yaml or episode.yaml as JSON Schema, by which editors complete and check."""
    from podcast.authoring import json_schema as schema
    from podcast.files import atomic
    from podcast.show import load

    if not file and not write:
        raise click.UsageError(_("name the file, podcast or episode, or say --write"))
    if file:
        click.echo(schema.schema(file, current_language()), nl=False)
    if write:
        root = load.root(start)
        for name in schema.FORMS:
            atomic.write(root / schema.FOLDER / f"{name}.json", schema.schema(name, current_language()).encode())
            hint(_("written: {path}").format(path=f"{schema.FOLDER}/{name}.json"))
