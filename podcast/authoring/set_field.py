"""Change of one field of `podcast.yaml` or `episode.yaml` (`podcast set`), validated before it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING, Final

from podcast.authoring import yaml_edit
from podcast.authoring.edited_file import EditedFile, refusal_of, typed_values
from podcast.authoring.edits.guarded_write import replace_file
from podcast.authoring.edits.yaml_removal import remove_value, without_value
from podcast.authoring.reference.field_docs import field_doc
from podcast.authoring.yaml_block import field_lines
from podcast.authoring.yaml_nodes import equal_values, has_inner_comments, value_at
from podcast.authoring.yaml_scalars import format_flow
from podcast.errors import PodcastError
from podcast.i18n import _
from podcast.show.locations import field_name
from podcast.show.normal_form import normal_form
from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.show.yaml_errors import Loc
    from podcast.show.yaml_reader import YamlValue

_IDENTITY = "guid"  # by which apps know a show and an episode again
DRAFT: Final = ("draft",)
_COMMENT: Final = re.compile(rb"[^#]*#[ \t]*(.*?)[ \t]*")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that becomes another: the file and the field's line, its name, its values before and after.

    `before` and `after` are YAML on one line, empty where the field was not there, or is not any more. `value` is the
    new value, `data` the whole file with it; None where nothing changes. `base` is the file that the change was made
    from. `is_addition` tells of one more item in a list.
    """

    path: str
    line: int
    field: str
    before: str
    after: str
    value: YamlValue
    data: bytes | None
    is_addition: bool = False
    base: bytes = dataclass_field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class PresentField:
    """A field as it is: the file and the field's line (0 if it is not set), its name, its value, and both as YAML."""

    path: str
    line: int
    field: str
    value: YamlValue
    lines: tuple[str, ...]


def present_field(root: Path, slug: str | None, field: str) -> PresentField:
    """Return a field as its file has it.

    Args:
        root: of the show.
        slug: of the episode; None for the show itself.
        field: as problems name it.

    Raises:
        PodcastError: there is no such field.
        ShowError: the file cannot be read.
    """
    file = EditedFile.read(root, slug)
    loc = file.loc(field)
    value = value_at(file.fields, loc)
    lines = tuple(field_lines(field, value)) if value is not None else ()
    return PresentField(file.path, file.lines.get(loc, 0) if lines else 0, field_name(loc), value, lines)


def present_fields(root: Path, slug: str | None) -> tuple[PresentField, ...]:
    """Return all fields that the file of an episode, or that of the show, has; for the arguments see `present_field`.

    Raises:
        ShowError: the file cannot be read.
    """
    file = EditedFile.read(root, slug)
    return tuple(
        PresentField(file.path, file.lines.get((name,), 0), name, value, tuple(field_lines(name, value)))
        for name, value in file.fields.items()
        if value is not None
    )


def plan_change(root: Path, slug: str | None, field: str, text: str, *, force: bool = False) -> FieldChange:
    """Return the change that `podcast set` would make.

    Args:
        root: of the show.
        slug: of the episode; None for the show itself.
        field: as problems name it: `title`, `audio.loudness`, `chapters[2].start`.
        text: the value, as it would be typed into the file: text, number, true, `[a, b]`, `{name: …}`.
        force: change a guid although apps know it.

    Raises:
        PodcastError: there is no such field, the value does not fit, or it cannot be changed in place.
        ShowError: the file cannot be read.
    """
    file = EditedFile.read(root, slug)
    loc = file.loc(field)
    value = normal_form(file.model, loc, file.accepted(loc, typed_values(text)))
    if loc == DRAFT and value is False:
        return ready_change(file)
    old = value_at(file.fields, loc)
    if equal_values(old, value):
        written = format_flow(old)
        return FieldChange(file.path, file.lines[loc], field_name(loc), written, written, old, None)
    if not force:
        require_same_identity(file, loc)
    new = yaml_edit.set_value(file.data, loc, value, file.insert_position)
    return planned_change(file, loc, value, new, comments_in_the_way=has_inner_comments(file.data, loc))


def ready_change(file: EditedFile) -> FieldChange:
    """Return the change after which an episode is no draft: its line goes, as the comment says that `new` writes there.

    With any other comment, which would be lost, the line stays and says `false`.

    Raises:
        PodcastError: the change brings a problem, or cannot be written.
    """
    line, is_draft = file.lines.get(DRAFT, 0), bool(value_at(file.fields, DRAFT))
    if not is_draft:
        return FieldChange(file.path, line, "draft", "", "", value_at(file.fields, DRAFT), None, base=file.data)
    if findings := file.new_findings(without_value(file.fields, DRAFT)):
        raise refusal_of(findings[0])
    data = None if _has_own_comment(file, line) else remove_value(file.data, DRAFT)
    if data is None:
        value: YamlValue = False
        return planned_change(file, DRAFT, value, yaml_edit.set_value(file.data, DRAFT, value, file.insert_position))
    return FieldChange(file.path, line, "draft", "true", "", None, data, base=file.data)


def _has_own_comment(file: EditedFile, line: int) -> bool:
    """Whether the line of the draft has another comment than the documentation of the field."""
    match = _COMMENT.fullmatch(re.split(rb"\r\n|\r|\n", file.data)[line - 1])
    doc = field_doc(file.model, "draft")
    return match is not None and match[1].decode("utf-8", "replace") not in {doc.de, doc.en}


def require_same_identity(file: EditedFile, loc: Loc) -> None:
    """Refuse another guid for what apps know.

    Raises:
        PodcastError: the field is the guid of something that is no draft.
    """
    if loc == (_IDENTITY,) and file.fields.get(_IDENTITY) and not file.fields.get("draft"):
        words = _(
            "guid: apps identify the episode by it and would show it as new; pass --force if it was never published"
        )
        raise PodcastError(words)


def planned_change(
    file: EditedFile, loc: Loc, value: YamlValue, data: bytes | None, *, comments_in_the_way: bool = False
) -> FieldChange:
    """Return the change of a file.

    Args:
        file: before the change.
        loc: the field.
        value: that it will have.
        data: the whole file after the change; None if it cannot be written.
        comments_in_the_way: whether comments would be lost.

    Raises:
        PodcastError: the change cannot be written.
    """
    if data is None or comments_in_the_way:
        raise PodcastError(manual_edit_message(file.path, loc, comments=data is not None))
    old = value_at(file.fields, loc)
    before = "" if old is None else format_flow(old)
    line = read_yaml(data).values[loc][0]
    return FieldChange(file.path, line, field_name(loc), before, format_flow(value), value, data, base=file.data)


def apply_change(root: Path, change: FieldChange) -> None:
    """Write the file atomically, provided that it has not changed since; links and permissions stay.

    Raises:
        InputChangedError: it was edited elsewhere in the meantime: plan the change again.
        FileError: the disk refuses.
    """
    if change.data is not None:
        replace_file(root, change.path, change.base, change.data)


def manual_edit_message(path: str, loc: Loc, *, comments: bool) -> str:
    """Return why a change cannot be written in place: because of `comments` that would be lost, or of the rest."""
    if comments:
        words = _("{path}: {field}: contains comments that would be lost; change it in the file")
    else:
        words = _("{path}: {field}: cannot be changed without altering the rest of the file; change it by hand")
    return words.format(path=path, field=field_name(loc))
