"""The command `import`: move a show here, and later prove the move from outside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.program.start_folder import below_start, folder_option, start_folder
from podcast.cli.terminal import echo_hint, echo_line, echo_lines
from podcast.i18n import _, current_language

if TYPE_CHECKING:
    from podcast.cli.documents.import_documents import ImportDetails, ImportDocument
    from podcast.importing.import_result import ImportResult


@dataclass(frozen=True, slots=True)
class ImportArguments:
    """The values of the options."""

    only: int | None
    no_audio: bool
    i_own_this: bool
    link: str
    allow_private: bool
    report: Path | None
    statistics: Path | None
    events: bool


def _folder(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path | None:
    """Return the folder that the argument names, below that of -C; None without one."""
    return below_start(context, parameter, value) if value else None


def _link(context: click.Context, parameter: click.Parameter, value: str | None) -> str:
    """Return the new address of a show; empty without one.

    Raises:
        click.BadParameter: it is no address for a show.
    """
    del context, parameter
    if value is None:
        return ""
    from podcast.cli.init_questions import parse_typed
    from podcast.errors import PodcastError

    try:
        return str(parse_typed("link", value))
    except PodcastError as error:
        raise click.BadParameter(str(error), param_hint="--link") from None


@click.command(name="import", epilog="Example:  podcast import https://old.example.org/feed.xml --report move.html")
@click.argument("feed", metavar="FEED", required=False, type=click.Path())  # a URL as well; shells complete files
@click.argument(
    "directory",
    type=click.Path(path_type=Path, file_okay=False),
    required=False,
    callback=_folder,
    metavar="[DIR]",
)
@click.option("--only", type=click.IntRange(1), metavar="N", help="Import only the N newest episodes.")
@click.option("--no-audio", is_flag=True, help="Leave the audio at the old host for now; a later import fetches it.")
@click.option("--i-own-this", is_flag=True, help="Import a feed that its owner has locked, because the show is yours.")
@click.option("--link", metavar="URL", callback=_link, help="The new address of the show.  [default: that of the feed]")
@click.option("--allow-private", is_flag=True, help="Also ask servers in the local network, such as your own at home.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Also write everything that was found and every difference to an HTML page.",
)
@click.option(
    "--statistics",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Keep a file with the download figures of the old host beside the show, unchanged.",
)
@click.option("--events", is_flag=True, hidden=True, help="Print the progress for the desk, as JSON on stderr.")
@click.option("--verify-move", is_flag=True, help="Check that the old address leads subscribers to the new feed.")
@json_option
@folder_option
def import_(feed: str | None, directory: Path | None, *, verify_move: bool, **options: Any) -> None:
    """Move a show here: from FEED, a URL or a file, into DIR, with a proof that nothing was lost.

    Writes podcast.yaml and a folder for each episode, fetches audio, pictures, transcripts and chapters, and compares
    the feed of the folder with the old one. Run it again at any time: it goes on where it stopped and adds what is new;
    nothing that you have edited is changed. Without DIR the folder is named after the show. The exit status is 1 if a
    file is missing or a difference matters.
    """
    arguments = ImportArguments(**options)
    if verify_move:
        _verify_move(feed, directory or start_folder(), arguments)
        return
    if feed is None:
        _keep_statistics(directory or start_folder(), arguments)
        return
    result = _import(feed, directory, arguments)
    document = _finish(result, arguments)
    if document["exit_status"]:
        raise click.exceptions.Exit(document["exit_status"])


def _import(feed: str, directory: Path | None, arguments: ImportArguments) -> ImportResult:
    from podcast.cli.importing.import_events import import_events
    from podcast.cli.importing.import_progress import import_progress
    from podcast.importing.downloads.policy import NetworkPolicy
    from podcast.importing.import_result import ImportOptions
    from podcast.importing.import_show import import_show

    options = ImportOptions(
        only=arguments.only,
        with_audio=not arguments.no_audio,
        is_own=arguments.i_own_this,
        link=arguments.link,
        language=current_language(),
        start=start_folder(),
    )
    with import_events() if arguments.events else import_progress() as report:
        return import_show(feed, directory, NetworkPolicy(allow_private=arguments.allow_private), options, report)


def _finish(result: ImportResult, arguments: ImportArguments) -> ImportDocument:
    """Print the result of an import, and write the report; return the document."""
    from podcast.cli.importing.import_json import import_document
    from podcast.cli.importing.import_summary import import_lines, next_step, proof_lines, step_lines

    with_audio = not arguments.no_audio
    statistics = _kept_statistics(arguments.statistics, result.root) if arguments.statistics else None
    steps = _steps(result) if result.is_complete and with_audio else []
    details = import_document(result, steps, with_audio=with_audio)
    status = 0 if result.is_complete else 1
    document: ImportDocument = {"show": details, "move": None, "statistics": statistics, "exit_status": status}
    if arguments.report:
        _write_report(arguments.report, details)
    echo_json(document)
    echo_lines(import_lines(result))
    if result.proof:
        echo_lines(proof_lines(result.proof, with_audio=with_audio))
    if steps:
        echo_lines(step_lines(steps))
    echo_hint(next_step(result, with_audio=with_audio))
    return document


def _keep_statistics(start: Path, arguments: ImportArguments) -> None:
    """Keep the figures of the old host of a show that is here already.

    Raises:
        click.UsageError: neither a feed nor figures are named.
    """
    from podcast.show.root_folder import find_show_root

    if arguments.statistics is None:
        raise click.UsageError(_("FEED is missing: the address of the feed, or its file"))
    statistics = _kept_statistics(arguments.statistics, find_show_root(start))
    document: ImportDocument = {"show": None, "move": None, "statistics": statistics, "exit_status": 0}
    echo_json(document)


def _kept_statistics(file: Path, root: Path) -> str:
    """Copy a file with figures into the folder, and say so; return its path below the folder."""
    from podcast.importing.moving.statistics_history import keep_statistics

    path = keep_statistics(file, root).relative_to(root).as_posix()
    echo_line(_("kept: {path}").format(path=path))
    return path


def _steps(result: ImportResult) -> list[str]:
    """Return what is left to do at the old host; of a feed that is a file there is none."""
    from podcast.importing.moving.host_steps import host_steps

    old_feed = result.source.location
    if not old_feed.startswith(("http://", "https://")):
        return []
    return host_steps(old_feed, result.feed, str(result.source.channel.findtext("generator") or ""))


def _write_report(path: Path, details: ImportDetails) -> None:
    """Write the report.

    Raises:
        FileError: the disk refuses.
    """
    from podcast.errors import FileError
    from podcast.files.os_errors import os_error_message
    from podcast.i18n import page_language, temporary_language
    from podcast.report.import_report import import_page

    with temporary_language(page_language()):
        page = import_page(details, page_language())
    try:
        path.write_bytes(page)
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error
    echo_hint(_("report: {path}").format(path=path))


def _verify_move(old_feed: str | None, start: Path, arguments: ImportArguments) -> None:
    """Check from outside that subscribers of the old feed arrive at the new one.

    Raises:
        PodcastError: the show has problems, or does not say where it comes from.
    """
    from podcast.cli.importing.import_json import move_document
    from podcast.cli.importing.verify_move import check_move

    old, new, report = check_move(old_feed, start, allow_private=arguments.allow_private)
    document: ImportDocument = {
        "show": None,
        "move": move_document(old, new, report),
        "statistics": None,
        "exit_status": 0 if report.is_complete else 1,
    }
    echo_json(document)
    echo_lines(_("ok: {what}").format(what=sentence) for sentence in report.passed)
    echo_lines(_("hint: {what}").format(what=sentence) for sentence in report.hints)
    echo_lines(_("problem: {what}").format(what=sentence) for sentence in report.problems)
    if not report.is_complete:
        raise click.exceptions.Exit(1)
    echo_line(_("the move is complete: {old} leads to {new}").format(old=old, new=new))
