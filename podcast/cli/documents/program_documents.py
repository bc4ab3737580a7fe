"""Documents of the commands about the program itself: `docs`, `help`, `completion`."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12


class CompletionDocument(TypedDict):
    """`podcast completion`: the script for a shell."""

    shell: str
    script: str


class HelpDocument(TypedDict):
    """`podcast help`, and `podcast` alone: the help of a command; of the program if `command` is empty."""

    command: str
    help: str


class TopicDocument(TypedDict):
    """A page of the documentation."""

    topic: str
    title: str


class DocsDocument(TypedDict):
    """`podcast docs`: all pages, or the text of one, as Markdown."""

    topics: list[TopicDocument]
    text: str | None
