"""Classes of the commands: help in sections that fits the terminal, and suggestions for commands that do not exist."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import click

from podcast.cli.terminal import JSON, QUIET, VERBOSE
from podcast.i18n import _, gettext_noop
from podcast.text import closest_match

if TYPE_CHECKING:
    from collections.abc import Iterable

PROGRAM = "podcast"
_MIN_CLICK_WIDTH = 52  # columns; click never writes narrower help
_MAX_NAME_SHARE = 3  # the left column of a list takes at most a third of the line
_COMMON_OPTIONS = ("start", JSON, QUIET, VERBOSE, "lang", "version")  # names, in the order in which help lists them
# What other programs, and people, call a command: suggestions, not commands.
_OTHER_NAMES = {
    "add": "new", "create": "new", "neu": "new", "start": "init", "anfangen": "init", "edit": "set", "setzen": "set",
    "ändern": "set", "lint": "check", "validate": "check", "test": "check", "prüfen": "check", "preview": "serve",
    "server": "serve", "vorschau": "serve", "list": "status", "ls": "status", "liste": "status", "master": "build",
    "make": "build", "bauen": "build", "deploy": "publish", "upload": "publish", "push": "publish", "sync": "publish",
    "veröffentlichen": "publish", "rollback": "undo", "revert": "undo", "zurück": "undo", "rm": "unpublish",
    "remove": "unpublish", "delete": "unpublish", "löschen": "unpublish", "doctor": "verify", "hilfe": "help",
    "man": "docs", "doku": "docs", "transcript": "transcribe", "transkript": "transcribe", "completions": "completion",
    "migrate": "import", "move": "import", "importieren": "import", "umziehen": "import", "umzug": "import",
}  # fmt: skip


def help_width() -> int | None:
    """The width of help in a narrow terminal; None where click's own width fits."""
    columns = shutil.get_terminal_size().columns
    return max(columns - 2, 20) if columns < _MIN_CLICK_WIDTH else None


class HelpFormatter(click.HelpFormatter):
    """A formatter whose lists leave room for their texts in narrow terminals."""

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """See `click.HelpFormatter`."""
        if self.width < _MIN_CLICK_WIDTH:
            col_max = min(col_max, self.width // _MAX_NAME_SHARE)
        super().write_dl(rows, col_max, col_spacing)


class HelpContext(click.Context):
    """A context whose help is written by `HelpFormatter`."""

    formatter_class = HelpFormatter


class SectionedCommand(click.Command):
    """A command whose help lists its own options before those of all commands."""

    context_class = HelpContext

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """See `click.Command`."""
        write_options(self.get_params(ctx), ctx, formatter)


class SectionedGroup(click.Group):
    """A group whose help lists the commands by task, and which suggests a command where there is none."""

    context_class = HelpContext
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()  # heads, and the names of the commands below

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's own signature
        """The names of the commands in the order in which they were added, not of the alphabet."""
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """See `click.Group`; the commands come before the options."""
        width = max(map(len, self.commands))
        for head, names in self.sections:
            with formatter.section(_(head)):
                formatter.write_dl([(name.ljust(width), self.commands[name].short_help or "") for name in names])
        write_options(self.get_params(ctx), ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """See `click.Group`.

        Raises:
            click.UsageError: there is no such command.
        """
        name = args[0]
        if not ctx.resilient_parsing and name not in self.commands and not name.startswith("-"):
            raise click.UsageError(unknown_command(name, list(self.commands)), ctx)
        return super().resolve_command(ctx, args)


def unknown_command(name: str, commands: list[str]) -> str:
    """The message about a command that does not exist, with the most similar one."""
    other = _OTHER_NAMES.get(name.casefold(), "")
    if near := other if other in commands else closest_match(name, commands):
        return _('there is no command "{name}"; did you mean `podcast {near}`?').format(name=name, near=near)
    return _('there is no command "{name}"; `podcast help` lists all commands').format(name=name)


def write_options(
    parameters: Iterable[click.Parameter], context: click.Context, formatter: click.HelpFormatter
) -> None:
    """Write the options into the help: first the command's own, then those of all commands."""
    options = [parameter for parameter in parameters if isinstance(parameter, click.Option)]
    own = [option for option in options if option.name not in _COMMON_OPTIONS and "--help" not in option.opts]
    common = sorted((option for option in options if option not in own), key=_position)
    for head, listed in ((_OWN_HEAD, own), (_COMMON_HEAD, common)):
        if records := [record for option in listed if (record := option.get_help_record(context))]:
            with formatter.section(_(head)):
                formatter.write_dl(records)


def _position(option: click.Option) -> int:
    """The position of an option among those of all commands; `--help` is the last."""
    name = option.name or ""
    return _COMMON_OPTIONS.index(name) if name in _COMMON_OPTIONS else len(_COMMON_OPTIONS)


_OWN_HEAD, _COMMON_HEAD = gettext_noop("Options"), gettext_noop("Common options")
