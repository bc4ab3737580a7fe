"""The folder where a command looks for the show: that of -C, before or after the command's name, or `PODCAST_DIR`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import click

from podcast.i18n import _, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable

    Command = TypeVar("Command", bound=Callable[..., None])

DIRECTORY_VARIABLE: Final = "PODCAST_DIR"
_HELP: Final = gettext_noop("The show's folder, or one inside it.  [default: PODCAST_DIR, else the current folder]")
_START: Final = "podcast.start"  # in `click.Context.meta`, which the contexts of a command line share


def folder_option(command: Command) -> Command:
    """Add the option -C; `start_folder` has its value, wherever on the command line it was given."""
    return click.option(
        "-C",
        "start",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        metavar="DIR",
        is_eager=True,  # before the arguments, which may be relative to it
        expose_value=False,
        callback=_store_start,
        help=_HELP,
    )(command)


def below_start(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path:
    """The folder that an argument names, below that of -C; without one, `start_folder`. A callback for an argument."""
    del parameter
    if value is None:
        return start_folder(context)
    return Path(context.meta.get(_START, Path())) / value


def _store_start(context: click.Context, parameter: click.Parameter, value: Path | None) -> None:
    del parameter
    if value is not None:
        context.meta[_START] = value


def start_folder(context: click.Context | None = None) -> Path:
    """Return the folder where the search for the show begins: that of -C, else of `PODCAST_DIR`, else the current one.

    Args:
        context: of the command; by default of the running one.

    Raises:
        click.BadParameter: `PODCAST_DIR` names no folder.
    """
    context = context or click.get_current_context()
    if start := context.meta.get(_START):
        return Path(start)
    if not (value := os.environ.get(DIRECTORY_VARIABLE)):
        return Path()
    if not Path(value).is_dir():
        raise click.BadParameter(_("{path} is not a folder").format(path=value), param_hint=DIRECTORY_VARIABLE)
    return Path(value)
