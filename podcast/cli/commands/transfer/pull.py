"""The command `pull`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli import messages
from podcast.cli.json_output import echo_json, json_option
from podcast.cli.program.start_folder import below_start, folder_option
from podcast.cli.publishing import report_wait
from podcast.cli.terminal import echo_err, echo_hint, echo_line
from podcast.i18n import _, ngettext

if TYPE_CHECKING:
    from podcast.archiving.pull_show import PulledShow
    from podcast.cli.documents.archive_documents import PullDocument


@click.command(epilog="Example:  podcast pull s3://bucket/podcast my-show")
@click.argument("target")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), callback=below_start, metavar="DIR")
@click.option("--endpoint", metavar="URL", help="The address of the object store; not needed for AWS.")
@click.option("--region", metavar="NAME", help="The region of the object store.")
@click.option("--audio", metavar="FOLDER", help="The folder of the audio, if podcast.yaml names it by a relative path.")
@json_option
@folder_option
def pull(target: str, directory: Path, endpoint: str | None, region: str | None, audio: str | None) -> None:
    """Bring a published show back from TARGET into the folder DIR, which then builds the same site.

    TARGET is a folder or s3://bucket/prefix, published with `keep_source: true` under `publish:`. What is in DIR is
    never overwritten; if you stop it, run it again to continue.
    """
    from podcast.archiving.pull_show import pull_show
    from podcast.cli import progress
    from podcast.model.groups import Publish
    from podcast.publish.targets.open import open_target

    root = directory.absolute()
    location = target if "://" in target else _absolute(target)
    publish = Publish(target=location, endpoint=endpoint, region=region)
    opened = open_target(publish, root, report_wait, audio_folder=lambda place: _audio_folder(place, audio))
    with progress.transfer_bar(_("fetching"), None) as on_bytes:
        pulled = pull_show(opened, root, on_bytes)
    echo_json(_document(pulled, root, target))
    _print_result(pulled, directory)


def _absolute(folder: str) -> str:
    return str(Path(folder).expanduser().absolute())


def _audio_folder(place: str, option: str | None) -> str:
    """The folder of a place of audio that the show names by a path relative to its own folder, which is not here.

    Raises:
        PublishError: `--audio` does not name it.
    """
    from podcast.errors import PublishError

    if option is None:
        sentence = _(
            'the audio of this show is in "{place}", a path relative to the folder that it was published from; nothing '
            "was fetched. Name that folder with `--audio FOLDER`"
        )
        raise PublishError(sentence.format(place=place))
    return _absolute(option)


def _print_result(pulled: PulledShow, directory: Path) -> None:
    from podcast.publish.protocol.plan import format_size

    files = ngettext("{count} file", "{count} files", len(pulled.fetched)).format(count=len(pulled.fetched))
    sentence = _("brought back publish {generation}: {files} ({size}), {unchanged} were here already")
    echo_line(
        sentence.format(
            generation=pulled.generation,
            files=files,
            size=format_size(pulled.fetched_bytes),
            unchanged=pulled.unchanged_count,
        )
    )
    if pulled.is_restored:
        echo_err(_("what is live was brought back by `podcast undo`: its sources may be newer than its pages"))
    if count := len(pulled.without_recording):
        sentence = ngettext(
            "{count} recording is not on the target; the audio stays as it was published. To change the sound, put the "
            "recording into the episode's folder",
            "{count} recordings are not on the target; the audio stays as it was published. To change the sound, put "
            "the recordings into the episodes' folders",
            count,
        )
        echo_hint(sentence.format(count=count))
    page = messages.relative_path(directory.absolute())
    echo_hint(_("next: `podcast -C {folder} build`, then open site/index.html").format(folder=page))


def _document(pulled: PulledShow, root: Path, target: str) -> PullDocument:
    return {
        "target": target,
        "folder": str(root),
        "generation": pulled.generation,
        "fetched": list(pulled.fetched),
        "bytes": pulled.fetched_bytes,
        "unchanged": pulled.unchanged_count,
        "episodes": list(pulled.episodes),
        "without_recording": list(pulled.without_recording),
        "restored_by_undo": pulled.is_restored,
    }
