"""The documents docs/en/fields.md and docs/de/fields.md: every field, its type, and where it appears.

`make fields` writes them: python -m podcast.authoring.reference.field_reference LANGUAGE
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from podcast.authoring.reference.field_docs import field_doc, field_group, reference_words
from podcast.authoring.reference.hint_codes import hint_codes
from podcast.authoring.reference.json_schema import MODELS, json_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from podcast.authoring.reference.field_docs import FieldDoc

_MAX_WORDS = 6  # half the number of choices, and of feed elements, that are listed


def field_reference(language: str) -> str:
    """Return the whole document in a language, `de` or `en`."""
    page = _Reference(language)
    parts = [page.words["head"]]
    for file, model in MODELS.items():
        schema = json.loads(json_schema(file, language))
        parts.append(f"## {file}.yaml\n")
        parts.append("\n".join(page.file_table(model, schema)) + "\n")
        for path, group in _groups(model):
            parts.append(f"### {file}.yaml: {path}\n")
            parts.append("\n".join(page.group_table(group, schema["definitions"][group.__name__])) + "\n")
    return "\n".join([*parts, page.words["codes_head"], "\n".join(page.code_table()) + "\n"])


class _Reference:
    """The tables of the document, in one language."""

    def __init__(self, language: str) -> None:
        self._language = language
        self.words = reference_words(language)
        self._types: dict[str, str] = self.words["types"]

    def file_table(self, model: type[BaseModel], schema: dict[str, Any]) -> Iterator[str]:
        """The table of a file: where each field appears."""
        yield from _table_head(self.words["file_columns"])
        for name in schema["properties"]:
            doc = field_doc(model, name)
            outputs = (self._feed_elements(doc), _codes(doc.id3), self._pages(doc.site))
            yield _table_row(*self._first_cells(name, schema), doc.description(self._language), *outputs)

    def group_table(self, model: type[BaseModel], schema: dict[str, Any]) -> Iterator[str]:
        """The table of a group of fields: an example of each."""
        yield from _table_head(self.words["group_columns"])
        for name in schema["properties"]:
            doc = field_doc(model, name)
            yield _table_row(*self._first_cells(name, schema), doc.description(self._language), f"`{doc.example}`")

    def code_table(self) -> Iterator[str]:
        """The table of the codes of hints: what each is about."""
        yield from _table_head(self.words["code_columns"])
        for code, words in hint_codes().items():
            yield _table_row(f"`{code}`", words[0 if self._language == "en" else 1])

    def _first_cells(self, name: str, schema: dict[str, Any]) -> tuple[str, str, str]:
        field = schema["properties"][name]
        return _name_cell(name, schema), self._type_name(field), _default(field)

    def _type_name(self, field: dict[str, Any]) -> str:
        """Describe the values that a field takes."""
        if "anyOf" in field:
            types = dict.fromkeys(self._type_name(choice) for choice in field["anyOf"] if choice.get("type") != "null")
            listed = self._types["choices"]  # the pattern beside them is for other spellings of the same
            return listed if listed in types else self._types["or"].join(types)
        if "$ref" in field:
            return self._types["object"]
        if "enum" in field:
            choices = [str(choice).lower() if isinstance(choice, bool) else str(choice) for choice in field["enum"]]
            return ", ".join(choices) if len(choices) <= _MAX_WORDS * 2 else self._types["choices"]
        if field.get("type") == "array":
            return self._types["list"].format(items=self._type_name(field["items"]))
        return self._scalar_name(field)

    def _scalar_name(self, field: dict[str, Any]) -> str:
        type_name = field.get("type", "string")
        if isinstance(type_name, list):
            return self._types["time"]
        if "const" in field:
            return json.dumps(field["const"])
        if "\\d\\d-\\d\\d" in field.get("pattern", ""):
            return self._types["moment" if ":" in field["pattern"] else "day"]
        name, low, high = self._types[type_name], field.get("minimum"), field.get("maximum")
        if "maxLength" in field:
            return self._types["length"].format(type=name, limit=field["maxLength"])
        if low is not None and high is not None:
            return self._types["limits"].format(type=name, low=f"{low:g}", high=f"{high:g}")
        return name

    def _feed_elements(self, doc: FieldDoc) -> str:
        """The elements of the feed that follow from a field; in words for the long list that follows from `link`."""
        return _codes(doc.rss) if doc.rss.count(" ") < _MAX_WORDS * 2 else self._types["every_address"]

    def _pages(self, site: str) -> str:
        return ", ".join(self.words["pages"].get(page, page) for page in site.split(", "))


def _groups(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    for name, field in model.model_fields.items():
        if group := field_group(field.annotation):
            yield f"{prefix}{name}{group.path}", group.model
            yield from _groups(group.model, f"{prefix}{name}{group.path}.")


def _name_cell(name: str, schema: dict[str, Any]) -> str:
    return f"`{name}`{' ●' if name in schema['required'] else ''}"


def _default(field: dict[str, Any]) -> str:
    return f"`{json.dumps(field['default']).strip(chr(34))}`" if "default" in field else ""


def _codes(words: str) -> str:
    return " ".join(f"`{word}`" for word in words.split())


def _table_head(columns: str) -> tuple[str, str]:
    return f"| {columns} |", "|---" * (columns.count("|") + 1) + "|"


def _table_row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.stdout.write(field_reference(sys.argv[1]))
