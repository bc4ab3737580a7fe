"""The command `transcribe`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.options import arguments_as, executor_option, show_root_option
from podcast.cli.program.completion import complete_slugs
from podcast.cli.terminal import echo_hint, echo_line
from podcast.i18n import _, ngettext

if TYPE_CHECKING:
    from podcast.cli.documents.authoring_documents import TranscribeDocument
    from podcast.cluster.address import ClusterAddress
    from podcast.model.show import Episode, Show
    from podcast.transcripts.cue import Cue


@dataclass(frozen=True, slots=True)
class TranscribeArguments:
    """Values of the argument and the options of `podcast transcribe`."""

    slug: str
    model: Path
    overwrite: bool
    executor: ClusterAddress | None


@click.command(epilog="Example:  podcast transcribe juenger-waehlen --model ~/models/whisper-small")
@click.argument("slug", shell_complete=complete_slugs)
@click.option(
    "--model",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder of a Whisper model on your disk; nothing is downloaded.",
)
@click.option("--overwrite", is_flag=True, help="Replace an existing transcript.")
@executor_option
@json_option
@show_root_option
@arguments_as(TranscribeArguments)
def transcribe(root: Path, arguments: TranscribeArguments) -> None:
    """Transcribe an episode to episodes/SLUG/transcript.vtt by speech recognition."""
    from podcast import pipeline
    from podcast.speech import transcribe

    show = pipeline.load_show(root)
    episode = transcribe.require_transcribable(show, arguments.slug, overwrite=arguments.overwrite)
    path, cues = _transcribe(show, episode, root, arguments)
    sentence = ngettext("{path}: {count} cue", "{path}: {count} cues", len(cues))
    document: TranscribeDocument = {
        "slug": episode.slug,
        "path": path.relative_to(root).as_posix(),
        "cues": len(cues),
    }
    echo_json(document)
    echo_line(sentence.format(path=path.relative_to(root), count=len(cues)))
    echo_hint(_("next: compare it with the audio, then set reviewed: {by: …, on: …} in episode.yaml"))


def _transcribe(
    show: Show, episode: Episode, root: Path, arguments: TranscribeArguments
) -> tuple[Path, tuple[Cue, ...]]:
    """Transcribe an episode here, or on the workers of a cluster, which have the model under the same path."""
    from podcast.cli import progress
    from podcast.speech import transcribe
    from podcast.speech.whisper import Whisper

    open_engine = partial(Whisper, arguments.model.resolve(), show.episode_language(episode))
    with progress.transcription_bar() as report:
        if arguments.executor is None:
            return transcribe.transcribe(show, episode, root, open_engine(), report)
        from podcast.cluster.executor import ClusterExecutor
        from podcast.cluster.handshake import RECOGNITION_PACKAGES
        from podcast.steps.jobs.transcription import transcribe_on

        first = transcribe.SoundFile(show, episode, root.resolve(), 0)
        with ClusterExecutor(arguments.executor, root.resolve(), show.cluster, RECOGNITION_PACKAGES) as executor:
            return transcribe_on(executor, first, open_engine, report)
