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

from podcast.i18n import LANGUAGE_OPTION, _, available_languages, gettext_noop, language_from_argv, set_language

_LANGUAGE_HELP = gettext_noop("Use German (de) or English (en), regardless of the environment.")


class TranslatedGroup(click.Group):
    """A group of commands whose help and messages are in the language of the command line or the environment."""

    def main(self, args: Any = None, *rest: Any, **extra: Any) -> Any:
        """Set the language, then run; see `click.Command.main`."""
        arguments = list(sys.argv[1:] if args is None else args)
        set_language(language_from_argv(arguments))
        return click.Group.main(translated(self), arguments, *rest, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's own signature
        """The names of the commands in the order in which they were added, not of the alphabet."""
        return list(self.commands)


def translated(command: click.Command) -> Any:
    """Copy a command, and those below it, with all texts in the current language and with `--lang`."""
    copied = copy.copy(command)
    copied.help, copied.epilog = _translated_text(command.help), _translated_text(command.epilog)
    copied.short_help = (copied.help or "").partition("\n\n")[0]  # whole, where click would cut it
    copied.options_metavar = _translated_text(command.options_metavar)
    copied.params = [*map(_translated_parameter, command.params), _language_option()]
    copied._help_option = None  # noqa: SLF001 -- click keeps it in the language in which it was first asked for
    if isinstance(copied, click.Group):
        copied.subcommand_metavar = _(copied.subcommand_metavar)
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
    return copied


def _metavar(parameter: click.Parameter) -> str | None:
    """The placeholder for a value in the help, `DIR` or `TITLE`; None without one, or where click lists the choices."""
    if parameter.metavar or isinstance(parameter.type, click.Choice | click.DateTime) or parameter.nargs != 1:
        return parameter.metavar
    if isinstance(parameter, click.Option):
        return None if parameter.is_flag or parameter.count else parameter.type.name.upper()
    return (parameter.name or "").upper() if parameter.required else None


def _language_option() -> click.Option:
    """The option `--lang`; it is read before all others, see `podcast.i18n.language_from_argv`."""
    return click.Option(
        [LANGUAGE_OPTION], type=click.Choice(available_languages()), expose_value=False, help=_(_LANGUAGE_HELP)
    )
