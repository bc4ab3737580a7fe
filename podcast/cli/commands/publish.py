"""The command `publish`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from podcast import urls as addresses
from podcast.cli.options import building, built, going, in_show, moment
from podcast.cli.publishing import carried_out, opened
from podcast.cli.terminal import echo, hint
from podcast.i18n import _
from podcast.publish import feed_guard as listeners

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.model.show import Show
    from podcast.publish.protocol.prepare import Prepared


NOT_HEARD = 6  # the exit status: it is published, but listeners do not get it


@click.command(epilog="Example:  podcast publish --dry-run, to see what would be done")
@going
@click.option(
    "--max-delete",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Let so many files vanish, though they are more than half of all.",
)
@click.option("--adopt", is_flag=True, help="Take over files that stand where the show's are to be.")
@click.option("--allow-older", is_flag=True, help="Publish even if what is live was made from newer files.")
@click.option(
    "--allow",
    multiple=True,
    type=click.Choice(listeners.KINDS),
    help="Let happen what is else refused for the sake of listeners: an episode gets another guid, page or recording, "
    "or is gone; the show moves. Again for more.",
)
@click.option("--due", is_flag=True, help="Only if an episode is due that is not live; else say and do nothing.")
@building
@in_show
def publish(root: Path, at: datetime | None, jobs: int | None, **options: Any) -> None:
    """Build what is due and publish it, the feed last; then look at it from outside."""
    from podcast import pipeline
    from podcast.publish import release
    from podcast.publish.protocol.prepare import Allowed

    show, target = opened(root, options)
    if options["due"] and not release.due(show, target, moment(show, at)):
        return
    made = built(root, at, jobs)
    allowed = Allowed(options["max_delete"], options["adopt"], options["allow_older"])
    until = pipeline.moment(show, at) if at else None
    prepared = pipeline.prepare(made, target, datetime.now(UTC), allowed, until)
    if any(one.key == addresses.FEED for one in prepared.plan.uploads):
        found = listeners.changes(made.site, target)
        echo(listeners.words(found, made.show))
        listeners.refuse(found, made.show, options["allow"])
    if carried_out(prepared, options, _("Publish this?"), show):
        _looked_at(prepared, show, options["target"])


def _looked_at(prepared: Prepared, show: Show, instead: str | None) -> None:
    """Looks at what was published as listeners meet it, and tells those who wish to be told."""
    from podcast.publish import announce as proof
    from podcast.publish import outside

    hint(_("looking at it from outside …"))
    seen = proof.seen(show, prepared, instead)
    echo(outside.lines(seen, show.timezone))
    echo(proof.told(show, seen))
    if seen.wrong:
        raise click.exceptions.Exit(NOT_HEARD)
