"""Words of the fields at the desk: label, help and choices, in German and English."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, TypeAlias

from podcast.authoring.reference.field_docs import field_doc

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

    FieldKey: TypeAlias = tuple[type[BaseModel], str]  # the class and the field that describe it

_YES = re.compile(r"^`?true`?: ")  # as people read it who do not write YAML
_HELP = 2  # the first of the two texts that replace the description of the field documentation


def label(doc: FieldKey, language: str) -> str:
    """Return the label of a field.

    Args:
        doc: the class and the field.
        language: `de` or `en`.

    Raises:
        LookupError: it has none.
    """
    return _texts(doc)[_position(language)]


def help_text(doc: FieldKey, language: str) -> str:
    """Return what stands beside a field: the description of the field documentation, or a text for this place."""
    texts = _texts(doc)
    if len(texts) > _HELP:
        return texts[_HELP + _position(language)]
    description = _YES.sub("Ja: " if language == "de" else "Yes: ", field_doc(*doc).description(language))
    description = description.replace("`", "")
    return description[:1].upper() + description[1:] if description[1:2].islower() else description


def choice_label(doc: FieldKey, choice: str, language: str) -> str:
    """Return the word for a choice of a field; the choice itself where it has none."""
    tables = _words()
    for table in (tables.get(f"choices.{doc[0].__name__}", {}), tables["choices"]):
        if choice in table:
            return table[choice][_position(language)]
    return choice


def has_label(doc: FieldKey) -> bool:
    """Whether a field has a label."""
    return _found_texts(doc) is not None


def _texts(doc: FieldKey) -> list[str]:
    texts = _found_texts(doc)
    if texts is None:
        raise LookupError(f"{doc[0].__name__}.{doc[1]} has no label: add it to field_labels.toml")
    return texts


def _found_texts(doc: FieldKey) -> list[str] | None:
    """Return the texts of the field's class, of one that this extends, or of all fields of that name."""
    tables = _words()
    names = [*(ancestor.__name__ for ancestor in doc[0].__mro__), "names"]
    return next((tables[name][doc[1]] for name in names if doc[1] in tables.get(name, {})), None)


def _position(language: str) -> int:
    return 0 if language == "de" else 1


@cache
def _words() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(resources.files("podcast.desk.forms").joinpath("field_labels.toml").read_text("utf-8"))
