"""Completion by the shell: the scripts for bash, zsh and fish, and the values of arguments and options.

Every completion starts the program, so it imports as little as possible: slugs are names of folders, and the model is
only imported for fields of groups, such as `audio.loudness`. Outside a show there are no values, and no messages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from podcast.errors import PodcastError
from podcast.i18n import _, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click
    from click.shell_completion import CompletionItem

COMPLETE_VARIABLE: Final = "_PODCAST_COMPLETE"  # by which the scripts ask for completions
SHELLS: Final = ("bash", "zsh", "fish")
_HOW_TO_INSTALL: Final = {
    "bash": 'eval "$(podcast completion bash)"',
    "zsh": 'eval "$(podcast completion zsh)"',
    "fish": "podcast completion fish | source",
}
_START_FILES: Final = {"bash": "~/.bashrc", "zsh": "~/.zshrc", "fish": "~/.config/fish/config.fish"}
_INSTALL_NOTE: Final = gettext_noop("Completion of `podcast` for {shell}. To have it in every shell, add to {file}:")
_REQUIREMENTS: Final = {
    "bash": gettext_noop("Bash 4.4 or newer is needed."),
    "zsh": gettext_noop("That line has to follow `autoload -Uz compinit && compinit`."),
}
_INDEX: Final = re.compile(r"\[\d+\]")
_ANY_KEY: Final = "KEY"  # in the paths of `all_fields` in field_docs: a key that the producer chooses


def completion_script(program: click.Command, name: str, shell: str) -> str:
    """Return the script for a shell, with a comment on how to install it.

    Args:
        program: the group of all commands.
        name: of the program.
        shell: one of `SHELLS`.
    """
    from click.shell_completion import get_completion_class

    complete = get_completion_class(shell)
    assert complete is not None  # noqa: S101 -- click has all three
    shell_complete = complete(program, {}, name, COMPLETE_VARIABLE)
    script = shell_complete.source_template % shell_complete.source_vars()  # source() would start bash
    notes = [_(_INSTALL_NOTE).format(shell=shell, file=_START_FILES[shell]), f"    {_HOW_TO_INSTALL[shell]}"]
    notes += [_(_REQUIREMENTS[shell])] if shell in _REQUIREMENTS else []
    comment = "".join(f"# {note}\n" for note in notes)
    if script.startswith("#compdef"):  # zsh wants it in the first line of a file in its fpath
        first, rest = script.split("\n", 1)
        return f"{first}\n{comment}{rest}"
    return comment + script.lstrip("\n")


def complete_slugs(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The slugs that begin with a text, or the only one that contains it; see `click.Parameter.shell_complete`."""
    del parameter
    slugs = _slugs(context)
    containing = [slug for slug in slugs if incomplete.casefold() in slug]
    matches = [slug for slug in slugs if slug.startswith(incomplete)]
    return _items(matches or (containing if len(containing) == 1 else []))


def complete_set_words(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The words of `podcast set`: an episode or a field of the show, then a field of the episode."""
    words = context.params.get("words") or ()
    if not words:
        fields = _fields("ShowFields", incomplete)
        return [*complete_slugs(context, parameter, incomplete), *_items(fields)]
    is_episode = len(words) == 1 and any(words[0].casefold() in slug for slug in _slugs(context))
    return _items(_fields("EpisodeFields", incomplete)) if is_episode else []


def complete_commands(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names of all commands."""
    del parameter
    commands = getattr(context.find_root().command, "commands", {})
    return _items(name for name in commands if name.startswith(incomplete))


def complete_folders(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Folders, which the shell lists itself."""
    from click.shell_completion import CompletionItem

    del context, parameter
    return [CompletionItem(incomplete, type="dir")]


def _slugs(context: click.Context) -> list[str]:
    """The slugs of the show that the command line names; none outside a show."""
    import click

    from podcast.cli.program.start_folder import start_folder
    from podcast.show.root_folder import episode_folders, find_show_root

    try:
        return episode_folders(find_show_root(start_folder(context)))
    except (PodcastError, OSError, click.ClickException):
        return []


def _fields(model: str, incomplete: str) -> list[str]:
    """The fields of a class of the model that begin with a text; those of a group once its name is complete."""
    from podcast.authoring.reference.field_docs import field_docs

    docs = field_docs()[model]
    if "." in incomplete:
        return _inner_fields(model, incomplete)
    names = [name for name in docs if name.startswith(incomplete)]
    is_group = len(names) == 1 and docs[names[0]].example.startswith("{")
    return [*names, *_inner_fields(model, f"{names[0]}.")] if is_group else names


def _inner_fields(model: str, incomplete: str) -> list[str]:
    """The fields of a group: `audio.loudness`, `chapters[2].start` with the number that was typed."""
    from podcast.authoring.reference.field_docs import all_fields
    from podcast.model import fields

    *parents, last = incomplete.split(".")
    steps = [_INDEX.sub("[1]", parent) for parent in parents]
    paths = [path.split(".") for path, _model, _name in all_fields(getattr(fields, model))]
    return [
        ".".join([*parents, path[-1]])
        for path in paths
        if len(path) == len(steps) + 1
        and path[-1].startswith(last)
        and all(part in {step, _ANY_KEY} for step, part in zip(steps, path, strict=False))
    ]


def _items(values: Iterable[str]) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(value) for value in values]
