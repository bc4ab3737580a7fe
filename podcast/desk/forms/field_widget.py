"""Widget of a field: its kind and its limits, read from the annotations of the models.

A field has the widget that its type and its validators ask for; `_KINDS_OF_FIELDS` names the few where people need
another one than the type alone would give.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

Kind = Literal[
    "line", "long_text", "code", "address", "email", "language", "time_zone", "country", "role",  # texts
    "moment", "day", "time", "number", "yes_no", "choice",  # other single values
    "picture", "file",  # names of files
    "lines", "tokens", "choices", "categories",  # lists of texts
    "group", "groups", "named_groups", "named_texts",  # groups of fields
    "people",  # groups of fields, or keys of the show's people
    "yaml",  # a value that no other widget can show
]  # fmt: skip

LISTS: Final = frozenset({"lines", "tokens", "choices", "categories"})
GROUPS: Final = frozenset({"group", "groups", "named_groups", "named_texts", "people"})

# Name of a validator -> the kind of the text that it accepts; the first one that a type has counts.
_KINDS_OF_VALIDATORS: dict[str, Kind] = {
    "_extra_item_xml": "code",
    "_extra_channel_xml": "code",
    "_relative": "file",
    "_video": "file",
    "_url": "address",
    "_email": "email",
    "_language": "language",
    "_zone": "time_zone",
    "_country": "country",
    "standard_role": "role",
    "_category": "categories",
    "parse_time": "time",
    "_date": "moment",
    "_day": "day",
    "_line": "line",
}
_NONE_VALIDATORS = frozenset({"_ai", "_legal", "_statement"})  # they accept `false` in the place of a group
# Name of a validator that accepts a short form of a group -> the kind of that.
SHORT_FORMS: dict[str, Kind] = {"_license": "line", "_text_alone": "line", "_ai": "choices"}
# Class and field -> its kind, where that does not follow from the type.
_KINDS_OF_FIELDS: dict[tuple[str, str], Kind] = {
    ("ShowFields", "cover"): "picture",
    ("EpisodeFields", "cover"): "picture",
    ("FeedImage", "file"): "picture",
    ("Person", "image"): "picture",
    ("Season", "image"): "picture",
    ("Chapter", "image"): "picture",
    ("EpisodeFields", "topics"): "tokens",
    ("EpisodeFields", "people"): "people",
    ("ShowFields", "subtitle"): "long_text",
    ("ShowFields", "cover_alt"): "long_text",
    ("EpisodeFields", "cover_alt"): "long_text",
    ("EpisodeFields", "title"): "long_text",
    ("Track", "offset"): "number",
}


@dataclass(frozen=True, slots=True)
class Widget:
    """The kind of a field, and its limits.

    `choices` are the values that it takes, as texts; `default` is the one of a field that is left out. `allows_none`:
    `false` says that there is none. `model` is the group of fields of a group, or of each item of a list or a mapping;
    `item` is the widget of such an item. `validators` are the names of those that its type has.
    """

    kind: Kind
    is_required: bool = False
    default: str = ""
    choices: tuple[str, ...] = ()
    allows_none: bool = False
    max_characters: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    is_whole: bool = False
    model: type[BaseModel] | None = None
    item: Widget | None = None
    validators: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def needs_model(self) -> bool:
        """Whether its fields can only be added together: some of them are required."""
        return self.model is not None and any(info.is_required() for info in self.model.model_fields.values())


@cache
def widget_of(model: type[BaseModel], name: str) -> Widget:
    """Return the widget of a field of a file, or of a group of fields.

    Raises:
        KeyError: there is no such field.
    """
    info = model.model_fields[name]
    widget = _widget(_Type.read(info.annotation, info.metadata))
    owners = (ancestor.__name__ for ancestor in model.__mro__)
    kind = next((_KINDS_OF_FIELDS[owner, name] for owner in owners if (owner, name) in _KINDS_OF_FIELDS), widget.kind)
    default = info.default if isinstance(info.default, str | int | float) else ""
    return replace(widget, kind=kind, is_required=info.is_required(), default=as_choice(default))


@cache
def item_widget(annotation: Any) -> Widget:
    """Return the widget of an item of a list, or of a value of a mapping, by its annotation."""
    return _widget(_Type.read(annotation, ()))


def as_choice(value: object) -> str:
    """Return a value as a choice of a form: true and false in lower case, as in YAML."""
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class _Type:
    """A type without its wrapping: its members but None and `false`, and everything that its annotations say."""

    members: tuple[Any, ...]
    metadata: tuple[Any, ...]
    allows_none: bool

    @classmethod
    def read(cls, annotation: Any, metadata: Any) -> _Type:
        """Read an annotation, and the metadata that pydantic has taken from it."""
        parts = [*_members(annotation)]
        collected = [*_flat(metadata), *(item for _member, items in parts for item in items)]
        members = [member for member, _items in parts if member is not type(None)]
        real = [member for member in members if member != Literal[False]]
        literal = next((member for member in real if get_origin(member) is Literal and False in get_args(member)), None)
        return cls(tuple(real), tuple(collected), len(real) < len(members) or literal is not None)

    @property
    def validators(self) -> frozenset[str]:
        """The names of the validators."""
        functions = (getattr(item, "func", None) for item in self.metadata)
        return frozenset(getattr(function, "__name__", "") for function in functions if function)

    def limit(self, name: str) -> Any:
        """Return a limit, such as `ge` or `max_length`; None if there is none."""
        return next((getattr(item, name) for item in self.metadata if hasattr(item, name)), None)


def _members(annotation: Any) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Yield the members of a union, each with its own metadata."""
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        for number, (member, items) in enumerate(_members(inner)):
            yield member, (*items, *(_flat(metadata) if number == 0 else ()))
    elif get_origin(annotation) in {Union, UnionType}:
        for part in get_args(annotation):
            yield from _members(part)
    else:
        yield annotation, ()


def _flat(metadata: Any) -> tuple[Any, ...]:
    return tuple(
        inner for item in metadata for inner in (_flat(item.metadata) if isinstance(item, FieldInfo) else (item,))
    )


def _widget(read: _Type) -> Widget:
    """Return the widget of a type: of the first of its members that is no plain yes or no."""
    plain = [member for member in read.members if member is not bool]
    member = plain[0] if plain else bool
    accepts_false = (bool in read.members and bool(plain)) or not _NONE_VALIDATORS.isdisjoint(read.validators)
    widget = replace(
        _of_member(member, read.validators),
        allows_none=read.allows_none or accepts_false,
        validators=read.validators,
    )
    low, high = read.limit("ge"), read.limit("le")
    return replace(widget, max_characters=read.limit("max_length"), minimum=low, maximum=high)


def _of_member(member: Any, validators: frozenset[str]) -> Widget:
    """Return the widget of a type that is no union."""
    origin, arguments = get_origin(member), get_args(member)
    if origin is Literal:
        return Widget("choice", choices=tuple(as_choice(choice) for choice in arguments if choice is not False))
    if origin is tuple:
        return _list_widget(item_widget(arguments[0]))
    if origin is dict:
        value = item_widget(arguments[1])
        return Widget("named_groups" if value.model else "named_texts", model=value.model, item=value)
    if hasattr(member, "model_fields"):
        return Widget("group", model=member)
    return _scalar_widget(member, validators)


def _scalar_widget(member: Any, validators: frozenset[str]) -> Widget:
    """Return the widget of a single value: a text, a number, a time, yes or no."""
    if member is bool:
        return Widget("yes_no", choices=("true", "false"))
    kind = next((kind for name, kind in _KINDS_OF_VALIDATORS.items() if name in validators), None)
    if member in {int, float}:
        return Widget(kind or "number", is_whole=member is int)
    return Widget(kind or "long_text")


def _list_widget(item: Widget) -> Widget:
    if item.model:
        return Widget("groups", model=item.model, item=item)
    if item.kind == "choice":
        return Widget("choices", choices=item.choices, item=item)
    return Widget("categories" if item.kind == "categories" else "lines", item=item)
