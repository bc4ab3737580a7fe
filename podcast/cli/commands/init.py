"""The command that makes a new show: it asks what only the author knows, and offers nothing that it would invent."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podcast.cli.terminal import decided, hint
from podcast.errors import PodcastError
from podcast.i18n import _, current_language, gettext_noop

if TYPE_CHECKING:
    from podcast.authoring.init import Asked

# What is asked on a terminal; answers without one come from options of the same names.
_QUESTIONS = {
    "title": gettext_noop("What is the show called"),
    "description": gettext_noop("What is it about, in a few sentences (Enter: later)"),
    "link": gettext_noop("At which address will it appear, as in https://podcast.example.org/"),
    "language": gettext_noop("In which language is it spoken: de, en, de-AT, …"),
    "timezone": gettext_noop("In which time zone are its dates meant, as in Europe/Berlin"),
    "author": gettext_noop("Who publishes it"),
    "categories": gettext_noop("Which category of Apple Podcasts fits (a word to search for, or ? for all)"),
    "explicit": gettext_noop("Is there explicit content in it"),
    "cover_alt": gettext_noop("What does its artwork show, for people who do not see it (Enter: later)"),
}
_ALL = "?"


@click.command(epilog="Example:  podcast init my-show, and answer what it asks")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), default=Path(), metavar="[DIR]")
@click.option("--title", help="What the show is called.")
@click.option("--description", help="What it is about, in a few sentences.")
@click.option("--link", metavar="URL", help="The address at which it will appear.")
@click.option("--language", metavar="CODE", help="The language it is spoken in: de, en, de-AT.")
@click.option("--timezone", metavar="ZONE", help="The time zone of its dates, as in Europe/Berlin.")
@click.option("--author", help="Who publishes it.")
@click.option("--category", "categories", multiple=True, help="A category of Apple Podcasts; again for more.")
@click.option("--explicit/--not-explicit", default=None, help="Whether there is explicit content.")
@click.option("--cover-alt", help="What its artwork shows, for people who do not see it.")
def init(directory: Path, **given: Any) -> None:
    """Make a new show in DIR (or here): podcast.yaml, a folder for episodes, and what an editor needs to help."""
    from podcast.authoring.init import QUESTIONS, vacant
    from podcast.authoring.init import init as made

    vacant(directory.absolute())
    known = {name: _known(name, value) for name, value in given.items() if value not in {None, ()}}
    open_ = [one for one in QUESTIONS if one.field not in known]
    if not sys.stdin.isatty():
        _complete(open_)
        open_ = []
    for one in open_:
        if (answer := _asked(one)) is not None:
            known[one.field] = answer
    for path in made(directory, known, current_language()):
        click.echo(path.relative_to(directory.absolute()))
    _next(directory, [one.field for one in QUESTIONS if one.later and one.field not in known])


def _known(name: str, value: Any) -> Any:
    """The answer of an option.

    Raises:
        click.BadParameter: it cannot be.
    """
    try:
        return _category_list(value) if name == "categories" else _answer(name, value)
    except PodcastError as error:
        option = "--category" if name == "categories" else f"--{name.replace('_', '-')}"
        raise click.BadParameter(str(error), param_hint=option) from None


def _answer(name: str, value: Any) -> Any:
    from podcast.authoring.init import answer

    return answer(name, value)


def _complete(open_: list[Asked]) -> None:
    """Refuses to invent what nobody is there to answer."""
    missing = ["category" if one.field == "categories" else one.field for one in open_ if not one.later]
    if missing:
        options = ", ".join("--explicit/--not-explicit" if one == "explicit" else f"--{one}" for one in missing)
        raise click.UsageError(_("there is nobody to ask: add {options}").format(options=options))


def _asked(one: Asked) -> Any:
    """Asks until the answer can be used; None if it is left for later."""
    question = _(_QUESTIONS[one.field])
    if one.field == "explicit":
        return decided(question)
    offer = "" if one.later else _offer(one.field)
    while True:
        said = click.prompt(question, default=offer, show_default=bool(offer), err=True)
        if one.later and not said.strip():
            return None
        try:
            return _category_list((said,)) if one.field == "categories" else _answer(one.field, said)
        except PodcastError as error:
            hint(f"  {error}")


def _offer(field: str) -> str | None:
    """What this machine says of itself: its time zone, its language; of all else it knows nothing."""
    from podcast.authoring.init import time_zone

    if field == "timezone":
        return time_zone(os.environ)
    return current_language() if field == "language" else None


def _category_list(words: tuple[str, ...]) -> list[str]:
    """Apple's categories by what somebody typed.

    Raises:
        PodcastError: it is none, or could be several: they are named.
    """
    from podcast.authoring.init import categories, near_categories
    from podcast.model.apple_categories import CATEGORIES

    found = {word: list(CATEGORIES) if word.strip() == _ALL else categories(word) for word in words}
    for word, names in found.items():
        if not names and (near := near_categories(word)):
            words_ = _('"{word}" is no category; did you mean one of {names}?')
            raise PodcastError(words_.format(word=word, names=", ".join(near)))
        if not names:
            raise PodcastError(_('"{word}" is in no category; try another word, or ? for all').format(word=word))
        if len(names) > 1:
            listed = "".join(f"\n    {name}" for name in names)
            raise PodcastError(_("several fit, write one of them:{names}").format(names=listed))
    return [names[0] for names in found.values()]


def _next(directory: Path, later: list[str]) -> None:
    if later:
        words = _("to fill in still, in podcast.yaml: {fields}")
        hint(words.format(fields=", ".join(later)))
    if directory == Path():
        hint(_("next: put your artwork here as cover.jpg (square, 1400 to 3000 pixels), then `podcast check`"))
    else:
        words = _(
            "next: go into {folder} and put your artwork there as cover.jpg (square, 1400 to 3000 pixels), "
            "then `podcast check`"
        )
        hint(words.format(folder=directory))
    hint(_("then make the first episode: `podcast new TITLE --recording FILE`"))
