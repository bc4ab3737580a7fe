"""The command `new`."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.new_questions import add_season, chosen_slug, page_url
from podcast.cli.options import arguments_as, show_root_option
from podcast.cli.terminal import echo_hint, echo_line
from podcast.errors import ShowError
from podcast.i18n import _, current_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from podcast.authoring.episode_yaml import NewEpisode
    from podcast.cli.documents.authoring_documents import NewDocument
    from podcast.model.show import Show


# The fields of podcast.yaml that number, date and address of a new episode follow from.
_NEEDED_FIELDS = frozenset({"link", "language", "timezone", "type", "seasons"})


@dataclass(frozen=True, slots=True)
class NewArguments:
    """Values of the arguments and options of `podcast new`."""

    title: str
    recording: Path | None
    tracks: tuple[tuple[str, Path], ...]  # speakers and their files
    slug: str | None
    season: int | None
    season_title: str | None
    episode: int | None
    date: str | None
    type: str
    summary: str | None
    guests: tuple[str, ...]
    ready: bool


class _Track(click.ParamType[tuple[str, Path]]):
    """A speaker and the file of their microphone, joined by an equals sign."""

    name = "track"

    def convert(
        self, value: str | tuple[str, Path], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Path]:
        """See `click.ParamType`."""
        if isinstance(value, tuple):
            return value
        speaker, equals, file = (part.strip() for part in value.partition("="))
        if not (speaker and equals and file):
            self.fail(_("write who speaks and the file, as in {example}").format(example="'Erika Muster=erika.wav'"))
        return speaker, click.Path(path_type=Path, exists=True, dir_okay=False).convert(file, param, ctx)


@click.command(epilog="Example:  podcast new 'Jünger wählen?' --recording ~/Desktop/gespraech.wav")
@click.argument("title")
@click.option(
    "--recording",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The audio file; it is copied into the episode's folder.",
)
@click.option(
    "tracks",
    "--track",
    type=_Track(),
    multiple=True,
    metavar="SPEAKER=FILE",
    help="The audio file of one speaker's microphone, in place of --recording; all of them are mixed (repeatable).",
)
@click.option("--summary", help="The episode in one or two sentences.")
@click.option("--guest", "guests", multiple=True, metavar="NAME", help="The name of a guest (repeatable).")
@click.option("--slug", help="The name of its folder, and for ever the address of its page.  [default: from the title]")
@click.option("--season", type=click.IntRange(1), metavar="N", help="The season.  [default: the latest one]")
@click.option("--season-title", metavar="TITLE", help="Add the season to podcast.yaml with this title, if it is new.")
@click.option("--episode", type=click.IntRange(1), metavar="N", help="The episode number.  [default: the next one]")
@click.option(
    "--date",
    metavar="DATE",
    help="The publication date, such as '2030-01-31 09:00', or now.  [default: the next free slot]",
)
@click.option("--type", type=click.Choice(["full", "trailer", "bonus"]), default="full", help="The type of episode.")
@click.option("--ready", is_flag=True, help="Not a draft: the next publish includes it. Without --date, dated now.")
@json_option
@show_root_option
@arguments_as(NewArguments)
def new(root: Path, arguments: NewArguments) -> None:
    """Create the folder of the next episode, as a draft to fill in."""
    from podcast.authoring.new_episode import create_episode

    _require_complete(arguments)
    show, recording = _load_show(root), arguments.recording
    episode = _planned(root, show, arguments)
    sounds = [*([recording] if recording else ()), *(track.source for track in episode.tracks)]
    for sound in sounds:
        _probe_sound(sound)
    season_added = add_season(root, show, episode, arguments.season_title)
    with _copy_bar(sounds) as on_bytes:
        folder = create_episode(root, show, episode, recording, on_bytes)
    document: NewDocument = {
        "slug": folder.name,
        "path": folder.relative_to(root).as_posix(),
        "url": page_url(show, folder.name),
        "guid": str(episode.guid),
        "season": episode.season,
        "episode": episode.episode,
        "date": episode.date,
        "draft": not episode.is_ready,
        "season_added": season_added,
    }
    echo_json(document)
    echo_line(str(folder.relative_to(root)))
    if episode.date and not arguments.date and not episode.is_ready:
        echo_hint(_("date: {date} (the show's next free slot; change it if needed)").format(date=episode.date))
    _print_next_step(root, folder, episode)


def _require_complete(arguments: NewArguments) -> None:
    """Refuse incompatible sounds, and an episode with --ready that lacks a sound or a summary.

    Raises:
        click.UsageError: an option is missing, or there is one too many.
    """
    if arguments.recording and arguments.tracks:
        raise click.UsageError(_("--recording and --track exclude each other; name the mix, or the tracks to be mixed"))
    required = {"--recording": arguments.recording or arguments.tracks, "--summary": arguments.summary}
    missing = [option for option, value in required.items() if not value]
    if arguments.ready and missing:
        raise click.UsageError(_("--ready needs {options} as well").format(options=", ".join(missing)))


def _planned(root: Path, show: Show, arguments: NewArguments) -> NewEpisode:
    """Return the new episode with its slug, which is printed before anything is written."""
    from datetime import UTC, datetime
    from uuid import uuid4

    from podcast.authoring.new_episode import NewEpisodeOptions, name_tracks, plan_episode, used_slugs

    options = NewEpisodeOptions(
        arguments.title,
        uuid4(),
        arguments.season,
        arguments.episode,
        arguments.date,
        arguments.type,
        current_language(),
        arguments.summary,
        arguments.guests,
        arguments.ready,
        name_tracks(arguments.tracks),
    )
    episode = plan_episode(show, options, datetime.now(UTC))
    slug = chosen_slug(show, episode, used_slugs(root), arguments.slug)
    echo_hint(
        _("address: {url} (for ever; --slug chooses another)").format(url=page_url(show, slug))
        if not arguments.slug
        else _("address: {url} (for ever)").format(url=page_url(show, slug))
    )
    return replace(episode, slug=slug)


def _load_show(root: Path) -> Show:
    """Load the show, though episodes and other fields of it may have problems.

    Raises:
        ShowError: a field of `podcast.yaml` that a new episode depends on has.
    """
    from podcast.model.file_names import SHOW_FILE
    from podcast.show import load

    loaded = load.load(root)
    if loaded.show:
        return loaded.show
    unreadable = {loc[0] for path, loc in loaded.unreadable if path == SHOW_FILE and loc}
    if not loaded.variants or unreadable & _NEEDED_FIELDS:
        raise ShowError(tuple(problem for problem in loaded.problems if problem.path == SHOW_FILE) or loaded.problems)
    return loaded.variants[0]


def _probe_sound(sound: Path) -> None:
    """Decode the beginning of a recording or a track.

    Raises:
        AudioError: it cannot be decoded, or ends before its header says so.
    """
    from podcast.audio import decode

    info = decode.probe(sound)
    next(decode.read_blocks(sound, info.sample_rate or 44100, min(info.channels, 2) or 1))


@contextmanager
def _copy_bar(sounds: Sequence[Path]) -> Iterator[Callable[[int], None]]:
    """Show the progress of copying; without a sound there is nothing to show."""
    if not sounds:
        yield lambda _bytes: None
        return
    from podcast.cli import progress

    with progress.transfer_bar(_("copying"), sum(sound.stat().st_size for sound in sounds)) as on_bytes:
        yield on_bytes


def _print_next_step(root: Path, folder: Path, episode: NewEpisode) -> None:
    if episode.is_ready:
        echo_hint(_("next: `podcast check`, then `podcast serve` to see it"))
        return
    words = _("next: fill in {folder}/episode.yaml, then `podcast check`")
    echo_hint(words.format(folder=folder.relative_to(root)))
