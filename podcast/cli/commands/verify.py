"""The command `verify`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podcast.cli import messages
from podcast.cli.json_output import echo_json, json_option
from podcast.cli.options import show_root_option, target_option
from podcast.cli.publishing import open_target
from podcast.cli.terminal import echo_hint, echo_line, echo_lines
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.cli.documents.publish_documents import VerifyDocument
    from podcast.cli.publishing import ChosenTarget
    from podcast.publish.protocol.verify import VerificationResult


@click.command(epilog="Example:  podcast verify --full")
@click.option("--full", is_flag=True, help="Read every byte of every file; this finds changes that keep name and size.")
@target_option
@json_option
@show_root_option
def verify(root: Path, target: str | None, *, full: bool) -> None:
    """Check that every published file is present and unchanged; the next publish repairs the others."""
    from podcast.cli import progress
    from podcast.publish import release

    chosen = open_target(root, target)
    echo_line(chosen.line)
    with progress.transfer_bar(_("checking"), None) as on_bytes:
        result = release.verify(chosen.settings, chosen.target, lambda event: on_bytes(event.size), full=full)
    echo_json(_document(result, chosen))
    echo_lines(messages.verify_summary(result))
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
    }
