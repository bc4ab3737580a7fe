"""Parts of several documents, and the document of a command that failed."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12


class ProblemDocument(TypedDict):
    """A problem or hint: its place (line and column from 1, 0 for the file as a whole), its field, the remedy.

    `code` is the stable name of a kind of hint, by which an episode accepts it; empty for a problem.
    """

    path: str
    line: int
    column: int
    field: str
    what: str
    remedy: str
    code: str


class ErrorDetails(TypedDict):
    """Why a command failed; `problems` has those in the show's files, if they are the reason."""

    message: str
    exit_status: int
    problems: list[ProblemDocument]


class ErrorDocument(TypedDict):
    """The document of a command that failed before it could print its own."""

    error: ErrorDetails
