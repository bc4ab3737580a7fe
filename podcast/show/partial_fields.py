"""Fields of a file of which some cannot be read: the readable ones as a model, with placeholders for the others.

Rules also run over such a file, so that all its problems are reported at once. Nothing may be concluded from a
placeholder: each model is built twice, with different placeholders, and only what both have in common is certain.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from podcast.model.fields import ShowFields
from podcast.show.validation import FileFields, findings_of_error, known_fields, loc_in_file, unwrapped
from podcast.text import closest_match

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.show.locations import Finding
    from podcast.show.validation import Context
    from podcast.show.yaml_errors import Loc

_TIME_ZONES = ("Etc/GMT-14", "Etc/GMT+12")  # a moment has another day in each

# Placeholders of fields from which other rules compute: values that these computations accept.
_PLACEHOLDERS = {
    (ShowFields, "timezone"): _TIME_ZONES,
    (ShowFields, "language"): ("de", "en"),
    (ShowFields, "link"): ("https://one.invalid/", "https://two.invalid/"),
}
MAX_MISSPELT_NAMES = 100  # for which the meant field is looked for: more problems than that are not listed
_MIN_NUMBER = 1_000_000  # of placeholders: no season or episode has such a number


@dataclass(frozen=True, slots=True)
class ReadFields(Generic[FileFields]):
    """The fields of a file: all of them (None if some cannot be read), and the readable ones with two placeholders.

    `unreadable` has the paths to the values that are not; the empty path stands for the whole file. If nothing depends
    on an unreadable value, there is one variant.
    """

    complete: FileFields | None
    variants: tuple[FileFields, ...]
    findings: tuple[Finding, ...] = ()
    unreadable: frozenset[Loc] = frozenset()


def read_fields(
    model: type[FileFields], fields: dict[str, Any] | None, path: str, context: Context, ambiguous: Iterable[Loc] = ()
) -> ReadFields[FileFields]:
    """Return the fields of a file as far as they can be read, and the problems of the others.

    Args:
        model: ShowFields or EpisodeFields.
        fields: as read from YAML; None if the file cannot be read.
        path: of the file, relative to the show's root.
        context: the values of `podcast.yaml` that its episodes need, see `validation_context`.
        ambiguous: paths to values that count as unreadable for another reason: fields that are written twice.
    """
    findings: list[Finding] = []
    unreadable = {_field_loc(model, loc) for loc in ambiguous} if fields is not None else {()}
    complete = None
    try:
        complete = model.model_validate(fields or {}, context=dict(context))
    except ValidationError as error:
        if fields is not None:
            all_findings = findings_of_error(model, fields, path, error)
            findings = [
                finding for finding in all_findings if finding.loc not in unreadable or finding.loc[0] in fields
            ]
            unreadable |= _unreadable_locs(model, fields, error)
    if complete is not None and not unreadable and (model is ShowFields or context["timezone"]):
        return ReadFields(complete, (complete,))
    locs = frozenset(unreadable)
    contexts = [{**context, "timezone": context["timezone"] or zone} for zone in _TIME_ZONES]
    if complete is not None and not locs:  # only its dates are uncertain
        return ReadFields(complete, tuple(model.model_validate(fields, context=choice) for choice in contexts))
    readers = (_PartialReader(choice, locs, path, number) for number, choice in enumerate(contexts))
    variants = tuple(reader.read_model(model, fields or {}, ()) for reader in readers)
    return ReadFields(None, variants, tuple(findings), locs)


def certain_findings(
    variants: Iterable[Iterable[Finding]], unreadable: Iterable[tuple[str, Loc]]
) -> tuple[Finding, ...]:
    """Return the findings that all variants have in common, without those at unreadable values.

    Args:
        variants: the findings for each variant of a show or an episode.
        unreadable: file and path of the values that cannot be read; what is below a path cannot be read either.
    """
    first, *rest = (dict.fromkeys(findings) for findings in variants)
    locs = frozenset(unreadable)
    return tuple(
        finding
        for finding in first
        if all(finding in findings for findings in rest)
        and not any((finding.path, finding.loc[:depth]) in locs for depth in range(len(finding.loc) + 1))
    )


def _unreadable_locs(model: type[BaseModel], fields: dict[str, Any], error: ValidationError) -> set[Loc]:
    """The paths to values that are missing or invalid, and to those of fields whose names are misspelt."""
    details = error.errors(include_url=False)
    locs = {loc_in_file(detail, fields) for detail in details if detail["type"] != "extra_forbidden"}
    misspelt = (loc_in_file(detail, fields) for detail in details if detail["type"] == "extra_forbidden")
    return locs | {_field_loc(model, loc) for loc in islice(misspelt, MAX_MISSPELT_NAMES)} - {()}


def _field_loc(model: type[BaseModel], loc: Loc) -> Loc:
    """The path to a field; of one whose name is misspelt, the path to the field that is meant, else the loc itself."""
    names = known_fields(model, loc)
    meant = closest_match(str(loc[-1]), names) if names and loc[-1] not in names else ""
    return (*loc[:-1], meant) if meant else loc


@cache
def _adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)


@dataclass(frozen=True, slots=True)
class _PartialReader:
    """A reader of values of which some are unreadable; `number` (0 or 1) chooses the placeholders."""

    context: Context
    unreadable: frozenset[Loc]
    path: str
    number: int

    def read_model(self, model: type[Any], fields: dict[str, Any], loc: Loc) -> Any:
        """Return a group of fields; validators of the group as a whole do not run."""
        values = {}
        for name, field in model.model_fields.items():
            field_loc = (*loc, name)
            annotation = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
            is_left_out = fields.get(name) is None
            if is_left_out and field_loc not in self.unreadable and not field.is_required():
                values[name] = field.get_default(call_default_factory=True)
            elif (model, name) in _PLACEHOLDERS and (is_left_out or field_loc in self.unreadable):
                values[name] = _PLACEHOLDERS[model, name][self.number]
            elif is_left_out:
                values[name] = self._placeholder(annotation, field_loc)
            else:
                values[name] = self._read_value(annotation, fields[name], field_loc)
        unreadable = {
            other[len(loc)] for other in self.unreadable if other[: len(loc)] == loc and len(other) > len(loc)
        }
        return model.model_construct(_fields_set={*fields, *unreadable} & {*model.model_fields}, **values)

    def _read_value(self, annotation: Any, value: Any, loc: Loc) -> Any:
        """Return a value as the model has it, with placeholders for its unreadable parts."""
        if not any(unreadable[: len(loc)] == loc for unreadable in self.unreadable):
            try:
                return _adapter(annotation).validate_python(value, context=dict(self.context))
            except ValidationError:  # valid only as a part of its group
                return self._placeholder(annotation, loc)
        inner = unwrapped(annotation)
        if isinstance(value, dict) and (group := _group_type(inner)):
            return self.read_model(group, value, loc)
        if loc not in self.unreadable and isinstance(value, list) and get_origin(inner) is tuple:
            item = get_args(inner)[0]
            return tuple(self._read_value(item, entry, (*loc, number)) for number, entry in enumerate(value))
        if loc not in self.unreadable and isinstance(value, dict) and get_origin(inner) is dict:
            item = get_args(inner)[1]
            return {key: self._read_value(item, entry, (*loc, key)) for key, entry in value.items()}
        return self._placeholder(annotation, loc)

    def _placeholder(self, annotation: Any, loc: Loc) -> Any:
        """Return a value of the right type; numbers of seconds are not a number, by which every comparison fails."""
        if type(None) in get_args(annotation) and self.number == 0:
            return None
        inner = unwrapped(annotation)
        if group := _group_type(inner):
            return self.read_model(group, {}, loc)
        if get_origin(inner) in {tuple, dict}:
            return get_origin(inner)()
        choices = get_args(inner) if get_origin(inner) is Literal else ()
        if choices:
            return choices[-self.number]
        if get_origin(inner) in {Union, UnionType}:
            return self._placeholder(next(choice for choice in get_args(inner) if choice is not type(None)), loc)
        seed = zlib.crc32(repr((self.path, loc, self.number)).encode())
        return _SCALARS.get(inner, _placeholder_text)(seed, self.number)


def _group_type(annotation: Any) -> type[BaseModel] | None:
    """The model that a type is, or that is one of its alternatives."""
    choices = (annotation, *(get_args(annotation) if get_origin(annotation) not in {tuple, dict} else ()))
    types = (choice for choice in map(unwrapped, choices) if isinstance(choice, type))
    return next((choice for choice in types if issubclass(choice, BaseModel)), None)


def _placeholder_text(seed: int, _number: int) -> str:
    return f"\N{HORIZONTAL ELLIPSIS}{seed}"


_SCALARS: dict[Any, Any] = {
    bool: lambda _seed, number: bool(number),
    int: lambda seed, _number: _MIN_NUMBER + seed,
    float: lambda _seed, _number: math.nan,
    date: lambda _seed, number: date(2199 if number else 1900, 1, 1),
    datetime: lambda seed, _number: datetime.fromtimestamp(seed, UTC),
}
