"""docs/fields.md: every field, its form, and where it comes out; `make fields` writes it anew.

python -m podcast.authoring.field_reference > docs/fields.md
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from podcast.authoring.field_docs import group, told
from podcast.authoring.json_schema import FORMS, schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from podcast.authoring.field_docs import Told

_HEAD = """\
# Fields

Every field of `podcast.yaml` and `episode.yaml`, and where it comes out. Made by `make fields`: edit the tables in
`podcast/show/told_of_*.py` instead. `podcast schema podcast` and `podcast schema episode` print the same for editors.

**feed**: elements of `feed.xml` that follow from the field (`channel/` the show's, `item/` an episode's); **audio
file**: ID3 frames of the MP3; **site**: the pages that show it. A field marked ● must be there.
"""
_KINDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true, false",
    "array": "list",
    "object": "fields",
}
_LONGEST = 6  # words of an enumeration that are told


def reference() -> str:
    """The whole document."""
    parts = [_HEAD]
    for file, form in FORMS.items():
        whole = json.loads(schema(file, "en"))
        parts.append(f"## {file}.yaml\n")
        parts.append("\n".join(_main(form, whole)) + "\n")
        for name, inside in _groups(form):
            parts.append(f"### {file}.yaml: {name}\n")
            parts.append("\n".join(_group(inside, whole["definitions"][inside.__name__], whole)) + "\n")
    return "\n".join(parts)


def _main(form: type[BaseModel], whole: dict[str, Any]) -> Iterator[str]:
    yield "| field | form | default | what it is for | feed | audio file | site |"
    yield "|---|---|---|---|---|---|---|"
    for name, field in whole["properties"].items():
        row = told(form, name)
        places = (_codes(_short(row)), _codes(row.id3), row.site)
        yield _line(_named(name, whole), _kind(field, whole), _default(field), row.en, *places)


def _group(form: type[BaseModel], one: dict[str, Any], whole: dict[str, Any]) -> Iterator[str]:
    yield "| field | form | default | what it is for | example |"
    yield "|---|---|---|---|---|"
    for name, field in one["properties"].items():
        row = told(form, name)
        yield _line(_named(name, one), _kind(field, whole), _default(field), row.en, _codes(row.example, whole=True))


def _groups(form: type[BaseModel], before: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    for name, field in form.model_fields.items():
        if found := group(field.annotation):
            yield f"{before}{name}{found.held}", found.form
            yield from _groups(found.form, f"{before}{name}{found.held}.")


def _named(name: str, one: dict[str, Any]) -> str:
    return f"`{name}`{' ●' if name in one['required'] else ''}"


def _kind(field: dict[str, Any], whole: dict[str, Any]) -> str:
    """What may be written there, in words."""
    if "anyOf" in field:
        kinds = dict.fromkeys(_kind(one, whole) for one in field["anyOf"] if one.get("type") != "null")
        return " or ".join(kinds)
    if "$ref" in field:
        return "fields"
    if "enum" in field:
        words = [str(word) for word in field["enum"]]
        return ", ".join(words) if len(words) <= _LONGEST * 2 else "one of Apple's names"
    if field.get("type") == "array":
        return f"list of {_kind(field['items'], whole)}"
    return _scalar(field)


def _scalar(field: dict[str, Any]) -> str:
    kind = field.get("type")
    if isinstance(kind, list):
        return "time (`1:23.5`) or seconds"
    if "const" in field:
        return json.dumps(field["const"])
    if "\\d\\d-\\d\\d" in field.get("pattern", ""):
        return "date and time (`2021-11-23 09:00`)" if ":" in field["pattern"] else "day (`2021-11-23`)"
    low, high = field.get("minimum"), field.get("maximum")
    limits = f" {low:g} to {high:g}" if low is not None and high is not None else ""
    return _KINDS[str(kind)] + (f", at most {field['maxLength']} characters" if "maxLength" in field else limits)


def _default(field: dict[str, Any]) -> str:
    return f"`{json.dumps(field['default']).strip(chr(34))}`" if "default" in field else ""


def _short(row: Told) -> str:
    """The elements of the feed; what follows from nearly all is told as such."""
    return row.rss if row.rss.count(" ") < _LONGEST * 2 else "every address"


def _codes(words: str, *, whole: bool = False) -> str:
    if not words or words == "every address":
        return words
    return " ".join(f"`{word}`" for word in ([words] if whole else words.split()))


def _line(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.stdout.write(reference())
