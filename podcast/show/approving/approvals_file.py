"""`approvals.yaml` in an episode's folder: the approvals in it, and its problems with their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from podcast.i18n import _
from podcast.model.file_names import APPROVALS_FILE
from podcast.model.publishing.approvals import ApprovalsFile, name_key
from podcast.show.locations import Finding, SourceMap, problems_from_findings
from podcast.show.validation import findings_of_error
from podcast.show.yaml_file import file_problems, read_yaml_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.errors import Problem
    from podcast.model.publishing.approvals import Approval
    from podcast.show.validation import Context
    from podcast.show.yaml_file import YamlFile


@dataclass(frozen=True, slots=True)
class ReadApprovals:
    """The approvals of an episode in the order of its file, and the problems of that file."""

    approvals: tuple[Approval, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_approvals(root: Path, folder: str, context: Context) -> ReadApprovals:
    """Read the approvals of an episode; a file with problems has none.

    Args:
        root: of the show.
        folder: of the episode, relative to the root; it has such a file.
        context: with the show's time zone, see `validation_context`.
    """
    file = read_yaml_file(root, f"{folder}/{APPROVALS_FILE}")
    if problems := tuple(file_problems(file)):
        return ReadApprovals(problems=problems)
    fields = file.document.fields or {}
    try:
        approvals = ApprovalsFile.model_validate(fields, context=dict(context)).approvals
    except ValidationError as error:
        return _with_problems(file, findings_of_error(ApprovalsFile, fields, file.path, error))
    if findings := [*_names_without_letters(file, approvals)]:
        return _with_problems(file, findings)
    return ReadApprovals(approvals)


def _with_problems(file: YamlFile, findings: list[Finding]) -> ReadApprovals:
    return ReadApprovals(problems=problems_from_findings(findings, SourceMap({file.path: file.data or b""})))


def _names_without_letters(file: YamlFile, approvals: tuple[Approval, ...]) -> Iterator[Finding]:
    for number, approval in enumerate(approvals):
        if not name_key(approval.name):
            yield Finding(file.path, ("approvals", number, "name"), _("has no letters"), _("write the name"))
