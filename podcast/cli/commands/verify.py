"""The command `verify`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.monitoring.connection_verify import verify_connection
from podcast.cli.monitoring.quick_verify import QuickArguments, quick_verify
from podcast.cli.options import arguments_as, show_root_option, target_option
from podcast.cli.publishing import open_target
from podcast.cli.terminal import echo_hint, echo_line, echo_lines
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.cli.documents.publish_documents import VerifyDocument
    from podcast.cli.publishing import ChosenTarget
    from podcast.publish.protocol.verify import VerificationResult


@dataclass(frozen=True, slots=True)
class VerifyArguments:
    """Values of the options of `podcast verify`."""

    target: str | None
    full: bool
    quick: bool
    connection: bool
    all: bool
    ping: str | None
    ping_failure: str | None


@click.command(epilog="Example:  podcast verify --full")
@click.option("--full", is_flag=True, help="Read every byte of every file; this finds changes that keep name and size.")
@click.option(
    "--quick",
    is_flag=True,
    help="Check the public show in one line, for a timer: feed, newest episode, audio files, certificates. "
    "Needs no credentials.",
)
@click.option(
    "--connection",
    is_flag=True,
    help="Check that the target can be reached, read and written, also before the first publish. Leaves no file there.",
)
@click.option("--all", is_flag=True, help="With --quick: request every audio file, not a sample of 100.")
@click.option("--ping", metavar="URL", help="With --quick: the health check to notify, at URL/fail of a fault.")
@click.option(
    "--ping-failure", metavar="URL", help="With --quick: the address to notify of a fault.  [default: --ping URL/fail]"
)
@target_option
@json_option
@show_root_option
@arguments_as(VerifyArguments)
def verify(root: Path, arguments: VerifyArguments) -> None:
    """Check that every published file is present and unchanged; the next publish repairs the others."""
    _require_matching_options(arguments)
    if arguments.connection:
        verify_connection(root, arguments.target)
    elif arguments.quick:
        quick_verify(root, QuickArguments(arguments.all, arguments.ping, arguments.ping_failure))
    else:
        _verify_target(root, arguments)


def _require_matching_options(arguments: VerifyArguments) -> None:
    """Refuse options that do not belong together.

    Raises:
        click.UsageError: they do not.
        click.BadParameter: an address is none.
    """
    if arguments.quick and arguments.full:
        raise click.UsageError(_("--quick requests the public address, --full reads the target: pass one of them"))
    if arguments.connection and (arguments.quick or arguments.full):
        raise click.UsageError(_("--connection checks no published files: leave out --quick and --full"))
    values = {"all": arguments.all, "ping": arguments.ping, "ping-failure": arguments.ping_failure}
    misplaced = [name for name, value in values.items() if value]
    if misplaced and not arguments.quick:
        raise click.UsageError(_("--{option} belongs with --quick").format(option=misplaced[0]))
    for name in ("ping", "ping-failure"):
        if (url := values[name]) and not str(url).startswith(("https://", "http://")):
            sentence = _('"{value}" is not a web address')
            raise click.BadParameter(sentence.format(value=url), param_hint=f"'--{name}'")


def _verify_target(root: Path, arguments: VerifyArguments) -> None:
    """Check the files on the target, and mark what is damaged.

    Raises:
        click.exceptions.Exit: a file is damaged or missing.
    """
    from podcast.cli import progress
    from podcast.publish import release
    from podcast.publish.verify_sentences import verify_sentences

    chosen = open_target(root, arguments.target)
    echo_line(chosen.line)
    with progress.transfer_bar(_("checking"), None) as on_bytes:
        result = release.verify(chosen.settings, chosen.target, lambda event: on_bytes(event.size), full=arguments.full)
    echo_json(_document(result, chosen))
    echo_lines(verify_sentences(result))
    if result.damaged:
        release.mark_damaged(chosen.target, result)
        echo_hint(_("run `podcast publish` to repair the live site"))
        raise click.exceptions.Exit(1)


def _document(result: VerificationResult, chosen: ChosenTarget) -> VerifyDocument:
    return {
        "target": {"location": chosen.location, "source": chosen.source},
        "generation": result.state.head.generation,
        "verified": result.verified_count,
        "damaged": [
            {"file": damaged.key, "problem": damaged.problem, "in_use": damaged.in_use} for damaged in result.damaged
        ],
        "pending": list(result.pending),
        "foreign": result.foreign_count,
        "orphans": list(result.orphans),
        "taken_down": result.state.manifest.is_taken_down,
        "quick": None,
        "connection": None,
    }
