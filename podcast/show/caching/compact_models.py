"""Models of the show in rows of the cache: values without the names of their fields, which all rows share.

Names that come from a pickle are new texts in each row; with ten thousand episodes they took as much memory as all that
the episodes say. Equal people are one object: models do not change.
"""

from __future__ import annotations

import pickle
import sys
import zoneinfo
from copyreg import dispatch_table
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel

from podcast.model.groups import Person

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_SHARED_KEYS: Final = 30  # of a dictionary of attributes whose names are stored once for a class (CPython)
_MAX_PEOPLE: Final = 20_000
_people: dict[tuple[type[BaseModel], tuple[Any, ...], int], BaseModel] = {}


class ModelPickler(pickle.Pickler):
    """A pickler that writes models as their class and values."""

    dispatch_table = {  # noqa: RUF012 -- as pickle.Pickler has it
        **dispatch_table,
        zoneinfo.ZoneInfo: lambda zone: (zoneinfo.ZoneInfo, (zone.key,)),
    }

    def reducer_override(self, value: Any) -> Any:
        """Return how a model is restored; all other values are written as they are."""
        if not isinstance(value, BaseModel):
            return NotImplemented
        names, attributes = _field_names(type(value)), vars(value)
        values = tuple(attributes[name] for name in names)
        fields_set = sum(1 << number for number, name in enumerate(names) if name in value.model_fields_set)
        other_attributes = {name: attributes[name] for name in attributes if name not in type(value).model_fields}
        return restore_model, (type(value), values, fields_set, other_attributes or None)


def restore_model(
    model: type[BaseModel], values: tuple[Any, ...], fields_set: int, other_attributes: Mapping[str, Any] | None
) -> BaseModel:
    """Return a model from its values, in the order of its fields.

    Args:
        model: the class.
        values: of all fields.
        fields_set: a bit for each field that was given, the first field the lowest.
        other_attributes: values that a model derives and keeps.

    Raises:
        UnpicklingError: the class has other fields.
    """
    names = _field_names(model)
    if len(names) != len(values):
        raise pickle.UnpicklingError(model.__name__)
    if not issubclass(model, Person):
        return _new_model(model, values, fields_set, other_attributes)
    try:
        if (person := _people.get((model, values, fields_set))) is not None:
            return person
    except TypeError:  # a value that cannot be compared quickly
        return _new_model(model, values, fields_set, other_attributes)
    person = _new_model(model, values, fields_set, other_attributes)
    if len(_people) < _MAX_PEOPLE:
        _people[model, values, fields_set] = person
    return person


def _new_model(
    model: type[BaseModel], values: tuple[Any, ...], fields_set: int, other_attributes: Mapping[str, Any] | None
) -> BaseModel:
    new, names = model.__new__(model), _field_names(model)
    set_attribute: Callable[[BaseModel, str, Any], None] = object.__setattr__  # models refuse assignments
    set_attribute(new, "__pydantic_fields_set__", _names_of_bits(model, fields_set))
    set_attribute(new, "__pydantic_extra__", None)
    set_attribute(new, "__pydantic_private__", None)
    if len(names) > MAX_SHARED_KEYS or other_attributes:
        set_attribute(new, "__dict__", {**dict(zip(names, values, strict=True)), **(other_attributes or {})})
    else:
        for name, value in zip(names, values, strict=True):
            set_attribute(new, name, value)
    return new


@cache
def _field_names(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(map(sys.intern, model.model_fields))


@cache
def _names_of_bits(model: type[BaseModel], bits: int) -> set[str]:
    """The names of the fields that were given; copies of a model copy the set."""
    return {name for number, name in enumerate(_field_names(model)) if bits >> number & 1}
