"""The command `set`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podcast.cli.options import in_show
from podcast.cli.terminal import hint, width
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    name="set",
    context_settings={"ignore_unknown_options": True},  # -16 is a value
    epilog="Example:  podcast set juenger-waehlen date '2030-01-31 09:00'",
)
@click.argument("words", nargs=-1, metavar="[EPISODE] FIELD VALUE")
@click.option("--force", is_flag=True, help="Change a guid, too.")
@in_show
def set_(root: Path, words: tuple[str, ...], *, force: bool) -> None:
    """Change one field of an episode, or of the show, and leave the rest of the file as it is.

    EPISODE is its slug or a part of it; without one the show's own field is meant. FIELD is named as in problems:
    title, audio.loudness, chapters[2].start. VALUE is what would stand in the file.
    """
    from podcast.authoring import set_field as setting

    if not 2 <= len(words) <= 3:
        raise click.UsageError(_("name the field and its value, and before them the episode if it is one's"))
    *named, field, value = words
    slug = setting.episode(root, named[0]) if named else None
    changed = setting.change(root, slug, field, value, force=force)
    setting.apply(root, changed)
    if changed.data is None:
        hint(_("{path}: {field} is that already; nothing was changed").format(path=changed.path, field=changed.field))
        return
    was = _("{before} → {after}") if changed.before else _("new: {after}")
    became = was.format(before=_seen(changed.before), after=_seen(changed.after))
    click.echo(f"{changed.path}:{changed.line}: {changed.field}: {became}")


def _seen(value: str) -> str:
    """A value as a terminal has room for it; whole where nobody reads along."""
    from podcast.report.text_table import shortened

    columns = width()
    return shortened(value, max(20, columns // 2)) if columns else value
