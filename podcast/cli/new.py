"""The commands that write what a producer goes on with: `new`, `set`, `schema`; `init` stands in `beginning`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click

from podcast.cli import init as beginning
from podcast.cli.options import hint, in_show, width
from podcast.errors import ShowError
from podcast.i18n import _, language

if TYPE_CHECKING:
    from podcast.model.show import Show


@click.command(epilog="Example:  podcast new 'Jünger wählen?' --recording ~/Desktop/gespraech.wav")
@click.argument("title")
@click.option(
    "--recording",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The sound file; it is copied into the episode's folder.",
)
@click.option("--season", type=click.IntRange(1), metavar="N", help="The season.  [default: the latest]")
@click.option("--episode", type=click.IntRange(1), metavar="N", help="Its number.  [default: the next one]")
@click.option("--date", metavar="DATE", help="When it appears, as in '2030-01-31 09:00'.  [default: the next slot]")
@click.option("--type", type=click.Choice(["full", "trailer", "bonus"]), default="full", help="What kind of episode.")
@in_show
def new(root: Path, title: str, recording: Path | None, **known: Any) -> None:
    """Make the folder of the next episode: a draft, ready to be filled in."""
    from podcast.authoring import new_episode as made
    from podcast.cli import progress

    show = _show(root)
    wanted = made.Wanted(title, uuid4(), **known, tongue=language())
    following = made.following(show, wanted, datetime.now(UTC))
    if recording:
        _heard(recording)
        with progress.transfer(_("copying"), recording.stat().st_size) as say:
            folder = made.new(root, show, following, recording, say)
    else:
        folder = made.new(root, show, following)
    click.echo(folder.relative_to(root))
    if following.date and not known["date"]:
        hint(_("date: {date}, the show's next free slot; change it if it is another").format(date=following.date))
    hint(_("next: fill in {folder}/episode.yaml, then `podcast check`").format(folder=folder.relative_to(root)))


def _show(root: Path) -> Show:
    """The show, though an episode of it may have problems.

    Raises:
        ShowError: `podcast.yaml` has.
    """
    from podcast.show import load

    loaded = load.load(root)
    if loaded.show is None:
        raise ShowError(loaded.problems)
    return loaded.show


def _heard(recording: Path) -> None:
    """Listens to the beginning of a recording.

    Raises:
        AudioError: it cannot be decoded, or ends before its header says so.
    """
    from podcast.audio import decode

    sound = decode.probe(recording)
    next(decode.blocks(recording, sound.sample_rate or 44100, min(sound.channels, 2) or 1))


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
    from podcast import files
    from podcast.authoring import json_schema as schema
    from podcast.show import load

    if not file and not write:
        raise click.UsageError(_("name the file, podcast or episode, or say --write"))
    if file:
        click.echo(schema.schema(file, language()), nl=False)
    if write:
        root = load.root(start)
        for name in schema.FORMS:
            files.write(root / schema.FOLDER / f"{name}.json", schema.schema(name, language()).encode())
            hint(_("written: {path}").format(path=f"{schema.FOLDER}/{name}.json"))


@click.command(
    name="set",
    context_settings={"ignore_unknown_options": True},  # -16 is a value
    epilog="Example:  podcast set juenger-waehlen date '2030-01-31 09:00'",
)
@click.argument("words", nargs=-1, metavar="[EPISODE] FIELD VALUE")
@click.option("--force", is_flag=True, help="Change a guid, too.")
@in_show
def set_(root: Path, words: tuple[str, ...], *, force: bool) -> None:
    """Change one field of an episode, or of the show, and leave the rest of the file as it is.

    EPISODE is its slug or a part of it; without one the show's own field is meant. FIELD is named as in problems:
    title, audio.loudness, chapters[2].start. VALUE is what would stand in the file.
    """
    from podcast.authoring import set_field as setting

    if not 2 <= len(words) <= 3:
        raise click.UsageError(_("name the field and its value, and before them the episode if it is one's"))
    *named, field, value = words
    slug = setting.episode(root, named[0]) if named else None
    changed = setting.change(root, slug, field, value, force=force)
    setting.apply(root, changed)
    if changed.data is None:
        hint(_("{path}: {field} is that already; nothing was changed").format(path=changed.path, field=changed.field))
        return
    was = _("{before} → {after}") if changed.before else _("new: {after}")
    became = was.format(before=_seen(changed.before), after=_seen(changed.after))
    click.echo(f"{changed.path}:{changed.line}: {changed.field}: {became}")


def _seen(value: str) -> str:
    """A value as a terminal has room for it; whole where nobody reads along."""
    from podcast.report.text_table import shortened

    columns = width()
    return shortened(value, max(20, columns // 2)) if columns else value


COMMANDS = (beginning.init, new, set_, schema_)
