"""The commands that speak to the target: publish, undo, verify."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podcast import urls as addresses
from podcast.cli import messages as sentences
from podcast.cli.options import asked, building, built, echo, hint, in_show, moment
from podcast.i18n import _
from podcast.publish import feed_guard as listeners

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.model.show import Show
    from podcast.publish.protocol.prepare import Prepared
    from podcast.publish.targets.target import Target


NOT_HEARD = 6  # the exit status: it is published, but listeners do not get it


def going(command: Callable[..., None]) -> Callable[..., None]:
    """The options of all that changes what is live."""
    dry = click.option("--dry-run", is_flag=True, help="Go through it all without changing anything.")
    yes = click.option("-y", "--yes", is_flag=True, help="Do not ask.")
    return dry(yes(elsewhere(command)))


def elsewhere(command: Callable[..., None]) -> Callable[..., None]:
    """The option of all that speaks to the target."""
    words = "A folder or s3://bucket/prefix, instead of the show's."
    return click.option("--target", metavar="TARGET", help=words)(command)


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
    from podcast.publish import announce as proof
    from podcast.publish.protocol.prepare import Allowed

    show, target = _opened(root, options)
    if options["due"] and not proof.due(show, target, moment(show, at)):
        return
    made = built(root, at, jobs)
    allowed = Allowed(options["max_delete"], options["adopt"], options["allow_older"])
    until = pipeline.moment(show, at) if at else None
    prepared = pipeline.prepare(made, target, datetime.now(UTC), allowed, until)
    if any(one.key == addresses.FEED for one in prepared.plan.uploads):
        found = listeners.changes(made.site, target)
        echo(listeners.words(found, made.show))
        listeners.refuse(found, made.show, options["allow"])
    if _carried_out(prepared, options, _("Publish this?"), show):
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


@click.command(epilog="Example:  podcast undo --dry-run, to see what would be brought back")
@going
@click.option(
    "--to",
    type=click.IntRange(1),
    metavar="N",
    help="The generation to go back to, as `podcast status` counts.  [default: the one before]",
)
@in_show
def undo(root: Path, to: int | None, **options: Any) -> None:
    """Bring back what was live before the last publish: feed and pages, never audio."""
    from podcast.publish import release as publishing

    show, target = _opened(root, options)
    with tempfile.TemporaryDirectory() as folder:
        prepared = publishing.undo(show, target, to or 0, Path(folder))
        click.echo(sentences.back_to(prepared, show))
        _carried_out(prepared, options, _("Bring that back?"), show)
    if not options["dry_run"]:
        hint(_("the next `podcast publish` brings the newer state again: put right first what was wrong with it"))


@click.command(epilog="Example:  podcast verify --full, to read every byte")
@click.option("--full", is_flag=True, help="Read every file: finds what changed though its size and name did not.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON, for scripts.")
@elsewhere
@in_show
def verify(root: Path, *, full: bool, as_json: bool, **options: Any) -> None:
    """Look whether all that was published is there as it was; the next publish repairs what is not."""
    from podcast.cli import progress
    from podcast.publish import release as publishing

    show, target = _opened(root, {**options, "dry_run": False})
    with progress.transfer(_("looking"), None) as flow:
        verified = publishing.verify(show, target, lambda looked: flow(looked.size), full=full)
    echo([json.dumps(verified.as_json(), ensure_ascii=False, indent=1)] if as_json else sentences.verified(verified))
    if verified.wrong:
        publishing.mark(target, verified)
        hint(_("`podcast publish` repairs what the live site needs"))
        raise click.exceptions.Exit(1)


def _opened(root: Path, options: dict[str, Any]) -> tuple[Show, Target]:
    from podcast import pipeline
    from podcast.publish import release as publishing

    show = pipeline.loaded(root)
    return show, publishing.target(show, root, options["target"], dry_run=options["dry_run"])


def _carried_out(prepared: Prepared, options: dict[str, Any], question: str, show: Show) -> bool:
    """Shows the plan, asks, and carries it out; whether anything changed."""
    from podcast import pipeline
    from podcast.cli import progress
    from podcast.publish.protocol.plan import describe

    echo(describe(prepared.plan))
    if prepared.settled:
        return False
    if prepared.known.head.open:
        hint(_("an earlier publish was interrupted, or something is to be repaired: this one puts it right"))
    if not options["yes"] and not options["dry_run"]:
        asked(question)
    with progress.transfer(_("publishing"), prepared.plan.size) as flow:
        done = pipeline.publish(prepared, lambda _: None, flow)
    if options["dry_run"]:
        click.echo(_("dry run: nothing was changed"))
        return False
    click.echo(sentences.published(done))
    hint(_("the feed: {url}").format(url=pipeline.feed_address(show)))
    return True
