"""State of the running command, for the message about an unexpected error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(slots=True)
class RunState:
    """The command that is running, the folder of its show (None outside of one), and whether it has printed JSON."""

    command: str = ""
    root: Path | None = None
    has_document: bool = False


def current_state() -> RunState:
    """The state of the running command; a temporary one if `podcast.cli.main` did not start it."""
    context = click.get_current_context(silent=True)
    state = context.find_object(RunState) if context else None
    return state or RunState()
