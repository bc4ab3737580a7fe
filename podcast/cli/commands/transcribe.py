"""The command `transcribe`."""

from __future__ import annotations

from pathlib import Path

import click

from podcast.cli.options import show_root_option
from podcast.cli.terminal import echo_err
from podcast.i18n import _, ngettext


@click.command(epilog="Example:  podcast transcribe juenger-waehlen --model ~/models/whisper-small")
@click.argument("slug")
@click.option(
    "--model",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder of a Whisper model on your disk; nothing is downloaded.",
)
@click.option("--overwrite", is_flag=True, help="Replace an existing transcript.")
@show_root_option
def transcribe(root: Path, slug: str, model: Path, *, overwrite: bool) -> None:
    """Transcribe an episode to episodes/SLUG/transcript.vtt by speech recognition."""
    from podcast import pipeline
    from podcast.cli import progress
    from podcast.speech import transcribe
    from podcast.speech.whisper import Whisper

    show = pipeline.load_show(root)
    episode = transcribe.require_transcribable(show, slug, overwrite=overwrite)
    engine = Whisper(model, show.language)
    with progress.transcription_bar() as report:
        path, cues = transcribe.transcribe(show, episode, root, engine, report)
    sentence = ngettext("{path}: {count} cue", "{path}: {count} cues", len(cues))
    click.echo(sentence.format(path=path.relative_to(root), count=len(cues)))
    echo_err(_("next: compare it with the audio, then set reviewed: {by: …, on: …} in episode.yaml"))
