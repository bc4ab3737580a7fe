"""A problem or hint of `check` as the desk says it: what is wrong, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.desk.forms.field_labels import has_label, label
from podcast.i18n import _
from podcast.model.fields import EpisodeFields, ShowFields
from podcast.model.file_names import SHOW_FILE
from podcast.strings import translator

if TYPE_CHECKING:
    from podcast.errors import Problem


def problem_sentences(problem: Problem) -> str:
    """Return two sentences, to stand below the field: `Is longer than 255 characters. Shorten it.`."""
    return f"{_sentence(problem.what)} {_sentence(problem.remedy)}"


def labelled_sentences(problem: Problem, language: str) -> str:
    """Return the sentences for a page that does not show the field: they begin with its label, if it has one.

    What is only missing needs no remedy: that would name the key of the file.

    Args:
        problem: of a file of the show.
        language: `de` or `en`.
    """
    name = problem.field.partition(".")[0].partition("[")[0]
    fields = ShowFields if problem.path == SHOW_FILE else EpisodeFields
    if name not in fields.model_fields or not has_label((fields, name)):
        return problem_sentences(problem)
    words = label((fields, name), language)
    if problem.what == _("is missing"):
        return translator(language, "desk")("fields.missing", name=words)
    return f"{_sentence(f'{words}: {problem.what}')} {_sentence(problem.remedy)}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?', '…')) else '.'}"
