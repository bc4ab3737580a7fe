"""Problems of form: what pydantic finds wrong with a file's fields, in words that say what to write instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from podcast.i18n import _, gettext_noop
from podcast.model.groups import Person
from podcast.model.show import EpisodeFields, ShowFields
from podcast.model.types import TimeZone
from podcast.show.locations import Finding
from podcast.text import did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic_core import ErrorDetails

    from podcast.show.yaml_errors import Loc

    Context = Mapping[str, Any]

FEW = 12  # names that a message lists
AT_MOST = 100  # problems of one file; whoever has more repairs these first

Form = TypeVar("Form", ShowFields, EpisodeFields)

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
    "guid": gettext_noop("guid: a UUID, as `podcast init` and `podcast new` write it, once for life"),
    "cover": "cover: cover.jpg",
    "cover_alt": gettext_noop("cover_alt: What the picture shows, for people who do not see it"),
    "name": "name: Simone Gaul",
    "email": "email: podcast@example.org",
    "role": gettext_noop("role: host, or guest"),
    "number": "number: 1",
    "start": gettext_noop('start: "1:23"'),
    "duration": gettext_noop("duration: 45, in seconds"),
    "protocol": "protocol: activitypub",
    "url": "url: https://example.org/",
    "on": gettext_noop("on: the day, as in 2021-11-23"),
    "text": gettext_noop("text: What was wrong, and what is right now"),
    "reason": gettext_noop("reason: Why the episode can no longer be heard"),
}


def formed(form: type[Form], fields: dict[str, Any], path: str, context: Context) -> Form | list[Finding]:
    """The fields as a value, or all that is wrong with them.

    Args:
        form: ShowFields or EpisodeFields.
        fields: as read from YAML.
        path: of the file, relative to the show's root.
        context: what `podcast.yaml` says to its episodes, see `context`.
    """
    try:
        return form.model_validate(fields, context=dict(context))
    except ValidationError as error:
        return findings(form, fields, path, error)


def context(fields: Mapping[str, Any] | None) -> Context:
    """What the episodes need of `podcast.yaml`: its time zone and its people; None for what cannot be known.

    A person with problems of their own is still a person: their key is known.
    """
    if fields is None:
        return {"timezone": None, "people": None}
    people = fields.get("people") or {}
    known = {key: _person(key, value) for key, value in people.items()} if isinstance(people, dict) else None
    try:
        return {"timezone": _TIME_ZONE.validate_python(fields.get("timezone")), "people": known}
    except ValidationError:
        return {"timezone": None, "people": known}


def _person(key: str, value: object) -> Person:
    try:
        return Person.model_validate(value)
    except ValidationError:  # reported where it stands
        return Person.model_construct(name=key, role="guest")


def findings(form: type[BaseModel], fields: object, path: str, error: ValidationError) -> list[Finding]:
    """What pydantic found, one finding for a place, in the order of the form."""
    chosen: dict[Loc, ErrorDetails] = {}
    details = error.errors(include_url=False)
    for detail in details[:AT_MOST]:
        if detail["type"] == "too_short" and detail["input"]:
            continue  # it has items, but none of them is right: each speaks for itself
        loc = _loc(detail, fields)
        if loc not in chosen or (detail["type"] == "bool_type" and _means_a_boolean(detail["input"])):
            chosen[loc] = detail  # of the members of a union the first one speaks, unless the other fits better
    found = [_finding(form, path, loc, detail) for loc, detail in chosen.items()]
    if len(details) > AT_MOST:
        found.append(
            Finding(
                path,
                (),
                _("has {count} more problems").format(count=len(details) - AT_MOST),
                _("put the others right first"),
            )
        )
    return found


def _loc(detail: ErrorDetails, fields: Any) -> Loc:
    """The way to the value through the file itself: without pydantic's names for members of unions and keys."""
    loc: Loc = ()
    for step in detail["loc"]:
        if isinstance(step, int) if isinstance(fields, list) else isinstance(fields, dict) and step in fields:
            fields = fields[step]
        elif detail["type"] != "missing" or step != detail["loc"][-1]:
            continue
        loc = (*loc, step)
    return loc


def _finding(form: type[BaseModel], path: str, loc: Loc, detail: ErrorDetails) -> Finding:
    kind, given, more = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        name = str(loc[-1])
        return Finding(path, loc, _("is no field here"), _other_field(name, known_fields(form, loc)), at_key=True)
    if kind == "missing":
        name = str(loc[-1])
        return Finding(
            path, loc, _("is missing"), _("add {example}").format(example=_(_EXAMPLES.get(name, "")) or f"{name}: …")
        )
    if given is None:
        return Finding(path, loc, _("is empty"), _("write something or remove the field"))
    if kind == "wrong":
        return Finding(path, loc, more["what"], more["remedy"])
    return Finding(path, loc, *_words(kind, given, more))


def _other_field(name: str, known: list[str]) -> str:
    """What to write instead of an unknown field; nobody reads a list of all that podcast.yaml may hold."""
    if len(known) <= FEW or nearest(name, known):
        return did_you_mean(name, known)
    return _("remove it; docs/fields.md has all the fields that there are")


def _means_a_boolean(given: object) -> bool:
    return str(given).lower() in _YES_AND_NO


def described(given: object) -> str:
    """What somebody wrote, by its kind: `the number 2026`, `the text "ja"`, `a list`."""
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, int | float):
        return _("the number {number}").format(number=given)
    if isinstance(given, str):
        return _('the text "{text}"').format(text=given)
    return _("a list") if isinstance(given, list) else _("a group of fields")


def _not_text(given: object, _more: Mapping[str, Any]) -> tuple[str, str]:
    remedy = _("write one text") if isinstance(given, list | dict) else _("put it in quotes")
    return _("must be text, is {given}").format(given=described(given)), remedy


def _not_whole(given: object, _more: Mapping[str, Any]) -> tuple[str, str]:
    quoted = isinstance(given, str) and re.fullmatch("[0-9]+", given.strip())
    remedy = _("remove the quotes or the leading zero") if quoted else _("write a number such as 3")
    return _("must be a whole number, is {given}").format(given=described(given)), remedy


def _not_one_of(given: object, more: Mapping[str, Any]) -> tuple[str, str]:
    known = re.findall(r"[^', ]+", str(more["expected"]).replace(" or ", ", "))
    what = _("cannot be {given}").format(given=described(given))
    if all(word.isdecimal() for word in known):
        return what, _("write one of {names}").format(names=", ".join(known))
    return what, did_you_mean(str(given), known)


_GROUP = (
    gettext_noop("must be a group of fields, is {given}"),
    gettext_noop("write name: value on lines of their own, indented"),
)
_TOO_LONG = (gettext_noop("has {count} characters, at most {max_length} are allowed"), gettext_noop("shorten it"))
_TRUE_OR_FALSE = (gettext_noop("must be true or false, is {given}"), gettext_noop("write true or false"))
_A_NUMBER = (gettext_noop("must be a number, is {given}"), gettext_noop("write a number such as -16"))

# pydantic's type of error -> what is wrong, what to write instead. {given} is what was written, by its kind, {value} as
# it is, {count} its length; all else is pydantic's own context.
_SENTENCES: dict[str, tuple[str, str]] = {
    "string_unicode": (gettext_noop("holds half a character"), gettext_noop("write the character itself")),
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
        gettext_noop('begin each item on a line of its own with "- "'),
    ),
    "too_short": (gettext_noop("is an empty list"), gettext_noop("write at least one item")),
    "dict_type": _GROUP,
    "model_type": _GROUP,
    "model_attributes_type": _GROUP,
}

# Those that need more than a sentence: what was given, and pydantic's context -> the same.
_ANSWERS: dict[str, Callable[[object, Mapping[str, Any]], tuple[str, str]]] = {
    "string_type": _not_text,
    "int_type": _not_whole,
    "literal_error": _not_one_of,
}


def _words(kind: str, given: object, more: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong and what to write instead, for a type of pydantic's errors."""
    if kind in _ANSWERS:
        return _ANSWERS[kind](given, more)
    what, remedy = _SENTENCES[kind]
    words = {**more, "given": described(given), "value": given, "count": len(str(given))}
    return _(what).format(**words), _(remedy).format(**words)


def known_fields(form: Any, loc: Loc) -> list[str]:
    """The fields that may stand where `loc` ends."""
    for step in loc[:-1]:
        form = _inner(form)
        if get_origin(form) in {dict, tuple}:
            form = get_args(form)[get_origin(form) is dict]
        elif isinstance(step, str) and step in getattr(form, "model_fields", {}):
            form = form.model_fields[step].annotation
    return list(getattr(_inner(form), "model_fields", {}))


def _inner(annotation: Any) -> Any:
    """The type within Annotated and `… | None`."""
    while get_origin(annotation) is Annotated or type(None) in get_args(annotation):
        annotation = get_args(annotation)[0]
    return annotation
