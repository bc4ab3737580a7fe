"""The questions of `podcast init` and their answers, which an interrupted run keeps for the next."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.authoring.reference.field_docs import field_doc
from podcast.authoring.reference.json_schema import parse_example
from podcast.authoring.yaml_nodes import with_value
from podcast.errors import FileError, PodcastError
from podcast.files.atomic import write
from podcast.i18n import _
from podcast.model.fields import ShowFields
from podcast.model.file_names import SHOW_FILE
from podcast.model.legal import Legal, NoLegal
from podcast.model.legal_rules import legal_country
from podcast.platform.file_changes import remove_file
from podcast.show.validation import validate_fields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    Answers = Mapping[str, Any]

SAVED_ANSWERS = ".podcast/init-answers.json"  # in the folder of the new show; .podcast/ is never published


@dataclass(frozen=True, slots=True)
class InitQuestion:
    """A question for the author of a show: the field, and whether the answer may be left for later."""

    field: str
    optional: bool = False


QUESTIONS = (
    InitQuestion("title"),
    InitQuestion("description", optional=True),
    InitQuestion("link"),
    InitQuestion("language"),
    InitQuestion("timezone"),
    InitQuestion("author"),
    InitQuestion("categories"),
    InitQuestion("explicit"),
    InitQuestion("cover_alt", optional=True),
    InitQuestion("owner.email", optional=True),
    InitQuestion("owner.name", optional=True),
    InitQuestion("publish.target", optional=True),
    InitQuestion("legal.country", optional=True),
    InitQuestion("legal.provider.name", optional=True),
    InitQuestion("legal.provider.address", optional=True),
    InitQuestion("legal.provider.email", optional=True),
    InitQuestion("legal.provider.responsible", optional=True),
)
# What a group needs beside the field that is validated.
_COMPLETIONS = {"owner": {"name": "Name", "email": "name@example.org"}}


def parse_answer(field: str, value: Any) -> Any:
    """Validate an answer, and return it as the file will have it.

    Args:
        field: of a question, `title` or `owner.email`.
        value: of the field.

    Raises:
        PodcastError: it is invalid; the message says what to write instead.
    """
    required = (name for name, info in ShowFields.model_fields.items() if info.is_required())
    examples = {name: parse_example(field_doc(ShowFields, name).example) for name in required} | _COMPLETIONS
    path = tuple(field.split("."))
    context = {"timezone": None, "people": None}
    fields = validate_fields(ShowFields, dict(with_value(examples, path, value)), SHOW_FILE, context)  # type: ignore[arg-type]
    if isinstance(fields, list):
        raise PodcastError(_("{what}; {remedy}").format(what=fields[0].what, remedy=fields[0].remedy))
    answer: Any = fields
    for name in path:
        answer = getattr(answer, name)
    return list(answer) if isinstance(answer, tuple) else answer


def is_asked(question: InitQuestion, answers: Answers) -> bool:
    """Whether a question makes sense after the answers so far: no name of an owner without an address, and so on."""
    if question.field == "owner.name":
        return "owner.email" in answers
    if question.field == "legal.provider.responsible":
        return implied_country(answers) == "DE"
    if question.field.startswith("legal.provider."):
        return implied_country(answers) is not None
    return True


def implied_country(answers: Answers) -> str | None:
    """Return the country whose law the pages will follow; see `legal_country`."""
    named = answers.get("legal.country")
    legal = NoLegal() if named is False else Legal.model_construct(country=named)
    fields = {"language": answers.get("language", ""), "timezone": answers.get("timezone", "")}
    return legal_country(ShowFields.model_construct(**fields, legal=legal))


def nested(answers: Answers) -> dict[str, Any]:
    """Return the answers as fields of podcast.yaml; `legal.country` false is `legal: false`."""
    fields: Any = {}
    for field, value in sorted(answers.items(), key=lambda answer: answer[0] == "owner.email"):  # its name comes first
        if field.startswith("legal.") and answers.get("legal.country") is False:
            fields["legal"] = False
        else:
            fields = with_value(fields, tuple(field.split(".")), value)
    return dict(fields)


def saved_answers(root: Path) -> dict[str, Any]:
    """Return the answers that an interrupted run saved in the folder, without those that are no longer valid."""
    try:
        saved = json.loads((root / SAVED_ANSWERS).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    fields = {question.field for question in QUESTIONS}
    return {field: value for field, value in saved.items() if field in fields} if isinstance(saved, dict) else {}


def save_answers(root: Path, answers: Answers) -> bool:
    """Save the answers so far for the next run; return whether that was possible."""
    try:
        write(root / SAVED_ANSWERS, json.dumps(dict(answers), ensure_ascii=False, indent=1).encode())
    except FileError:  # the folder cannot be written: the show could not be either
        return False
    return True


def delete_saved_answers(root: Path) -> None:
    """Delete the saved answers: podcast.yaml contains them."""
    remove_file(root / SAVED_ANSWERS, missing_ok=True)
