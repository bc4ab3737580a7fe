"""The document docs/fields.md: every field, its type, and where it appears. `make fields` writes it.

python -m podcast.authoring.field_reference > docs/fields.md
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from podcast.authoring.field_docs import field_doc, field_group
from podcast.authoring.json_schema import MODELS, json_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from podcast.authoring.field_docs import FieldDoc

_HEAD = """\
# Fields

Every field of `podcast.yaml` and `episode.yaml`, and where it appears. `make fields` generates this page from
`podcast/authoring/fields.toml`. `podcast schema podcast` and `podcast schema episode` print the same as JSON Schema.

**feed**: elements of `feed.xml` that depend on the field (`channel/` of the show, `item/` of an episode); **audio
file**: ID3 frames of the MP3; **site**: pages that show it. Fields marked ● are required.
"""
_TYPE_NAMES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true, false",
    "array": "list",
    "object": "fields",
}
_MAX_WORDS = 6  # half the number of choices, and of feed elements, that are listed


def field_reference() -> str:
    """Return the whole document."""
    parts = [_HEAD]
    for file, model in MODELS.items():
        schema = json.loads(json_schema(file, "en"))
        parts.append(f"## {file}.yaml\n")
        parts.append("\n".join(_file_table(model, schema)) + "\n")
        for path, group in _groups(model):
            parts.append(f"### {file}.yaml: {path}\n")
            parts.append("\n".join(_group_table(group, schema["definitions"][group.__name__])) + "\n")
    return "\n".join(parts)


def _file_table(model: type[BaseModel], schema: dict[str, Any]) -> Iterator[str]:
    yield "| field | type | default | description | feed | audio file | site |"
    yield "|---|---|---|---|---|---|---|"
    for name, field in schema["properties"].items():
        doc = field_doc(model, name)
        outputs = (_codes(_feed_elements(doc)), _codes(doc.id3), doc.site)
        yield _table_row(_name_cell(name, schema), _type_name(field), _default(field), doc.en, *outputs)


def _group_table(model: type[BaseModel], schema: dict[str, Any]) -> Iterator[str]:
    yield "| field | type | default | description | example |"
    yield "|---|---|---|---|---|"
    for name, field in schema["properties"].items():
        doc = field_doc(model, name)
        example = f"`{doc.example}`"
        yield _table_row(_name_cell(name, schema), _type_name(field), _default(field), doc.en, example)


def _groups(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    for name, field in model.model_fields.items():
        if group := field_group(field.annotation):
            yield f"{prefix}{name}{group.path}", group.model
            yield from _groups(group.model, f"{prefix}{name}{group.path}.")


def _name_cell(name: str, schema: dict[str, Any]) -> str:
    return f"`{name}`{' ●' if name in schema['required'] else ''}"


def _type_name(field: dict[str, Any]) -> str:
    """Describe the values that a field takes."""
    if "anyOf" in field:
        types = dict.fromkeys(_type_name(choice) for choice in field["anyOf"] if choice.get("type") != "null")
        return " or ".join(types)
    if "$ref" in field:
        return "fields"
    if "enum" in field:
        choices = [str(choice) for choice in field["enum"]]
        return ", ".join(choices) if len(choices) <= _MAX_WORDS * 2 else "one of Apple's names"
    if field.get("type") == "array":
        return f"list of {_type_name(field['items'])}"
    return _scalar_name(field)


def _scalar_name(field: dict[str, Any]) -> str:
    type_name = field.get("type")
    if isinstance(type_name, list):
        return "time (`1:23.5`) or seconds"
    if "const" in field:
        return json.dumps(field["const"])
    if "\\d\\d-\\d\\d" in field.get("pattern", ""):
        return "date and time (`2021-11-23 09:00`)" if ":" in field["pattern"] else "day (`2021-11-23`)"
    low, high = field.get("minimum"), field.get("maximum")
    limits = f" {low:g} to {high:g}" if low is not None and high is not None else ""
    return _TYPE_NAMES[str(type_name)] + (
        f", at most {field['maxLength']} characters" if "maxLength" in field else limits
    )


def _default(field: dict[str, Any]) -> str:
    return f"`{json.dumps(field['default']).strip(chr(34))}`" if "default" in field else ""


def _feed_elements(doc: FieldDoc) -> str:
    """The elements of the feed that follow from a field; "every address" for the long list that follows from `link`."""
    return doc.rss if doc.rss.count(" ") < _MAX_WORDS * 2 else "every address"


def _codes(words: str) -> str:
    return words if words == "every address" else " ".join(f"`{word}`" for word in words.split())


def _table_row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.stdout.write(field_reference())
