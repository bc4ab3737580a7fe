"""Help and error messages of click in the current language, translated when a command is called.

Decorators run when a module is imported, before the language is known; so help stands in the code in English, and
a command is copied into the current language when it is called.
"""

from __future__ import annotations

import copy
import inspect
import sys
from typing import Any

import click

from podcast.cli.program.command_group import PROGRAM, SectionedCommand, SectionedGroup, help_width
from podcast.cli.terminal import QUIET, VERBOSE, switch_on
from podcast.i18n import (
    LANGUAGE_OPTION,
    _,
    available_languages,
    gettext_noop,
    language_from_argv,
    pages_in,
    reader_language_from_argv,
    set_language,
)

_LANGUAGE_HELP = gettext_noop("Use German (de) or English (en), regardless of the environment.")
_QUIET_HELP = gettext_noop("Print no hints, no progress and no next steps.")
_VERBOSE_HELP = gettext_noop("Print details.")


class TranslatedGroup(SectionedGroup):
    """A group of commands whose help and messages are in the language of the command line or the environment."""

    def main(self, args: Any = None, prog_name: str | None = PROGRAM, *rest: Any, **extra: Any) -> Any:
        """Set the language, then run; see `click.Command.main`."""
        arguments = list(sys.argv[1:] if args is None else args)
        reader_language = reader_language_from_argv(arguments)
        set_language(language_from_argv(arguments))
        if width := help_width():
            extra["terminal_width"] = width
        with pages_in(reader_language):
            return click.Group.main(translated(self), arguments, prog_name, *rest, **extra)


def translated(command: click.Command) -> Any:
    """Copy a command, and those below it, with all texts in the current language and with the common options."""
    copied = copy.copy(command)
    if type(copied) is click.Command:
        copied.__class__ = SectionedCommand
    copied.help, copied.epilog = _translated_text(command.help), _translated_text(command.epilog)
    short_help = _translated_text(command.short_help)
    copied.short_help = short_help or (copied.help or "").partition("\n\n")[0].removesuffix(".")
    copied.options_metavar = _translated_text(command.options_metavar)
    copied.params = [*map(_translated_parameter, command.params), *_common_options()]
    copied._help_option = None  # noqa: SLF001 -- click keeps it in the language in which it was first asked for
    if isinstance(copied, click.Group):
        copied.subcommand_metavar = _translated_text(copied.subcommand_metavar) or ""
        copied.commands = {name: translated(subcommand) for name, subcommand in copied.commands.items()}
    return copied


def translatable_texts(command: click.Command) -> set[str]:
    """All texts that `translated` translates, for the catalogue."""
    texts = {command.help, command.epilog, command.short_help, command.options_metavar}
    if isinstance(command, click.Group):
        texts |= {command.subcommand_metavar}
    for parameter in command.params:
        texts |= {getattr(parameter, "help", None), _metavar(parameter)}
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return {inspect.cleandoc(text) for text in texts if text}.union(*map(translatable_texts, below))


def _translated_text(text: str | None) -> str | None:
    return _(inspect.cleandoc(text)) if text else text


def _translated_parameter(parameter: click.Parameter) -> click.Parameter:
    copied = copy.copy(parameter)
    copied.metavar = _translated_text(_metavar(parameter))
    if isinstance(copied, click.Option):
        copied.help = _translated_text(copied.help)
    if isinstance(copied.type, click.Path):  # click names it when the module is imported: before the language is known
        copied.type = copy.copy(copied.type)
        copied.type.name = _(copied.type.name)
    return copied


def _metavar(parameter: click.Parameter) -> str | None:
    """The placeholder for a value in the help, `DIR` or `TITLE`; None without one, or where click lists the choices."""
    if parameter.metavar or isinstance(parameter.type, click.Choice | click.DateTime) or parameter.nargs != 1:
        return parameter.metavar
    if isinstance(parameter, click.Option):
        return None if parameter.is_flag or parameter.count else parameter.type.name.upper()
    return (parameter.name or "").upper() if parameter.required else None


def _common_options() -> list[click.Option]:
    """The options of all commands: `--quiet`, `--verbose` and `--lang`.

    `--lang` is read before all others, see `podcast.i18n.language_from_argv`.
    """
    return [
        _flag(["-q", "--quiet", QUIET], _(_QUIET_HELP)),
        _flag(["-v", "--verbose", VERBOSE], _(_VERBOSE_HELP)),
        click.Option(
            [LANGUAGE_OPTION], type=click.Choice(available_languages()), expose_value=False, help=_(_LANGUAGE_HELP)
        ),
    ]


def _flag(names: list[str], text: str) -> click.Option:
    return click.Option(names, is_flag=True, expose_value=False, callback=switch_on, help=text)
