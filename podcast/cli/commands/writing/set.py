"""The command `set`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.options import arguments_as, show_root_option
from podcast.cli.program.completion import complete_set_words
from podcast.cli.terminal import echo_hint, echo_line, echo_lines, terminal_width
from podcast.errors import PodcastError, ShowError
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.authoring.set_field import FieldChange, PresentField
    from podcast.cli.documents.authoring_documents import SetDocument


@dataclass(frozen=True, slots=True)
class SetArguments:
    """Values of the arguments and options of `podcast set`."""

    words: tuple[str, ...]
    add: str | None
    file: Path | None
    force: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """The target of `podcast set`: an episode (None for the show), and a field (None for all)."""

    slug: str | None
    field: str | None


@click.command(
    name="set",
    context_settings={"ignore_unknown_options": True},  # -16 is a value
    epilog="Example:  podcast set juenger-waehlen date '2030-01-31 09:00'",
)
@click.argument("words", nargs=-1, metavar="[EPISODE] FIELD [VALUE]", shell_complete=complete_set_words)
@click.option(
    "--add",
    metavar="ITEM",
    help="Add an item to a list instead: a topic, a season, a person as 'Erika Muster, guest'.",
)
@click.option(
    "--file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Copy this file into the show, and name it in the field: a portrait, a cover, a recording.",
)
@click.option("--force", is_flag=True, help="Allow changing a guid.")
@json_option
@show_root_option
@arguments_as(SetArguments)
def set_(root: Path, arguments: SetArguments) -> None:
    """Change one field of an episode or of the show, or show its value; the rest of the file stays as it is.

    EPISODE is a slug or part of one; without it, FIELD is a field of the show. Name FIELD as `podcast check` does:
    title, audio.loudness, chapters[2].start. Write VALUE as you would in YAML; without VALUE the present one is shown.
    """
    words = arguments.words
    has_value = arguments.add is not None or arguments.file is not None
    if has_value:
        if not 1 <= len(words) <= 2 or (arguments.add is not None and arguments.file is not None):
            raise click.UsageError(_("name the field, with the episode before it, and pass either --add or --file"))
        place = _Place(_slug(root, words[0]) if len(words) == 2 else None, words[-1])
        _change(root, place, arguments)
    elif len(words) == 3:
        _change(root, _Place(_slug(root, words[0]), words[1]), arguments)
    elif len(words) == 2 and _is_field_of_show(words[0]):
        _change(root, _Place(None, words[0]), arguments)
    elif 1 <= len(words) <= 2:
        _show_value(root, _place(root, *words))
    else:
        raise click.UsageError(_("name the field and its value, with the episode before them for an episode's field"))


def _place(root: Path, word: str, field: str | None = None) -> _Place:
    """Return the place that one or two words without a value name.

    Raises:
        PodcastError: the first is neither an episode nor a field of the show.
    """
    from podcast.authoring.edited_file import EditedFile
    from podcast.model.fields import ShowFields
    from podcast.text import closest_match

    if field is None and _is_field_of_show(word):
        return _Place(None, word)
    try:
        return _Place(_slug(root, word), field)
    except PodcastError:
        if closest_match(word, list(ShowFields.model_fields)):
            EditedFile.read(root, None).loc(word)  # raises, and suggests the field
        raise


def _slug(root: Path, name: str) -> str:
    from podcast.show.episode_folder import episode_slugs
    from podcast.show.find_episode import find_slug

    return find_slug(episode_slugs(root)[0], name)


def _is_field_of_show(word: str) -> bool:
    from podcast.model.fields import ShowFields

    return word.partition(".")[0].partition("[")[0] in ShowFields.model_fields


def _change(root: Path, place: _Place, arguments: SetArguments) -> None:
    """Make the change and print it, unless it brings problems.

    Raises:
        PodcastError: the value does not fit.
        ShowError: the show would have new problems.
    """
    from podcast.authoring import copied_file, set_field
    from podcast.authoring.edits import add_item

    field, slug = place.field or "", place.slug
    if (item := arguments.add) is not None:
        _apply(root, lambda: add_item.plan_addition(root, slug, field, item))
    elif arguments.file is not None:
        copied = copied_file.copy_into_show(root, slug, field, arguments.file)
        try:
            _apply(root, lambda: set_field.plan_change(root, slug, field, copied.name))
        except PodcastError:
            copied.remove()
            raise
    else:
        value = arguments.words[-1]
        _apply(root, lambda: set_field.plan_change(root, slug, field, value, force=arguments.force))


def _apply(root: Path, plan: Callable[[], FieldChange]) -> None:
    from podcast.authoring.edits.repeated_change import make_change

    change = make_change(root, plan, lambda change: _require_no_problems(root, change))
    echo_json(_document(change))
    if change.data is None:
        sentence = _("{path}: {field} already has this value; nothing was changed")
        echo_hint(sentence.format(path=change.path, field=change.field))
        return
    echo_line(f"{change.path}:{change.line}: {change.field}: {_difference(change)}")


def _require_no_problems(root: Path, change: FieldChange) -> None:
    from podcast.checks.new_problems import new_problems

    if change.data is not None and (problems := new_problems(root, change.path, change.data)):
        echo_hint(_("{field} was not changed: the show would have new problems").format(field=change.field))
        raise ShowError(problems)


def _difference(change: FieldChange) -> str:
    from podcast.authoring.yaml_scalars import format_flow

    if change.is_addition and isinstance(change.value, list):
        return _("added: {after}").format(after=_shortened(format_flow(change.value[-1])))
    if not change.after:
        return _("{before} → removed").format(before=_shortened(change.before))
    sentence = _("{before} → {after}") if change.before else _("new: {after}")
    return sentence.format(before=_shortened(change.before), after=_shortened(change.after))


def _document(change: FieldChange) -> SetDocument:
    return {
        "path": change.path,
        "line": change.line,
        "field": change.field,
        "changed": change.data is not None,
        "before": change.before or None,
        "fields": {change.field: change.value},
    }


def _show_value(root: Path, place: _Place) -> None:
    """Print a field, or all fields of an episode, as YAML."""
    from podcast.authoring import set_field

    if place.field is None:
        fields = set_field.present_fields(root, place.slug)
    else:
        fields = (set_field.present_field(root, place.slug, place.field),)
    echo_json(_present_document(fields, place))
    echo_lines(line for field in fields for line in field.lines)
    words = " ".join(word for word in (place.slug, place.field) if word)
    if place.field is None:
        echo_hint(
            _("from {path}; to change a field: `podcast set {words} FIELD VALUE`").format(
                path=fields[0].path, words=words
            )
        )
    elif fields[0].lines:
        echo_hint(
            _("from {path}:{line}; to change it: `podcast set {words} VALUE`").format(
                path=fields[0].path, line=fields[0].line, words=words
            )
        )
    else:
        echo_hint(
            _("{field} is not set in {path}; to set it: `podcast set {words} VALUE`").format(
                field=place.field, path=fields[0].path, words=words
            )
        )


def _present_document(fields: tuple[PresentField, ...], place: _Place) -> SetDocument:
    return {
        "path": fields[0].path,
        "line": fields[0].line,
        "field": place.field,
        "changed": False,
        "before": None,
        "fields": {field.field: field.value for field in fields},
    }


def _shortened(value: str) -> str:
    """A value, shortened if stdout is a terminal."""
    from podcast.report.text_table import shorten

    columns = terminal_width()
    return shorten(value, max(20, columns // 2)) if columns else value
