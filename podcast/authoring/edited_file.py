"""A file of the show that `podcast set` reads and changes: its fields, and the validation of new values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from podcast.authoring.reference.field_docs import field_doc
from podcast.authoring.yaml_insert import InsertPosition
from podcast.authoring.yaml_nodes import value_at, with_value
from podcast.errors import PodcastError, ShowError
from podcast.i18n import _
from podcast.model.fields import EpisodeFields, ShowFields
from podcast.model.file_names import EPISODE_FILE, EPISODES, SHOW_FILE
from podcast.show.chapters_file import with_chapters
from podcast.show.locations import Finding, field_name
from podcast.show.validation import known_fields, validate_fields, validation_context
from podcast.show.yaml_file import file_problems, read_yaml_file
from podcast.show.yaml_reader import read_yaml
from podcast.text import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pydantic import BaseModel
    from yaml import MappingNode

    from podcast.show.yaml_errors import Loc
    from podcast.show.yaml_reader import YamlValue

    YamlFields = dict[str, YamlValue]

_STEP = re.compile(r"([^.\[\]]+)((?:\[[1-9][0-9]*\])*)")


@dataclass(frozen=True, slots=True)
class EditedFile:
    """`podcast.yaml`, or the `episode.yaml` of an episode: its path below the root, its fields, its bytes.

    `lines` are those of the fields, from 1.
    """

    root: Path
    path: str
    model: type[BaseModel]
    fields: YamlFields
    data: bytes
    lines: Mapping[Loc, int]

    @classmethod
    def read(cls, root: Path, slug: str | None) -> EditedFile:
        """Read the file of an episode, or that of the show if there is no slug.

        Raises:
            ShowError: the file cannot be read.
        """
        model: type[BaseModel] = EpisodeFields if slug else ShowFields
        file = read_yaml_file(root, f"{EPISODES}/{slug}/{EPISODE_FILE}" if slug else SHOW_FILE)
        if problems := tuple(file_problems(file)):
            raise ShowError(problems)
        lines = {loc: position[0] for loc, position in file.document.values.items()}
        return cls(root, file.path, model, dict(file.document.fields or {}), file.data or b"", lines)

    def loc(self, field: str, *, is_new_item: bool = False) -> Loc:
        """Return the path to a field by its name: `title`, `audio.loudness`, `chapters[2].start`.

        Args:
            field: its name.
            is_new_item: whether it may be the item after the last one of its list.

        Raises:
            PodcastError: there is no such field, or its parent has no fields.
        """
        loc = parse_field(field)
        _require_known_field(self.model, self.fields, loc[:-1] if is_new_item and self._is_new_item(loc) else loc)
        return loc

    def _is_new_item(self, loc: Loc) -> bool:
        items = value_at(self.fields, loc[:-1]) or []
        return isinstance(items, list) and loc[-1] == len(items)

    def accepted(self, loc: Loc, values: Iterable[YamlValue], *, is_new_item: bool = False) -> YamlValue:
        """Return the first of the values that brings no new problem of form.

        Args:
            loc: the field.
            values: in order of preference, at least one.
            is_new_item: whether the value is one more item of the list at `loc`.

        Raises:
            PodcastError: each of them does; the message is about the first.
        """
        present = value_at(self.fields, loc)
        items = present if isinstance(present, list) else []
        refusal: list[Finding] = []
        for value in values:
            new = self.new_findings(with_value({**self.fields}, loc, [*items, value] if is_new_item else value))
            if not new:
                return value
            refusal = refusal or new
        raise refusal_of(refusal[0])

    def new_findings(self, fields: YamlValue) -> list[Finding]:
        """Return the problems of form that the file would have with these fields, and does not have now."""
        old_findings = self._findings(self.fields)
        return [finding for finding in self._findings(cast("YamlFields", fields)) if finding not in old_findings]

    def insert_position(self, mapping: MappingNode, loc: Loc) -> InsertPosition:
        """Return the position of a missing field, in the order of the model."""
        key = str(loc[-1])

        def is_blank_line(comment: str) -> bool:
            doc = field_doc(self.model, key)
            return len(loc) == 1 and comment.rstrip() in {doc.de, doc.en}

        return InsertPosition(mapping, key, known_fields(self.model, loc), is_blank_line)

    def show_fields(self) -> Mapping[str, YamlValue]:
        """Return the fields of `podcast.yaml`, as they are written."""
        return self.fields if self.model is ShowFields else read_yaml_file(self.root, SHOW_FILE).document.fields or {}

    def _findings(self, fields: YamlFields) -> list[Finding]:
        """Return the problems of form that the file would have with these fields."""
        if self.model is ShowFields:
            show = validate_fields(ShowFields, fields, self.path, validation_context(fields))
            return show if isinstance(show, list) else []
        chapters = with_chapters(self.root, self.path.removesuffix(f"/{EPISODE_FILE}"), fields, self.path)
        context = validation_context(self.show_fields())
        episode = validate_fields(EpisodeFields, chapters.fields, self.path, context)
        markers = [Finding(self.path, ("chapters",), problem.what, problem.remedy) for problem in chapters.problems]
        return [*chapters.findings, *markers, *(episode if isinstance(episode, list) else [])]


def refusal_of(finding: Finding) -> PodcastError:
    """Return the error of a change that would bring a problem."""
    sentence = _("{field}: {what}; {remedy}")
    return PodcastError(sentence.format(field=field_name(finding.loc), what=finding.what, remedy=finding.remedy))


def parse_field(field: str) -> Loc:
    """Return the path to a field; items of lists count from 1 in its name.

    Raises:
        PodcastError: the text is not the name of a field.
    """
    loc: Loc = ()
    for step in field.split("."):
        match = _STEP.fullmatch(step)
        if not match:
            words = _('"{field}" is not a field name; write it like title, audio.loudness or chapters[2].start')
            raise PodcastError(words.format(field=field))
        loc = (*loc, match[1], *(int(number) - 1 for number in re.findall(r"\d+", match[2])))
    return loc


def typed_values(text: str) -> tuple[YamlValue, ...]:
    """Return the values that a text of the command line may mean: as YAML reads it, then the text itself."""
    document = read_yaml(f"x: {text}\n".encode("utf-8", "surrogatepass"))
    is_value = document.fields and not document.problems and set(document.fields) == {"x"}
    yaml_value = document.fields["x"] if document.fields and is_value else None
    plain_text = text.strip()  # as every text is read
    return (plain_text,) if yaml_value is None or isinstance(yaml_value, str) else (yaml_value, plain_text)


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
        parent = value_at(parent, (step,))
