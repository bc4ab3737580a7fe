"""Validation of a file's fields: the errors of pydantic, as findings that say what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from podcast.i18n import _, gettext_noop
from podcast.model.fields import EpisodeFields, ShowFields
from podcast.model.groups import Person
from podcast.model.types import TimeZone
from podcast.show.locations import Finding
from podcast.show.validation_messages import error_message
from podcast.text import closest_match, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

    from podcast.show.yaml_errors import Loc

    Context = Mapping[str, Any]

MAX_SUGGESTED_NAMES = 12  # at most so many names are listed in a message
MAX_PROBLEMS_PER_FILE = 100  # the rest is counted
_YES_AND_NO = {"yes", "no", "on", "off", "y", "n", "ja", "nein", "true", "false"}

FileFields = TypeVar("FileFields", ShowFields, EpisodeFields)

_TIME_ZONE: TypeAdapter[str] = TypeAdapter(TimeZone)

# What to write into a field that is missing, where "add it" would not be enough.
_EXAMPLES = {
    "title": gettext_noop("title: Echte Beteiligung?"),
    "description": gettext_noop("description: Wovon der Podcast handelt"),
    "link": "link: https://podcast.example.org/",
    "language": "language: de",
    "timezone": "timezone: Europe/Berlin",
    "author": "author: Initiative Kommune",
    "categories": "categories: [Government]",
    "explicit": "explicit: false",
    "guid": gettext_noop("guid: a UUID as written by `podcast init` and `podcast new`; never change it"),
    "cover": "cover: cover.jpg",
    "cover_alt": gettext_noop("cover_alt: What the picture shows, for people who cannot see it"),
    "alt": gettext_noop("alt: What the picture shows, for people who cannot see it"),
    "file": "file: youtube.jpg",
    "geo": 'geo: "geo:51.96,7.62"',
    "name": "name: Simone Gaul",
    "email": "email: podcast@example.org",
    "role": gettext_noop("role: host or guest"),
    "number": "number: 1",
    "start": gettext_noop('start: "1:23"'),
    "duration": gettext_noop("duration: 45, in seconds"),
    "protocol": "protocol: activitypub",
    "url": "url: https://example.org/",
    "on": gettext_noop("on: the day, such as 2021-11-23"),
    "text": gettext_noop("text: What was wrong and what is correct"),
    "reason": gettext_noop("reason: Why the episode is no longer available"),
}


def validate_fields(
    model: type[FileFields], fields: dict[str, Any], path: str, context: Context
) -> FileFields | list[Finding]:
    """Return the fields as a model, or all their problems.

    Args:
        model: ShowFields or EpisodeFields.
        fields: as read from YAML.
        path: of the file, relative to the show's root.
        context: the values of `podcast.yaml` that its episodes need, see `validation_context`.
    """
    try:
        return model.model_validate(fields, context=dict(context))
    except ValidationError as error:
        return findings_of_error(model, fields, path, error)


def validation_context(fields: Mapping[str, Any] | None) -> Context:
    """Return the values of `podcast.yaml` that its episodes need: its time zone and its people.

    None stands for a value that cannot be used. A person whose fields have problems is among the people nevertheless:
    episodes may name their key.
    """
    if fields is None:
        return {"timezone": None, "people": None}
    people = fields.get("people") or {}
    registry = {key: _person(key, value) for key, value in people.items()} if isinstance(people, dict) else None
    try:
        return {"timezone": _TIME_ZONE.validate_python(fields.get("timezone")), "people": registry}
    except ValidationError:
        return {"timezone": None, "people": registry}


def _person(key: str, value: object) -> Person:
    try:
        return Person.model_validate(value)
    except ValidationError:  # reported for podcast.yaml
        return Person.model_construct(name=key, role="guest")


def findings_of_error(model: type[BaseModel], fields: object, path: str, error: ValidationError) -> list[Finding]:
    """Return the errors of pydantic as findings, one for each value, in the order of the model."""
    detail_by_loc: dict[Loc, ErrorDetails] = {}
    details = error.errors(include_url=False)
    for detail in details[:MAX_PROBLEMS_PER_FILE]:
        if detail["type"] == "too_short" and detail["input"]:
            continue  # it has items, but all are invalid: each has an error of its own
        loc = loc_in_file(detail, fields)
        if loc not in detail_by_loc or (detail["type"] == "bool_type" and _looks_boolean(detail["input"])):
            detail_by_loc[loc] = detail  # the error of the first member of a union, unless another fits better
    findings = [_finding(model, path, loc, detail) for loc, detail in detail_by_loc.items()]
    if len(details) > MAX_PROBLEMS_PER_FILE:
        findings.append(
            Finding(
                path,
                (),
                _("has {count} more problems").format(count=len(details) - MAX_PROBLEMS_PER_FILE),
                _("fix the others first"),
            )
        )
    return findings


def loc_in_file(detail: ErrorDetails, fields: Any) -> Loc:
    """Return the path to the value in the file: without pydantic's names for members of unions and keys."""
    loc: Loc = ()
    for step in detail["loc"]:
        if isinstance(step, int) if isinstance(fields, list) else isinstance(fields, dict) and step in fields:
            fields = fields[step]
        elif detail["type"] != "missing" or step != detail["loc"][-1]:
            continue
        loc = (*loc, step)
    return loc


def _finding(model: type[BaseModel], path: str, loc: Loc, detail: ErrorDetails) -> Finding:
    error_type, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    if error_type == "extra_forbidden":
        name = str(loc[-1])
        return Finding(
            path, loc, _("unknown field"), _unknown_field_remedy(name, known_fields(model, loc)), at_key=True
        )
    if error_type == "missing":
        name = str(loc[-1])
        return Finding(
            path, loc, _("is missing"), _("add {example}").format(example=_(_EXAMPLES.get(name, "")) or f"{name}: …")
        )
    if value is None:
        return Finding(path, loc, _("is empty"), _("add a value or remove the field"))
    if error_type == "wrong":
        place = context.get("line", 0), context.get("column", 0)
        return Finding(path, loc, context["what"], context["remedy"], line=place[0], column=place[1])
    return Finding(path, loc, *error_message(error_type, value, context))


def _unknown_field_remedy(name: str, fields: list[str]) -> str:
    """The remedy for an unknown field; a list of all fields of podcast.yaml would be too long to read."""
    if len(fields) <= MAX_SUGGESTED_NAMES or closest_match(name, fields):
        return did_you_mean(name, fields)
    return _("remove it; `podcast docs fields` lists all fields")


def _looks_boolean(value: object) -> bool:
    return str(value).lower() in _YES_AND_NO


def known_fields(model: Any, loc: Loc) -> list[str]:
    """Return the names of the fields that are allowed where `loc` ends."""
    return list(getattr(unwrapped(field_type(model, loc[:-1])), "model_fields", {}))


def field_type(model: Any, loc: Loc) -> Any:
    """Return the type that a model has at `loc`; the type of the nearest parent where it has no such field."""
    for step in loc:
        model = unwrapped(model)
        if get_origin(model) in {dict, tuple}:
            model = get_args(model)[get_origin(model) is dict]
        elif isinstance(step, str) and step in getattr(model, "model_fields", {}):
            model = model.model_fields[step].annotation
    return model


def unwrapped(annotation: Any) -> Any:
    """Return the type within Annotated and `… | None`."""
    while get_origin(annotation) is Annotated or type(None) in get_args(annotation):
        annotation = get_args(annotation)[0]
    return annotation
