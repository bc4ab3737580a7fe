"""The command that makes a transcript of a recording."""

from __future__ import annotations

from pathlib import Path

import click

from podcast.cli.options import in_show
from podcast.cli.terminal import hint
from podcast.i18n import _, ngettext


@click.command(epilog="Example:  podcast transcribe juenger-waehlen --model ~/models/whisper-small")
@click.argument("slug")
@click.option(
    "--model",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder of a Whisper model on this disk; a name will not do, nothing is downloaded.",
)
@click.option("--overwrite", is_flag=True, help="Write a new transcript over the one that is there.")
@in_show
def transcribe(root: Path, slug: str, model: Path, *, overwrite: bool) -> None:
    """Write down what is said in an episode, as episodes/SLUG/transcript.vtt."""
    from podcast import pipeline
    from podcast.cli import progress
    from podcast.speech import transcribe as transcribing
    from podcast.speech.whisper import Whisper

    show = pipeline.loaded(root)
    episode = transcribing.ready(show, slug, overwrite=overwrite)
    engine = Whisper(model, show.language)
    with progress.hearing() as say:
        path, found = transcribing.transcribe(show, episode, root, engine, say)
    sentence = ngettext("{path}: {count} caption", "{path}: {count} captions", len(found))
    click.echo(sentence.format(path=path.relative_to(root), count=len(found)))
    hint(_("next: read it against the sound, then say so in episode.yaml: reviewed: {by: …, on: …}"))
