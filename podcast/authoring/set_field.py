"""`podcast set`: one field of `podcast.yaml` or `episode.yaml` another, judged by the model before it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any

from podcast.authoring import yaml_edit as splice
from podcast.authoring import yaml_scalars as typed
from podcast.authoring.field_docs import told
from podcast.authoring.yaml_nodes import comments_within, put
from podcast.errors import FileError, PodcastError, ShowError
from podcast.files.atomic import refused, write
from podcast.i18n import _
from podcast.model.show import EPISODE_FILE, SHOW_FILE, EpisodeFields, ShowFields
from podcast.show.chapters_file import with_chapters
from podcast.show.episode_folder import EPISODES, slugs
from podcast.show.locations import Finding, field_name
from podcast.show.validation import context, formed, known_fields
from podcast.show.yaml_file import faults, file_read
from podcast.show.yaml_reader import read
from podcast.text import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from podcast.show.yaml_errors import Loc

_STEP = re.compile(r"([^.\[\]]+)((?:\[[1-9][0-9]*\])*)")
_IDENTITY = "guid"  # by which apps know a show and an episode again


@dataclass(frozen=True, slots=True)
class Change:
    """A field that becomes another: the file and the field's line, its name, both values as YAML, the whole file.

    `before` is empty where the field was not there; `data` is None where nothing changes.
    """

    path: str
    line: int
    field: str
    before: str
    after: str
    data: bytes | None


def change(root: Path, slug: str | None, field: str, words: str, *, force: bool = False) -> Change:
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
    file = file_read(root, f"{EPISODES}/{slug}/{EPISODE_FILE}" if slug else SHOW_FILE)
    if wrong := tuple(faults(file)):
        raise ShowError(wrong)
    fields, data = file.document.fields or {}, file.data or b""
    loc = _loc(field)
    _stands(form, fields, loc)
    value = _meant(partial(_findings, root, form, file.path), fields, loc, words)
    old = _at(fields, loc)
    if old == value and type(old) is type(value):
        return Change(file.path, file.document.values[loc][0], field_name(loc), typed.flow(old), typed.flow(old), None)
    _harmless(fields, loc, force=force)
    new = splice.changed(data, loc, value, partial(_slot, form))
    if new is None or comments_within(data, loc):
        raise PodcastError(_by_hand(file.path, loc, comments=new is not None))
    line = read(new).values[loc][0]
    return Change(file.path, line, field_name(loc), "" if old is None else typed.flow(old), typed.flow(value), new)


def apply(root: Path, changed: Change) -> None:
    """Writes the file, whole or not at all; a link stays a link, and the file's rights stay what they are.

    Raises:
        FileError: the disk refuses.
    """
    if changed.data is None:
        return
    path = (root / changed.path).resolve()
    try:
        mode = path.stat().st_mode & 0o777
        write(path, changed.data)
        path.chmod(mode)
    except OSError as error:
        raise FileError(refused(path, error)) from error


def episode(root: Path, name: str) -> str:
    """The slug that somebody means: the whole of it, or a part that no other has.

    Raises:
        PodcastError: it is none, or several.
    """
    known, _wrong = slugs(root)
    if name in known:
        return name
    found = [slug for slug in known if name.casefold() in slug]
    if len(found) == 1:
        return found[0]
    if found:
        words = _("{count} episodes have {name} in their slug, such as {slugs}; write more of it")
        raise PodcastError(words.format(count=len(found), name=name, slugs=", ".join(found[:3])))
    if near := get_close_matches(name.casefold(), known, n=1):
        raise PodcastError(_('there is no episode "{name}"; did you mean "{near}"?').format(name=name, near=near[0]))
    raise PodcastError(_('there is no episode "{name}"; `podcast status` lists them').format(name=name))


def _loc(field: str) -> Loc:
    """The way to a field; items of lists count from 1 in its name."""
    loc: Loc = ()
    for step in field.split("."):
        found = _STEP.fullmatch(step)
        if not found:
            words = _('"{field}" is no name of a field; write it as in title, audio.loudness or chapters[2].start')
            raise PodcastError(words.format(field=field))
        loc = (*loc, found[1], *(int(number) - 1 for number in re.findall(r"\d+", found[2])))
    return loc


def _stands(form: Any, fields: Any, loc: Loc) -> None:
    """Refuses a field that there is not, or whose parent holds no fields."""
    inside: Any = fields
    for depth, step in enumerate(loc):
        known = known_fields(form, loc[: depth + 1])
        name = field_name(loc[: depth + 1])
        if isinstance(step, str) and known and step not in known:
            words = _("{field}: is no field here; {remedy}")
            raise PodcastError(words.format(field=name, remedy=did_you_mean(step, known)))
        if isinstance(step, int):
            if not isinstance(inside, list) or step >= len(inside):
                count = len(inside) if isinstance(inside, list) else 0
                words = _("{field}: there are {count}; change one of them, or set the whole list")
                raise PodcastError(words.format(field=name, count=count))
        elif inside is not None and not isinstance(inside, dict):
            words = _("{field}: what is above is written in its short form; set that as a whole")
            raise PodcastError(words.format(field=name))
        inside = _at(inside, (step,))


def _at(fields: Any, loc: Loc) -> Any:
    for step in loc:
        if isinstance(fields, list) and isinstance(step, int):
            fields = fields[step]
        else:
            fields = fields.get(step) if isinstance(fields, dict) else None
    return fields


def _meant(judged: Callable[[Any], list[Finding]], fields: Any, loc: Loc, words: str) -> Any:
    """The value that the words stand for: as YAML reads them, else as a text; the first that brings no new problem.

    Raises:
        PodcastError: neither fits.
    """
    as_yaml = read(f"x: {words}\n".encode("utf-8", "surrogatepass"))
    meant = as_yaml.fields["x"] if as_yaml.fields and not as_yaml.faults and set(as_yaml.fields) == {"x"} else None
    text = words.strip()  # as every text is read
    old = judged(fields)
    refusal: list[Finding] = []
    for value in (text,) if meant is None or isinstance(meant, str) else (meant, text):
        new = [one for one in judged(put(fields, loc, value)) if one not in old]
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
        found = formed(ShowFields, fields, path, context(fields))
        return found if isinstance(found, list) else []
    marked = with_chapters(root, path.removesuffix(f"/{EPISODE_FILE}"), fields, path)
    found_ = formed(EpisodeFields, marked.fields, path, context(file_read(root, SHOW_FILE).document.fields))
    markers = [Finding(path, ("chapters",), one.what, one.remedy) for one in marked.problems]
    return [*marked.findings, *markers, *(found_ if isinstance(found_, list) else [])]


def _harmless(fields: Any, loc: Loc, *, force: bool) -> None:
    """Refuses to change the guid of what may be out: apps would show every episode as new and fetch it again."""
    if loc == (_IDENTITY,) and fields.get(_IDENTITY) and not fields.get("draft") and not force:
        words = _(
            "guid: apps know it by this; another one makes it new to all of them; say --force if it was never out"
        )
        raise PodcastError(words)


def _slot(form: Any, mapping: Any, loc: Loc) -> splice.Slot:
    """Where a field that is missing belongs: in the order of the model."""
    known = known_fields(form, loc)
    key = str(loc[-1])

    def blank(words: str) -> bool:
        return len(loc) == 1 and words.rstrip() in {told(form, key).de, told(form, key).en}

    return splice.Slot(mapping, key, known, blank)


def _by_hand(path: str, loc: Loc, *, comments: bool) -> str:
    if comments:
        words = _("{path}: {field}: has comments in it, which would be lost; change it in the file")
    else:
        words = _("{path}: {field}: cannot be changed without touching the rest; change it in the file")
    return words.format(path=path, field=field_name(loc))
