"""The command `approve`."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.options import show_root_option
from podcast.cli.program.completion import complete_slugs
from podcast.cli.terminal import echo_hint, echo_line, echo_lines
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.cli.documents.release_documents import ApprovalsDocument, ApproveDocument
    from podcast.pipeline.approval_steps import GivenApproval


@click.command(epilog="Example:  podcast approve juenger-waehlen --as 'Erika Muster'")
@click.argument("episode", metavar="EPISODE", shell_complete=complete_slugs)
@click.option("--as", "name", metavar="NAME", required=True, help="Who approves it: a person or a role.")
@json_option
@show_root_option
def approve(root: Path, episode: str, name: str) -> None:
    """Approve an episode as it is now, for shows with `release:` in podcast.yaml.

    EPISODE is a slug or part of one. The approval covers all that listeners and readers meet: sound, words, pictures,
    date. A later change makes it outdated. It is a note among colleagues in approvals.yaml, no proof of identity.
    """
    from datetime import UTC, datetime

    from podcast.pipeline.approval_steps import approve
    from podcast.report.approval_lines import approval_lines
    from podcast.show.episode_folder import episode_slugs
    from podcast.show.find_episode import find_slug

    slug = find_slug(episode_slugs(root)[0], episode)
    result = approve(root, slug, name, datetime.now(UTC))
    echo_json(_document(result))
    if result.is_new:
        echo_line(_("{path}: approved as {name}").format(path=result.path, name=result.name))
    else:
        echo_line(_("{slug}: {name} has approved this version already").format(slug=slug, name=result.name))
    echo_lines(approval_lines(result.state))
    if not result.state.needs:
        echo_hint(_("no episode waits for approvals: podcast.yaml has no `release: {needs: 2}`"))


def _document(result: GivenApproval) -> ApproveDocument:
    return {
        "slug": result.slug,
        "path": result.path,
        "name": result.name,
        "written": result.is_new,
        "released": result.state.is_released,
        "approvals": cast("ApprovalsDocument", result.state.as_json()),
    }
