"""Long texts: rendered and in a pager at a terminal, plain otherwise."""

from __future__ import annotations

import os
import sys

import click

_MAX_COLUMNS = 100  # longer lines are hard to read
_PAGER_OPTIONS = "FRX"  # those of git: no pager for what fits on the screen, keep colours, leave the text there


def show_markdown(text: str) -> None:
    """Show a page: as it is when piped; at a terminal rendered, in the pager that `PAGER` names."""
    if not sys.stdout.isatty():
        click.echo(text, nl=False)
        return
    os.environ.setdefault("LESS", _PAGER_OPTIONS)
    click.echo_via_pager(_rendered(text))


def _rendered(text: str) -> str:
    """Render Markdown for the terminal that stdout is: its width, with bold and colours unless `NO_COLOR` is set."""
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    width = min(console.width, _MAX_COLUMNS)
    with console.capture() as capture:
        console.print(Markdown(text, hyperlinks=False, code_theme="ansi_dark"), width=width)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"
