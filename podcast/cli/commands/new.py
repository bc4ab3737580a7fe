"""The command `new`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.options import arguments_as, show_root_option
from podcast.cli.terminal import echo_err
from podcast.errors import ShowError
from podcast.i18n import _, current_language

if TYPE_CHECKING:
    from podcast.model.show import Show


@dataclass(frozen=True, slots=True)
class NewArguments:
    """Values of the arguments and options of `podcast new`."""

    title: str
    recording: Path | None
    season: int | None
    episode: int | None
    date: str | None
    type: str


@click.command(epilog="Example:  podcast new 'Jünger wählen?' --recording ~/Desktop/gespraech.wav")
@click.argument("title")
@click.option(
    "--recording",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The audio file; it is copied into the episode's folder.",
)
@click.option("--season", type=click.IntRange(1), metavar="N", help="The season.  [default: the latest one]")
@click.option("--episode", type=click.IntRange(1), metavar="N", help="The episode number.  [default: the next one]")
@click.option(
    "--date", metavar="DATE", help="The publication date, such as '2030-01-31 09:00'.  [default: the next free slot]"
)
@click.option("--type", type=click.Choice(["full", "trailer", "bonus"]), default="full", help="The type of episode.")
@show_root_option
@arguments_as(NewArguments)
def new(root: Path, arguments: NewArguments) -> None:
    """Create the folder of the next episode, as a draft to fill in."""
    from datetime import UTC, datetime
    from uuid import uuid4

    from podcast.authoring.new_episode import NewEpisodeOptions, create_episode, plan_episode

    show, recording = _load_show(root), arguments.recording
    options = NewEpisodeOptions(
        arguments.title,
        uuid4(),
        arguments.season,
        arguments.episode,
        arguments.date,
        arguments.type,
        current_language(),
    )
    episode = plan_episode(show, options, datetime.now(UTC))
    if recording:
        from podcast.cli import progress

        _probe_recording(recording)
        with progress.transfer_bar(_("copying"), recording.stat().st_size) as on_bytes:
            folder = create_episode(root, show, episode, recording, on_bytes)
    else:
        folder = create_episode(root, show, episode)
    click.echo(folder.relative_to(root))
    if episode.date and not arguments.date:
        echo_err(_("date: {date} (the show's next free slot; change it if needed)").format(date=episode.date))
    echo_err(_("next: fill in {folder}/episode.yaml, then `podcast check`").format(folder=folder.relative_to(root)))


def _load_show(root: Path) -> Show:
    """Load the show, though an episode of it may have problems.

    Raises:
        ShowError: `podcast.yaml` has.
    """
    from podcast.show import load

    loaded = load.load(root)
    if loaded.show is None:
        raise ShowError(loaded.problems)
    return loaded.show


def _probe_recording(recording: Path) -> None:
    """Decode the beginning of a recording.

    Raises:
        AudioError: it cannot be decoded, or ends before its header says so.
    """
    from podcast.audio import decode

    info = decode.probe(recording)
    next(decode.read_blocks(recording, info.sample_rate or 44100, min(info.channels, 2) or 1))
