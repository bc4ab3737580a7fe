"""Our messages for the errors of pydantic, by type of error: the problem and the remedy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podcast.i18n import _, gettext_noop
from podcast.model.written_numbers import number_correction
from podcast.text import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


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


_A_NUMBER = (gettext_noop("must be a number, is {given}"), gettext_noop("write a number, without quotes or a unit"))


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


_NUMBER_ERRORS = frozenset({"float_type", "float_parsing", "int_type", "int_parsing", "literal_error"})


def _number_message(error_type: str, value: object, context: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the message for a number that is written as people write numbers, if the corrected one would fit."""
    correction = number_correction(value) if isinstance(value, str) and error_type in _NUMBER_ERRORS else None
    if correction is None:
        return None
    what, remedy, number = correction
    is_whole = float(number).is_integer()
    fits = {"int_type": is_whole, "literal_error": number in re.findall(r"[0-9]+", str(context.get("expected", "")))}
    return (what, remedy) if fits.get(error_type, True) else None


def error_message(error_type: str, value: object, context: Mapping[str, Any]) -> tuple[str, str]:
    """Return the problem and the remedy for an error of pydantic."""
    if message := _number_message(error_type, value, context):
        return message
    if error_type in _MESSAGE_FUNCTIONS:
        return _MESSAGE_FUNCTIONS[error_type](value, context)
    what, remedy = _MESSAGES[error_type]
    placeholders = {**context, "given": describe_value(value), "value": value, "count": len(str(value))}
    return _(what).format(**placeholders), _(remedy).format(**placeholders)
