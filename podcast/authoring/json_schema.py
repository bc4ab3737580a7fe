"""The form of `podcast.yaml` and `episode.yaml` as JSON Schema, for editors that complete and check while one types.

pydantic tells the types; what it cannot know stands in two tables: what people may type where the model holds
something else (`1:23` for seconds), and what our own rules let through. An editor is never stricter than `podcast
check`, and not as strict: it sees one file and no folder.

JSON Schema draft 7, which is what the YAML extensions of editors read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from podcast.authoring.field_docs import every, told
from podcast.model.apple_categories import CATEGORIES
from podcast.model.show import EpisodeFields, ShowFields
from podcast.show.yaml_reader import read

if TYPE_CHECKING:
    from pydantic import BaseModel

    Schema = dict[str, Any]

FORMS: dict[str, type[BaseModel]] = {"podcast": ShowFields, "episode": EpisodeFields}
FOLDER = "schema"  # of a show, where editors find them

_LINE = r"^\s*\S[^\r\n]*\s*$"
_DAY = r"^\s*(19|20|21)\d\d-\d\d-\d\d"

# A validator that comes before the type: what may be typed instead of what the model holds.
_INSTEAD: dict[str, Schema] = {
    "seconds_of": {"type": ["string", "number"], "pattern": r"^\s*(\d{1,2}:)?\d{1,3}:[0-5]\d([.,]\d{1,3})?\s*$"},
    "_date": {"type": "string", "pattern": _DAY + r"[ T]\d\d:\d\d(:\d\d)?( ?(Z|[+-]\d\d:?\d\d))?\s*$"},
    "_day": {"type": "string", "pattern": _DAY + r"\s*$"},
}
# The same, but what the model holds may be typed as well.
_AS_WELL: dict[str, Schema] = {
    "_license": {"type": "string", "pattern": _LINE},
    "_person": {"type": "string"},
    "_chapters": {"type": "string"},
    "_chapter": {"type": "string", "pattern": r"^\s*\S+\s+\S"},
    "_text_alone": {"type": "string", "pattern": r"\S"},
}
# A validator that comes after the type: what it lets through.
_ONLY: dict[str, Schema] = {
    "_text": {"pattern": r"\S"},
    "_line": {"pattern": _LINE},
    "_url": {"pattern": r"^\s*[hH][tT][tT][pP][sS]?://[^\s]+\s*$"},
    "_base_url": {"pattern": r"^\s*[hH][tT][tT][pP][sS]?://[A-Za-z0-9_:.~/-]+\s*$"},
    "_language": {"pattern": r"^\s*[a-z]{2,3}(-[A-Z]{2})?\s*$"},
    "_zone": {"pattern": r"^\s*([A-Za-z_]+(/[A-Za-z0-9_+-]+)+|UTC)\s*$"},
    "_email": {"pattern": r"^\s*[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+\s*$"},
    "_uuid": {"pattern": r"^\s*[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\s*$"},
    "_geo": {"pattern": r"^\s*geo:-?[0-9]"},
    "_osm": {"pattern": r"^\s*[NWR][1-9][0-9]*(#[1-9][0-9]*)?\s*$"},
    "_rule": {"pattern": r"FREQ="},
    "_category": {"enum": list(CATEGORIES)},
    "_formats": {"contains": {"const": "mp3"}, "uniqueItems": True},
    "_length": {"minimum": 15, "maximum": 120},
}


def schema(file: str, tongue: str) -> str:
    """The schema of a file, as JSON.

    Args:
        file: `podcast` or `episode`.
        tongue: of the explanations, `de` or `en`.
    """
    form = FORMS[file]
    whole = form.model_json_schema(schema_generator=_Typed, ref_template="#/definitions/{model}")
    forms = {inside.__name__: inside for _, inside, _ in every(form)}
    definitions = {
        name: _explained(one, forms[name], tongue)
        for name, one in sorted(whole.pop("$defs", {}).items())
        if name in forms
    }
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": f"{file}.yaml"}
    body = {**head, **_explained(whole, form, tongue), "definitions": definitions}
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def modeline(path: str) -> str:
    """The comment by which an editor finds the schema at `path`, as seen from the file that it stands in."""
    return f"# yaml-language-server: $schema={path}"


def _explained(one: Schema, form: type[BaseModel], tongue: str) -> Schema:
    """The schema of a group of fields: what each is for; a field that may be left out may be left empty."""
    required = one.get("required", [])
    fields = {}
    for name, field in one["properties"].items():
        row = told(form, name)
        kept = {key: value for key, value in field.items() if key not in {"title", "description", "default"}}
        plain = isinstance(field.get("default"), str | int | float | bool)
        shown = {"default": field["default"]} if plain else {}
        fields[name] = {
            "description": row.words(tongue),
            **(kept if name in required else _or_empty(kept)),
            **shown,
            "examples": [example(row.example)],
        }
    return {"type": "object", "properties": fields, "required": required, "additionalProperties": False}


def example(text: str) -> Any:
    """An example of the tables as a value."""
    fields = read(f"value: {text}".encode()).fields
    if fields is None:
        raise ValueError(f"{text}: is no value in YAML")
    return fields["value"]


def _or_empty(field: Schema) -> Schema:
    nothing = {"type": "null"}
    if "anyOf" in field:
        return field if nothing in field["anyOf"] else {**field, "anyOf": [*field["anyOf"], nothing]}
    return {"anyOf": [field, nothing]}


class _Typed(GenerateJsonSchema):
    """pydantic's schema, with what our validators before and after a type mean."""

    def function_before_schema(self, schema: Any) -> Schema:
        name = _name(schema)
        if name in _INSTEAD:
            return dict(_INSTEAD[name])
        inner = super().function_before_schema(schema)
        return {"anyOf": [_AS_WELL[name], inner]} if name in _AS_WELL else inner

    def function_after_schema(self, schema: Any) -> Schema:
        inner = super().function_after_schema(schema)
        return inner | _ONLY.get(_name(schema), {})


def _name(schema: Any) -> str:
    """The name of the function that validates; pydantic's own are nameless."""
    return getattr(schema["function"]["function"], "__name__", "")
