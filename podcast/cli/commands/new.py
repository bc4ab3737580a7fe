"""The command `new`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click

from podcast.cli.options import in_show
from podcast.cli.terminal import hint
from podcast.errors import ShowError
from podcast.i18n import _, current_language

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
    wanted = made.Wanted(title, uuid4(), **known, tongue=current_language())
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
