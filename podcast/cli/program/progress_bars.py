"""Bars of progress on stderr, without the vocabulary of a build: an import starts without the libraries of audio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress

from podcast.cli.terminal import is_quiet

if TYPE_CHECKING:
    from rich.progress import ProgressColumn


def progress_bars(*columns: ProgressColumn) -> Progress:
    """Return bars on stderr with these columns; they are only shown on a terminal, and not with --quiet."""
    console = Console(stderr=True, highlight=False)
    return Progress(*columns, console=console, transient=True, disable=is_quiet() or not console.is_interactive)
