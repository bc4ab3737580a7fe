"""Change of one field of `podcast.yaml` or `episode.yaml` (`podcast set`), validated before it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, cast

from podcast.authoring import yaml_edit
from podcast.authoring.field_docs import field_doc
from podcast.authoring.yaml_nodes import has_inner_comments, with_value
from podcast.authoring.yaml_scalars import format_flow
from podcast.errors import FileError, PodcastError, ShowError
from podcast.files.atomic import os_error_message, write
from podcast.i18n import _
from podcast.model.show import EPISODE_FILE, SHOW_FILE, EpisodeFields, ShowFields
from podcast.show.chapters_file import with_chapters
from podcast.show.episode_folder import EPISODES, episode_slugs
from podcast.show.locations import Finding, field_name
from podcast.show.validation import known_fields, validate_fields, validation_context
from podcast.show.yaml_file import file_problems, read_yaml_file
from podcast.show.yaml_reader import read_yaml
from podcast.text import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydantic import BaseModel
    from yaml import MappingNode

    from podcast.show.yaml_errors import Loc
    from podcast.show.yaml_reader import YamlValue

    YamlFields = dict[str, YamlValue]

_STEP = re.compile(r"([^.\[\]]+)((?:\[[1-9][0-9]*\])*)")
_IDENTITY = "guid"  # by which apps know a show and an episode again


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that becomes another: the file and the field's line, its name, both values as YAML, the whole file.

    `before` is empty where the field was not there; `data` is None where nothing changes.
    """

    path: str
    line: int
    field: str
    before: str
    after: str
    data: bytes | None


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
        ShowError: the file cannot be read, or would hold new problems.
    """
    model: type[BaseModel] = EpisodeFields if slug else ShowFields
    file = read_yaml_file(root, f"{EPISODES}/{slug}/{EPISODE_FILE}" if slug else SHOW_FILE)
    if problems := tuple(file_problems(file)):
        raise ShowError(problems)
    fields, data = file.document.fields or {}, file.data or b""
    loc = _parse_loc(field)
    _require_known_field(model, fields, loc)
    value = _parse_value(partial(_findings, root, model, file.path), fields, loc, text)
    old = _value_at(fields, loc)
    if old == value and type(old) is type(value):
        return FieldChange(
            file.path,
            file.document.values[loc][0],
            field_name(loc),
            format_flow(old),
            format_flow(old),
            None,
        )
    _refuse_guid_change(fields, loc, force=force)
    new = yaml_edit.set_value(data, loc, value, partial(_insert_position, model))
    if new is None or has_inner_comments(data, loc):
        raise PodcastError(_manual_edit_message(file.path, loc, comments=new is not None))
    line = read_yaml(new).values[loc][0]
    return FieldChange(
        file.path,
        line,
        field_name(loc),
        "" if old is None else format_flow(old),
        format_flow(value),
        new,
    )


def apply_change(root: Path, change: FieldChange) -> None:
    """Write the file atomically; a link stays a link, and the permissions of the file stay the same.

    Raises:
        FileError: the disk refuses.
    """
    if change.data is None:
        return
    path = (root / change.path).resolve()
    try:
        mode = path.stat().st_mode & 0o777
        write(path, change.data)
        path.chmod(mode)
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error


def find_slug(root: Path, name: str) -> str:
    """Return the slug with that name, or the only one that contains it.

    Raises:
        PodcastError: none does, or several do.
    """
    slugs, _findings_of_folder = episode_slugs(root)
    if name in slugs:
        return name
    matches = [slug for slug in slugs if name.casefold() in slug]
    if len(matches) == 1:
        return matches[0]
    if matches:
        words = _("{count} episodes match {name}, for example {slugs}; type more of the name")
        raise PodcastError(words.format(count=len(matches), name=name, slugs=", ".join(matches[:3])))
    if similar := get_close_matches(name.casefold(), slugs, n=1):
        raise PodcastError(_('there is no episode "{name}"; did you mean "{near}"?').format(name=name, near=similar[0]))
    raise PodcastError(_('there is no episode "{name}"; `podcast status` lists all episodes').format(name=name))


def _parse_loc(field: str) -> Loc:
    """Return the path to a field; items of lists count from 1 in its name."""
    loc: Loc = ()
    for step in field.split("."):
        match = _STEP.fullmatch(step)
        if not match:
            words = _('"{field}" is not a field name; write it like title, audio.loudness or chapters[2].start')
            raise PodcastError(words.format(field=field))
        loc = (*loc, match[1], *(int(number) - 1 for number in re.findall(r"\d+", match[2])))
    return loc


def _require_known_field(model: type[BaseModel], fields: YamlValue, loc: Loc) -> None:
    """Refuse a field that does not exist, or whose parent has no fields."""
    parent = fields
    for depth, step in enumerate(loc):
        names = known_fields(model, loc[: depth + 1])
        name = field_name(loc[: depth + 1])
        if isinstance(step, str) and names and step not in names:
            words = _("{field}: unknown field; {remedy}")
            raise PodcastError(words.format(field=name, remedy=did_you_mean(step, names)))
        if isinstance(step, int):
            if not isinstance(parent, list) or step >= len(parent):
                count = len(parent) if isinstance(parent, list) else 0
                words = _("{field}: the list has {count} items; change one of them, or set the whole list")
                raise PodcastError(words.format(field=name, count=count))
        elif parent is not None and not isinstance(parent, dict):
            words = _("{field}: its parent is written in short form; set the parent as a whole")
            raise PodcastError(words.format(field=name))
        parent = _value_at(parent, (step,))


def _value_at(fields: YamlValue, loc: Loc) -> YamlValue:
    for step in loc:
        if isinstance(fields, list) and isinstance(step, int):
            fields = fields[step]
        else:
            fields = fields.get(str(step)) if isinstance(fields, dict) else None
    return fields


def _parse_value(validate: Callable[[YamlFields], list[Finding]], fields: YamlFields, loc: Loc, text: str) -> YamlValue:
    """Return the value that a text means: as YAML reads it, else as a text; the first without a new problem.

    Raises:
        PodcastError: neither fits.
    """
    document = read_yaml(f"x: {text}\n".encode("utf-8", "surrogatepass"))
    is_value = document.fields and not document.problems and set(document.fields) == {"x"}
    yaml_value = document.fields["x"] if document.fields and is_value else None
    plain_text = text.strip()  # as every text is read
    old_findings = validate(fields)
    refusal: list[Finding] = []
    values = (plain_text,) if yaml_value is None or isinstance(yaml_value, str) else (yaml_value, plain_text)
    for value in values:
        changed = with_value({**fields}, loc, value)
        findings = [finding for finding in validate(cast("YamlFields", changed)) if finding not in old_findings]
        if not findings:
            return value
        refusal = refusal or findings
    first = refusal[0]
    raise PodcastError(
        _("{field}: {what}; {remedy}").format(field=field_name(first.loc), what=first.what, remedy=first.remedy)
    )


def _findings(root: Path, model: type[BaseModel], path: str, fields: YamlFields) -> list[Finding]:
    """Return the problems of form that the file would have with these fields."""
    if model is ShowFields:
        show = validate_fields(ShowFields, fields, path, validation_context(fields))
        return show if isinstance(show, list) else []
    chapters = with_chapters(root, path.removesuffix(f"/{EPISODE_FILE}"), fields, path)
    context = validation_context(read_yaml_file(root, SHOW_FILE).document.fields)
    episode = validate_fields(EpisodeFields, chapters.fields, path, context)
    marker_findings = [Finding(path, ("chapters",), problem.what, problem.remedy) for problem in chapters.problems]
    return [*chapters.findings, *marker_findings, *(episode if isinstance(episode, list) else [])]


def _refuse_guid_change(fields: YamlFields, loc: Loc, *, force: bool) -> None:
    """Refuse to change the guid of a published show or episode: apps would show all as new and download it again."""
    if loc == (_IDENTITY,) and fields.get(_IDENTITY) and not fields.get("draft") and not force:
        words = _(
            "guid: apps identify the episode by it and would show it as new; pass --force if it was never published"
        )
        raise PodcastError(words)


def _insert_position(model: type[BaseModel], mapping: MappingNode, loc: Loc) -> yaml_edit.InsertPosition:
    """Return the position of a missing field, in the order of the model."""
    key = str(loc[-1])

    def is_blank_line(comment: str) -> bool:
        return len(loc) == 1 and comment.rstrip() in {field_doc(model, key).de, field_doc(model, key).en}

    return yaml_edit.InsertPosition(mapping, key, known_fields(model, loc), is_blank_line)


def _manual_edit_message(path: str, loc: Loc, *, comments: bool) -> str:
    if comments:
        words = _("{path}: {field}: contains comments that would be lost; change it in the file")
    else:
        words = _("{path}: {field}: cannot be changed without altering the rest of the file; change it by hand")
    return words.format(path=path, field=field_name(loc))
