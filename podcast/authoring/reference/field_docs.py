"""Documentation of every field of `podcast.yaml` and `episode.yaml`: `fields.toml`, as values.

One table for all that explains fields: the schema for editors, the lines that `podcast init` and `podcast new` write
out as comments, the order in which `podcast set` inserts, docs/en/fields.md and docs/de/fields.md. A new field of the
model is a new table in `fields.toml`; the tests name the one that is missing, and compare `rss` and `id3` with a feed
and with tags.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class FieldDoc:
    """Documentation of a field.

    `de` and `en` say what it is for; `example` is its value as YAML; `rss` names the elements of the feed that it
    changes (`channel/title item/title`), `id3` the frames of the audio file, `site` the pages that show it.
    """

    de: str
    en: str
    example: str = ""
    rss: str = ""
    id3: str = ""
    site: str = ""

    def description(self, language: str) -> str:
        """The purpose of the field, in German (`de`), else in English."""
        return self.de if language == "de" else self.en


@cache
def field_docs() -> Mapping[str, Mapping[str, FieldDoc]]:
    """Read the documentation of all fields: class of the model -> field -> documentation."""
    classes = tomllib.loads(resources.files("podcast.authoring.reference").joinpath("fields.toml").read_text("utf-8"))
    return {
        name: {
            field: FieldDoc(**texts)
            for source in (*fields.get("like", ()), name)
            for field, texts in classes[source].items()
            if field != "like"
        }
        for name, fields in classes.items()
    }


def reference_words(language: str) -> dict[str, Any]:
    """Read the words of the page on fields that do not describe one, in a language, `de` or `en`."""
    words = tomllib.loads(
        resources.files("podcast.authoring.reference").joinpath("field_reference.toml").read_text("utf-8")
    )
    return {**words[language]}


def field_doc(model: type[BaseModel], name: str) -> FieldDoc:
    """Return the documentation of a field, which a class that `model` extends may have.

    Raises:
        LookupError: the field is not documented.
    """
    for ancestor in model.__mro__:
        if doc := field_docs().get(ancestor.__name__, {}).get(name):
            return doc
    raise LookupError(f"{model.__name__}.{name} is not documented: add it to fields.toml")


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """A group of fields within another: its path from the parent (`.name`, `[1].name`, `.KEY.name`), and its model."""

    path: str
    model: type[BaseModel]


def field_group(annotation: Any) -> FieldGroup | None:
    """Return the group of fields that an annotation holds; None if it holds none."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in {Annotated, Union, UnionType}:
        return field_group(arguments[0])
    if origin in {tuple, dict}:
        group = field_group(arguments[origin is dict])
        return FieldGroup("[1]" if origin is tuple else ".KEY", group.model) if group else None
    return FieldGroup("", annotation) if hasattr(annotation, "model_fields") else None


def all_fields(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, type[BaseModel], str]]:
    """Yield every field of a model and of its groups: path (`audio.loudness`), the model that has it, its name."""
    for name, field in model.model_fields.items():
        yield f"{prefix}{name}", model, name
        if group := field_group(field.annotation):
            yield from all_fields(group.model, f"{prefix}{name}{group.path}.")
