"""Text of podcast.yaml and episode.yaml of an imported show, as `podcast init` and `podcast new` write them."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from podcast.authoring.episode_yaml import BLANK_FIELDS as BLANK_EPISODE_FIELDS
from podcast.authoring.episode_yaml import blank_line
from podcast.authoring.init import BLANK_FIELDS as BLANK_SHOW_FIELDS
from podcast.authoring.reference.field_docs import field_doc
from podcast.authoring.reference.json_schema import SCHEMA_FOLDER, modeline
from podcast.authoring.yaml_block import field_lines
from podcast.model.fields import EpisodeFields, ShowFields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.show.yaml_reader import YamlValue

# The fields with a comment that says what they are for.
_EXPLAINED: Final = frozenset({"guid", "date", "draft"})
_EXAMPLE_DATE: Final = "2030-01-31 09:00"
# The blocks of podcast.yaml, as `podcast init` writes them; all other fields follow.
_SHOW_BLOCKS: Final = (
    ("title", "subtitle", "description", "link", "language", "timezone", "author", "owner", "copyright", "license"),
    ("categories", "explicit", "type", "guid", "locked", "moved_from"),
    ("cover", "cover_alt", "images"),
)
# A literal block keeps these texts byte for byte: no white space at the beginning, no line end that YAML reads as one.
_LITERAL: Final = re.compile(r"\S(?:[^\r\x85\u2028\u2029\ufeff]*\S)?", re.DOTALL)
_UNSUITABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def episode_text(fields: Mapping[str, YamlValue], language: str, *, has_schema: bool, has_notes: bool) -> str:
    """Return the text of an episode.yaml.

    Args:
        fields: in the order in which they are written.
        language: of the comments, `de` or `en`.
        has_schema: whether the show has the schema for editors, which the file then names.
        has_notes: whether the show notes are in a file beside it.
    """
    lines = [modeline(f"../../{SCHEMA_FOLDER}/episode.json")] if has_schema else []
    for name, value in fields.items():
        first, *rest = yaml_lines(name, value)
        lines += [f"{first}  # {_episode_comment(name, language)}" if name in _EXPLAINED else first, *rest]
    blank = [blank_line("date", _EXAMPLE_DATE, language)] if "date" not in fields else []
    blank += [
        line for name, line in _blank_lines(language) if name not in fields and not (name == "notes" and has_notes)
    ]
    return "\n".join([*lines, "", *blank]) + "\n"


@cache
def _episode_comment(name: str, language: str) -> str:
    return field_doc(EpisodeFields, name).description(language)


@cache
def _blank_lines(language: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, blank_line(name, value, language)) for name, value in BLANK_EPISODE_FIELDS.items())


def show_text(fields: Mapping[str, YamlValue], language: str) -> str:
    """Return the text of a podcast.yaml.

    Args:
        fields: in the order of the model.
        language: of the comments, `de` or `en`.
    """
    lines = [modeline(f"{SCHEMA_FOLDER}/podcast.json")]
    in_blocks = {name for block in _SHOW_BLOCKS for name in block}
    for block in (*_SHOW_BLOCKS, [name for name in fields if name not in in_blocks]):
        for name in block:
            if name in fields:
                first, *rest = yaml_lines(name, fields[name])
                lines += [f"{first}  # {field_doc(ShowFields, name).description(language)}", *rest]
        lines.append("")
    for name, blank in BLANK_SHOW_FIELDS:
        if name not in fields:
            lines.append(f"# {name}: {blank}  # {field_doc(ShowFields, name).description(language)}")
    return "\n".join(lines) + "\n"


def yaml_lines(name: str, value: YamlValue) -> list[str]:
    """Return the lines of a field; a text that a block would change is in quotes on one line."""
    if not isinstance(value, str):
        return field_lines(name, value)
    if name == "date":  # people write dates without quotes
        return [f"{name}: {value}"]
    value = value.removesuffix("\n") if name == "extra_xml" else value  # one that was read from a block has it
    if name == "extra_xml" and _LITERAL.fullmatch(value) and not _UNSUITABLE.search(value):
        return [f"{name}: |", *(f"  {line}" if line else "" for line in value.split("\n"))]
    if _UNSUITABLE.search(value) or ("\n" in value and not _LITERAL.fullmatch(value)):
        return [f"{name}: {_quoted(value)}"]
    return field_lines(name, value)


def _quoted(text: str) -> str:
    """Return a text in double quotes, with what editors do not show as escapes."""
    return _UNSUITABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
