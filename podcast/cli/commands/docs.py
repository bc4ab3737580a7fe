"""The command `docs`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.terminal import echo_lines, is_json
from podcast.i18n import current_language

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from podcast.cli.documents.program_documents import DocsDocument


def _complete_topics(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a page; see `click.Argument`."""
    from click.shell_completion import CompletionItem

    from podcast.authoring.reference.documentation import topic_titles

    del ctx, param
    titles = topic_titles(current_language())
    return [CompletionItem(topic, help=title) for topic, title in titles.items() if topic.startswith(incomplete)]


@click.command(name="docs", epilog="Example:  podcast docs chapters")
@click.argument("topic", required=False, metavar="[TOPIC]", shell_complete=_complete_topics)
@json_option
def docs(topic: str | None) -> None:
    """Show a page of the documentation.

    Without TOPIC, list all pages. At a terminal, a page is rendered and shown in a pager; piped, it is Markdown.
    """
    from podcast.authoring.reference.documentation import page_text, topic_titles
    from podcast.cli.pager import show_markdown

    titles = topic_titles(current_language())
    text = None if topic is None else page_text(topic, current_language())
    document: DocsDocument = {
        "topics": [{"topic": name, "title": title} for name, title in titles.items()],
        "text": text,
    }
    echo_json(document)
    if text is None:
        width = max(map(len, titles))
        echo_lines(f"{name:<{width}}  {title}" for name, title in titles.items())
    elif not is_json():
        show_markdown(text)
