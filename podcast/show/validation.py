"""Validation of a file's fields: the errors of pydantic, as findings that say what to write instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from podcast.i18n import _, gettext_noop
from podcast.model.groups import Person
from podcast.model.show import EpisodeFields, ShowFields
from podcast.model.types import TimeZone
from podcast.show.locations import Finding
from podcast.text import closest_match, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic_core import ErrorDetails

    from podcast.show.yaml_errors import Loc

    Context = Mapping[str, Any]

MAX_SUGGESTED_NAMES = 12  # at most so many names are listed in a message
MAX_PROBLEMS_PER_FILE = 100  # the rest is counted

FileFields = TypeVar("FileFields", ShowFields, EpisodeFields)

_TIME_ZONE: TypeAdapter[str] = TypeAdapter(TimeZone)
_YES_AND_NO = {"yes", "no", "on", "off", "y", "n", "ja", "nein", "true", "false"}

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
        loc = _loc_in_file(detail, fields)
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


def _loc_in_file(detail: ErrorDetails, fields: Any) -> Loc:
    """The path to the value in the file: without pydantic's names for members of unions and keys."""
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
        return Finding(path, loc, context["what"], context["remedy"])
    return Finding(path, loc, *_message(error_type, value, context))


def _unknown_field_remedy(name: str, fields: list[str]) -> str:
    """The remedy for an unknown field; a list of all fields of podcast.yaml would be too long to read."""
    if len(fields) <= MAX_SUGGESTED_NAMES or closest_match(name, fields):
        return did_you_mean(name, fields)
    return _("remove it; docs/fields.md lists all fields")


def _looks_boolean(value: object) -> bool:
    return str(value).lower() in _YES_AND_NO


def describe_value(value: object) -> str:
    """Describe a value that was typed, by its type: `the number 2026`, `the text "ja"`, `a list`."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return _("the number {number}").format(number=value)
    if isinstance(value, str):
        return _('the text "{text}"').format(text=value)
    return _("a list") if isinstance(value, list) else _("a group of fields")


def _string_expected(value: object, _context: Mapping[str, Any]) -> tuple[str, str]:
    remedy = _("write one text") if isinstance(value, list | dict) else _("put it in quotes")
    return _("must be text, is {given}").format(given=describe_value(value)), remedy


def _integer_expected(value: object, _context: Mapping[str, Any]) -> tuple[str, str]:
    is_quoted = isinstance(value, str) and re.fullmatch("[0-9]+", value.strip())
    remedy = _("remove the quotes or the leading zero") if is_quoted else _("write a number such as 3")
    return _("must be a whole number, is {given}").format(given=describe_value(value)), remedy


def _choice_expected(value: object, context: Mapping[str, Any]) -> tuple[str, str]:
    choices = re.findall(r"[^', ]+", str(context["expected"]).replace(" or ", ", "))
    what = _("cannot be {given}").format(given=describe_value(value))
    if all(choice.isdecimal() for choice in choices):
        return what, _("write one of {names}").format(names=", ".join(choices))
    return what, did_you_mean(str(value), choices)


_GROUP = (
    gettext_noop("must be a group of fields, is {given}"),
    gettext_noop("write name: value pairs on separate, indented lines"),
)
_TOO_LONG = (gettext_noop("has {count} characters, at most {max_length} are allowed"), gettext_noop("shorten it"))
_TRUE_OR_FALSE = (gettext_noop("must be true or false, is {given}"), gettext_noop("write true or false"))
_A_NUMBER = (gettext_noop("must be a number, is {given}"), gettext_noop("write a number such as -16"))

# pydantic's type of error -> what is wrong, what to write instead. {given} describes the value, {value} is the value,
# {count} its length; all else is pydantic's own context.
_MESSAGES: dict[str, tuple[str, str]] = {
    "string_unicode": (gettext_noop("contains half a character"), gettext_noop("write the character itself")),
    "string_too_long": _TOO_LONG,
    "too_long": _TOO_LONG,  # the same, where our own rules stand before pydantic's
    "bool_type": _TRUE_OR_FALSE,
    "bool_parsing": _TRUE_OR_FALSE,
    "float_type": _A_NUMBER,
    "float_parsing": _A_NUMBER,
    "greater_than_equal": (gettext_noop("is {value}"), gettext_noop("write {ge:g} or more")),
    "less_than_equal": (gettext_noop("is {value}"), gettext_noop("write {le:g} or less")),
    "tuple_type": (
        gettext_noop("must be a list, is {given}"),
        gettext_noop('start each item on a separate line with "- "'),
    ),
    "too_short": (gettext_noop("is an empty list"), gettext_noop("add at least one item")),
    "dict_type": _GROUP,
    "model_type": _GROUP,
    "model_attributes_type": _GROUP,
}

# pydantic's type of error -> the function that makes the same two texts of the value and pydantic's context.
_MESSAGE_FUNCTIONS: dict[str, Callable[[object, Mapping[str, Any]], tuple[str, str]]] = {
    "string_type": _string_expected,
    "int_type": _integer_expected,
    "literal_error": _choice_expected,
}


def _message(error_type: str, value: object, context: Mapping[str, Any]) -> tuple[str, str]:
    """Return the problem and the remedy for an error of pydantic."""
    if error_type in _MESSAGE_FUNCTIONS:
        return _MESSAGE_FUNCTIONS[error_type](value, context)
    what, remedy = _MESSAGES[error_type]
    placeholders = {**context, "given": describe_value(value), "value": value, "count": len(str(value))}
    return _(what).format(**placeholders), _(remedy).format(**placeholders)


def known_fields(model: Any, loc: Loc) -> list[str]:
    """Return the names of the fields that are allowed where `loc` ends."""
    for step in loc[:-1]:
        model = _unwrapped(model)
        if get_origin(model) in {dict, tuple}:
            model = get_args(model)[get_origin(model) is dict]
        elif isinstance(step, str) and step in getattr(model, "model_fields", {}):
            model = model.model_fields[step].annotation
    return list(getattr(_unwrapped(model), "model_fields", {}))


def _unwrapped(annotation: Any) -> Any:
    """The type within Annotated and `… | None`."""
    while get_origin(annotation) is Annotated or type(None) in get_args(annotation):
        annotation = get_args(annotation)[0]
    return annotation
