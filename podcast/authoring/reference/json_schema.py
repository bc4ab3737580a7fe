"""JSON Schema of `podcast.yaml` and `episode.yaml`, for editors that complete and check while people type.

pydantic gives the types; tables add what it cannot know: what people may type where the model holds something else
(`1:23` for seconds), and what our validators accept. An editor is never stricter than `podcast check`, but may be less
strict: it sees one file and no folder.

JSON Schema draft 7, which is what the YAML extensions of editors read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, get_args

from pydantic.json_schema import GenerateJsonSchema

from podcast.authoring.reference.field_docs import all_fields, field_doc
from podcast.model.ai import AiPart
from podcast.model.apple_categories import CATEGORIES
from podcast.model.fields import EpisodeFields, ShowFields
from podcast.model.german_names import german_category
from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from pydantic import BaseModel

    from podcast.show.yaml_reader import YamlValue

    Schema = dict[str, Any]

MODELS: dict[str, type[BaseModel]] = {"podcast": ShowFields, "episode": EpisodeFields}
_AI_PARTS = get_args(AiPart)
SCHEMA_FOLDER = "schema"  # of a show, where editors find them

_LINE = r"^\s*\S[^\r\n]*\s*$"
_TIME_OF_DAY = r"[\s,tT]\d{1,2}([:.]\d\d|\s*([uU][hH][rR]|[hH]|[aApP]\.?[mM]))"

# Name of a validator that runs before the type -> what may be typed instead of what the model holds.
_REPLACED_INPUT: dict[str, Schema] = {
    "parse_time": {"type": ["string", "number"], "pattern": r"^\s*(\d{1,2}:)?\d{1,3}:[0-5]\d([.,]\d{1,3})?\s*$"},
    "_date": {"type": "string", "pattern": r"\d.*\d\d.*" + _TIME_OF_DAY},
    "_day": {"type": "string", "pattern": r"^[^:]*\d[^:]*\d\d[^:]*$"},
}
# The same, where what the model holds may be typed as well.
_ADDITIONAL_INPUT: dict[str, Schema] = {
    "_license": {"type": "string", "pattern": _LINE},
    "_person": {"type": "string"},
    "_chapters": {"type": "string"},
    "_cuts": {"type": "string"},
    "_chapter": {"type": "string", "pattern": r"^\s*\S+\s+\S"},
    "_text_alone": {"type": "string", "pattern": r"\S"},
    "_legal": {"const": False},
    "_statement": {"const": False},
    "_ai": {"anyOf": [{"const": False}, {"enum": [*_AI_PARTS]}, {"type": "array", "items": {"enum": [*_AI_PARTS]}}]},
}
# Class of the model -> a field that is required unless the fields are like this.
_REQUIRED_UNLESS: dict[str, dict[str, Schema]] = {
    "Chapter": {"title": {"required": ["toc"], "properties": {"toc": {"const": False}}}},
}
# Name of a validator that runs after the type -> what it accepts.
_CONSTRAINTS: dict[str, Schema] = {
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
    "_purpose": {"pattern": r"^[A-Za-z0-9._/\s-]+$"},
    "_country": {"pattern": r"^\s*[A-Za-z]{1,3}\s*$"},
    "_category": {"anyOf": [{"enum": [*CATEGORIES, *map(german_category, CATEGORIES)]}, {"pattern": _LINE}]},
    "_formats": {"contains": {"const": "mp3"}, "uniqueItems": True},
    "_episode_formats": {"uniqueItems": True},
    "_length": {"minimum": 15, "maximum": 120},
}


def json_schema(file: str, language: str) -> str:
    """Return the schema of a file, as JSON.

    Args:
        file: `podcast` or `episode`.
        language: of the descriptions, `de` or `en`.
    """
    model = MODELS[file]
    schema = model.model_json_schema(schema_generator=_SchemaGenerator, ref_template="#/definitions/{model}")
    models = {group.__name__: group for _path, group, _name in all_fields(model)}
    definitions = {
        name: _with_descriptions(definition, models[name], language)
        for name, definition in sorted(schema.pop("$defs", {}).items())
        if name in models
    }
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": f"{file}.yaml"}
    body = {**head, **_with_descriptions(schema, model, language), "definitions": definitions}
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def modeline(path: str) -> str:
    """Return the comment by which an editor finds the schema at `path`, relative to the file with the comment."""
    return f"# yaml-language-server: $schema={path}"


def _with_descriptions(schema: Schema, model: type[BaseModel], language: str) -> Schema:
    """Return the schema of a group with descriptions and examples; optional fields may also be empty."""
    required = schema.get("required", [])
    fields = {}
    for name, field in schema["properties"].items():
        doc = field_doc(model, name)
        constraints = {key: value for key, value in field.items() if key not in {"title", "description", "default"}}
        has_scalar_default = isinstance(field.get("default"), str | int | float | bool)
        fields[name] = {
            "description": doc.description(language),
            **(constraints if name in required else _nullable(constraints)),
            **({"default": field["default"]} if has_scalar_default else {}),
            "examples": [parse_example(doc.example)],
        }
    unless = _REQUIRED_UNLESS.get(model.__name__, {})
    always = [name for name in required if name not in unless]
    alternatives = {"anyOf": [{"required": [*unless]}, *unless.values()]} if unless else {}
    return {"type": "object", "properties": fields, "required": always, "additionalProperties": False, **alternatives}


def parse_example(text: str) -> YamlValue:
    """Return the value of an example of the field documentation.

    Raises:
        ValueError: the text is no value in YAML.
    """
    fields = read_yaml(f"value: {text}".encode()).fields
    if fields is None:
        raise ValueError(f"{text}: is no value in YAML")
    return fields["value"]


def _nullable(field: Schema) -> Schema:
    null = {"type": "null"}
    if "anyOf" in field:
        return field if null in field["anyOf"] else {**field, "anyOf": [*field["anyOf"], null]}
    return {"anyOf": [field, null]}


class _SchemaGenerator(GenerateJsonSchema):
    """The schema generator of pydantic, with the meaning of our validators before and after a type."""

    def function_before_schema(self, schema: Any) -> Schema:
        name = _validator_name(schema)
        if name in _REPLACED_INPUT:
            return dict(_REPLACED_INPUT[name])
        json_type = super().function_before_schema(schema)
        if name == "_one_or_several":
            return {"anyOf": [json_type["items"], json_type]}
        return {"anyOf": [_ADDITIONAL_INPUT[name], json_type]} if name in _ADDITIONAL_INPUT else json_type

    def function_after_schema(self, schema: Any) -> Schema:
        return super().function_after_schema(schema) | _CONSTRAINTS.get(_validator_name(schema), {})


def _validator_name(schema: Any) -> str:
    """The name of the function that validates; empty for those of pydantic."""
    return getattr(schema["function"]["function"], "__name__", "")
