"""`podcast set`: one field of `podcast.yaml` or `episode.yaml` another, judged by the model before it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any

from podcast.authoring import yaml_edit as splice
from podcast.authoring import yaml_scalars as typed
from podcast.authoring.field_docs import field_doc
from podcast.authoring.yaml_nodes import has_inner_comments, with_value
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

    from podcast.show.yaml_errors import Loc

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
    """What `podcast set` would write.

    Args:
        root: of the show.
        slug: of the episode; None for the show itself.
        field: as problems name it: `title`, `audio.loudness`, `chapters[2].start`.
        words: the value, as it would be typed into the file: text, number, true, `[a, b]`, `{name: …}`.
        force: change a guid although apps know it.

    Raises:
        PodcastError: there is no such field, the value does not fit, or it cannot be changed in place.
        ShowError: the file cannot be read, or would hold new problems.
    """
    form = EpisodeFields if slug else ShowFields
    file = read_yaml_file(root, f"{EPISODES}/{slug}/{EPISODE_FILE}" if slug else SHOW_FILE)
    if wrong := tuple(file_problems(file)):
        raise ShowError(wrong)
    fields, data = file.document.fields or {}, file.data or b""
    loc = _parse_loc(field)
    _require_known_field(form, fields, loc)
    value = _parse_value(partial(_findings, root, form, file.path), fields, loc, text)
    old = _value_at(fields, loc)
    if old == value and type(old) is type(value):
        return FieldChange(
            file.path,
            file.document.values[loc][0],
            field_name(loc),
            typed.format_flow(old),
            typed.format_flow(old),
            None,
        )
    _refuse_guid_change(fields, loc, force=force)
    new = splice.set_value(data, loc, value, partial(_insert_position, form))
    if new is None or has_inner_comments(data, loc):
        raise PodcastError(_manual_edit_message(file.path, loc, comments=new is not None))
    line = read_yaml(new).values[loc][0]
    return FieldChange(
        file.path, line, field_name(loc), "" if old is None else typed.format_flow(old), typed.format_flow(value), new
    )


def apply_change(root: Path, change: FieldChange) -> None:
    """Writes the file, whole or not at all; a link stays a link, and the file's rights stay what they are.

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
    """The slug that somebody means: the whole of it, or a part that no other has.

    Raises:
        PodcastError: it is none, or several.
    """
    known, _wrong = episode_slugs(root)
    if name in known:
        return name
    found = [slug for slug in known if name.casefold() in slug]
    if len(found) == 1:
        return found[0]
    if found:
        words = _("{count} episodes match {name}, for example {slugs}; type more of the name")
        raise PodcastError(words.format(count=len(found), name=name, slugs=", ".join(found[:3])))
    if near := get_close_matches(name.casefold(), known, n=1):
        raise PodcastError(_('there is no episode "{name}"; did you mean "{near}"?').format(name=name, near=near[0]))
    raise PodcastError(_('there is no episode "{name}"; `podcast status` lists all episodes').format(name=name))


def _parse_loc(field: str) -> Loc:
    """The way to a field; items of lists count from 1 in its name."""
    loc: Loc = ()
    for step in field.split("."):
        found = _STEP.fullmatch(step)
        if not found:
            words = _('"{field}" is not a field name; write it like title, audio.loudness or chapters[2].start')
            raise PodcastError(words.format(field=field))
        loc = (*loc, found[1], *(int(number) - 1 for number in re.findall(r"\d+", found[2])))
    return loc


def _require_known_field(form: Any, fields: Any, loc: Loc) -> None:
    """Refuses a field that there is not, or whose parent holds no fields."""
    inside: Any = fields
    for depth, step in enumerate(loc):
        known = known_fields(form, loc[: depth + 1])
        name = field_name(loc[: depth + 1])
        if isinstance(step, str) and known and step not in known:
            words = _("{field}: unknown field; {remedy}")
            raise PodcastError(words.format(field=name, remedy=did_you_mean(step, known)))
        if isinstance(step, int):
            if not isinstance(inside, list) or step >= len(inside):
                count = len(inside) if isinstance(inside, list) else 0
                words = _("{field}: the list has {count} items; change one of them, or set the whole list")
                raise PodcastError(words.format(field=name, count=count))
        elif inside is not None and not isinstance(inside, dict):
            words = _("{field}: its parent is written in short form; set the parent as a whole")
            raise PodcastError(words.format(field=name))
        inside = _value_at(inside, (step,))


def _value_at(fields: Any, loc: Loc) -> Any:
    for step in loc:
        if isinstance(fields, list) and isinstance(step, int):
            fields = fields[step]
        else:
            fields = fields.get(step) if isinstance(fields, dict) else None
    return fields


def _parse_value(judged: Callable[[Any], list[Finding]], fields: Any, loc: Loc, words: str) -> Any:
    """The value that the words stand for: as YAML reads them, else as a text; the first that brings no new problem.

    Raises:
        PodcastError: neither fits.
    """
    as_yaml = read_yaml(f"x: {words}\n".encode("utf-8", "surrogatepass"))
    meant = as_yaml.fields["x"] if as_yaml.fields and not as_yaml.problems and set(as_yaml.fields) == {"x"} else None
    text = words.strip()  # as every text is read
    old = judged(fields)
    refusal: list[Finding] = []
    for value in (text,) if meant is None or isinstance(meant, str) else (meant, text):
        new = [one for one in judged(with_value(fields, loc, value)) if one not in old]
        if not new:
            return value
        refusal = refusal or new
    one = refusal[0]
    raise PodcastError(
        _("{field}: {what}; {remedy}").format(field=field_name(one.loc), what=one.what, remedy=one.remedy)
    )


def _findings(root: Path, form: Any, path: str, fields: Any) -> list[Finding]:
    """What is wrong with the form of the file, had it these fields."""
    if form is ShowFields:
        found = validate_fields(ShowFields, fields, path, validation_context(fields))
        return found if isinstance(found, list) else []
    marked = with_chapters(root, path.removesuffix(f"/{EPISODE_FILE}"), fields, path)
    found_ = validate_fields(
        EpisodeFields, marked.fields, path, validation_context(read_yaml_file(root, SHOW_FILE).document.fields)
    )
    markers = [Finding(path, ("chapters",), one.what, one.remedy) for one in marked.problems]
    return [*marked.findings, *markers, *(found_ if isinstance(found_, list) else [])]


def _refuse_guid_change(fields: Any, loc: Loc, *, force: bool) -> None:
    """Refuses to change the guid of what may be out: apps would show every episode as new and fetch it again."""
    if loc == (_IDENTITY,) and fields.get(_IDENTITY) and not fields.get("draft") and not force:
        words = _(
            "guid: apps identify the episode by it and would show it as new; pass --force if it was never published"
        )
        raise PodcastError(words)


def _insert_position(form: Any, mapping: Any, loc: Loc) -> splice.InsertPosition:
    """Where a field that is missing belongs: in the order of the model."""
    known = known_fields(form, loc)
    key = str(loc[-1])

    def blank(words: str) -> bool:
        return len(loc) == 1 and words.rstrip() in {field_doc(form, key).de, field_doc(form, key).en}

    return splice.InsertPosition(mapping, key, known, blank)


def _manual_edit_message(path: str, loc: Loc, *, comments: bool) -> str:
    if comments:
        words = _("{path}: {field}: contains comments that would be lost; change it in the file")
    else:
        words = _("{path}: {field}: cannot be changed without altering the rest of the file; change it by hand")
    return words.format(path=path, field=field_name(loc))
