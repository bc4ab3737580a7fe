"""The command `set`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podcast.cli.options import show_root_option
from podcast.cli.terminal import echo_err, terminal_width
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    name="set",
    context_settings={"ignore_unknown_options": True},  # -16 is a value
    epilog="Example:  podcast set juenger-waehlen date '2030-01-31 09:00'",
)
@click.argument("words", nargs=-1, metavar="[EPISODE] FIELD VALUE")
@click.option("--force", is_flag=True, help="Allow changing a guid.")
@show_root_option
def set_(root: Path, words: tuple[str, ...], *, force: bool) -> None:
    """Change one field of an episode or of the show; the rest of the file stays as it is.

    EPISODE is a slug or part of one; without it, FIELD is a field of the show. Name FIELD as `podcast check` does:
    title, audio.loudness, chapters[2].start. Write VALUE as you would in YAML.
    """
    from podcast.authoring import set_field

    if not 2 <= len(words) <= 3:
        raise click.UsageError(_("name the field and its value, with the episode before them for an episode's field"))
    *episode, field, value = words
    slug = set_field.find_slug(root, episode[0]) if episode else None
    change = set_field.plan_change(root, slug, field, value, force=force)
    set_field.apply_change(root, change)
    if change.data is None:
        sentence = _("{path}: {field} already has this value; nothing was changed")
        echo_err(sentence.format(path=change.path, field=change.field))
        return
    sentence = _("{before} → {after}") if change.before else _("new: {after}")
    difference = sentence.format(before=_shortened(change.before), after=_shortened(change.after))
    click.echo(f"{change.path}:{change.line}: {change.field}: {difference}")


def _shortened(value: str) -> str:
    """A value, shortened if stdout is a terminal."""
    from podcast.report.text_table import shorten

    columns = terminal_width()
    return shorten(value, max(20, columns // 2)) if columns else value
