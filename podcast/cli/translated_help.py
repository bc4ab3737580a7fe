"""The commands in the reader's language: their help, and click's own sentences, translated when they are shown.

Decorators run when a module is imported, before anybody knows the language; so help stands in the code in English, and
a command is copied into the reader's language when it is called.
"""

from __future__ import annotations

import copy
import inspect
import sys
from typing import Any

import click

from podcast.i18n import LANGUAGE_OPTION, _, available_languages, gettext_noop, language_from_argv, set_language

HELP = gettext_noop("Speak German (de) or English (en), whatever the environment says.")


class Speaking(click.Group):
    """A group of commands that speaks the language of whoever calls it."""

    def main(self, args: Any = None, *rest: Any, **extra: Any) -> Any:
        """Chooses the language, then runs; see `click.Command.main`."""
        words = list(sys.argv[1:] if args is None else args)
        set_language(language_from_argv(words))
        return click.Group.main(spoken(self), words, *rest, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's own signature
        """The commands in the order in which they are needed, not of the alphabet."""
        return list(self.commands)


def spoken(command: click.Command) -> Any:
    """A copy of a command, and of those below it, with all its words in the reader's language and with `--lang`."""
    new = copy.copy(command)
    new.help, new.epilog = _clean(command.help), _clean(command.epilog)
    new.short_help = (new.help or "").partition("\n\n")[0]  # whole, where click would cut it
    new.options_metavar = _clean(command.options_metavar)
    new.params = [*map(_parameter, command.params), _lang()]
    new._help_option = None  # noqa: SLF001 -- click keeps it in the language in which it was first asked for
    if isinstance(new, click.Group):
        new.subcommand_metavar = _(new.subcommand_metavar)
        new.commands = {name: spoken(one) for name, one in new.commands.items()}
    return new


def words(command: click.Command) -> set[str]:
    """All that `spoken` translates, for the catalogue to find."""
    own = {command.help, command.epilog, command.short_help, command.options_metavar}
    if isinstance(command, click.Group):
        own |= {command.subcommand_metavar}
    for one in command.params:
        own |= {getattr(one, "help", None), _placeholder(one)}
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return {inspect.cleandoc(text) for text in own if text}.union(*map(words, below))


def _clean(text: str | None) -> str | None:
    return _(inspect.cleandoc(text)) if text else text


def _parameter(one: click.Parameter) -> click.Parameter:
    new = copy.copy(one)
    new.metavar = _clean(_placeholder(one))
    if isinstance(new, click.Option):
        new.help = _clean(new.help)
    return new


def _placeholder(one: click.Parameter) -> str | None:
    """What stands in the help for a value, `DIR` or `TITLE`; None where there is none, or click says what to choose."""
    if one.metavar or isinstance(one.type, click.Choice | click.DateTime) or one.nargs != 1:
        return one.metavar
    if isinstance(one, click.Option):
        return None if one.is_flag or one.count else one.type.name.upper()
    return (one.name or "").upper() if one.required else None


def _lang() -> click.Option:
    """The option; it is read before all others, see `podcast.i18n.wanted`."""
    return click.Option([LANGUAGE_OPTION], type=click.Choice(available_languages()), expose_value=False, help=_(HELP))
