"""The command `init`: ask for what only the author knows; defaults only where this machine has the answer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podcast.cli.terminal import ask_yes_no, echo_err
from podcast.errors import PodcastError
from podcast.i18n import _, current_language, gettext_noop

if TYPE_CHECKING:
    from podcast.authoring.init import InitQuestion

# The questions on a terminal; without one, answers come from options of the same names.
_QUESTIONS = {
    "title": gettext_noop("What is the title of the show?"),
    "description": gettext_noop("What is it about, in a few sentences? (Enter: later)"),
    "link": gettext_noop("At which web address will it appear, for example https://podcast.example.org/?"),
    "language": gettext_noop("Which language is spoken: de, en, de-AT, …?"),
    "timezone": gettext_noop("Which time zone applies to its dates, for example Europe/Berlin?"),
    "author": gettext_noop("Who publishes it?"),
    "categories": gettext_noop("Which Apple Podcasts category fits? (a search word, or ? for all)"),
    "explicit": gettext_noop("Does it have explicit content?"),
    "cover_alt": gettext_noop("What does the artwork show, for people who cannot see it? (Enter: later)"),
}
_ALL_CATEGORIES = "?"


@click.command(epilog="Example:  podcast init my-show")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), default=Path(), metavar="[DIR]")
@click.option("--title", help="The title of the show.")
@click.option("--description", help="What the show is about, in a few sentences.")
@click.option("--link", metavar="URL", help="The web address of the show.")
@click.option("--language", metavar="CODE", help="The language of the show: de, en, de-AT.")
@click.option("--timezone", metavar="ZONE", help="The time zone of its dates, such as Europe/Berlin.")
@click.option("--author", help="The publisher of the show.")
@click.option("--category", "categories", multiple=True, help="A category of Apple Podcasts (repeatable).")
@click.option("--explicit/--not-explicit", default=None, help="Whether the show has explicit content.")
@click.option("--cover-alt", help="What the artwork shows, for people who cannot see it.")
def init(directory: Path, **options: Any) -> None:
    """Create a show in DIR (or here): podcast.yaml, a folder for episodes, and JSON Schemas for editors."""
    from podcast.authoring.init import QUESTIONS, create_show, require_no_show

    require_no_show(directory.absolute())
    answers = {name: _option_answer(name, value) for name, value in options.items() if value not in {None, ()}}
    unanswered = [question for question in QUESTIONS if question.field not in answers]
    if not sys.stdin.isatty():
        _require_answers(unanswered)
        unanswered = []
    for question in unanswered:
        if (answer := _ask(question)) is not None:
            answers[question.field] = answer
    for path in create_show(directory, answers, current_language()):
        click.echo(path.relative_to(directory.absolute()))
    _print_next_steps(
        directory, [question.field for question in QUESTIONS if question.optional and question.field not in answers]
    )


def _option_answer(name: str, value: Any) -> Any:
    """Parse the answer that an option gives.

    Raises:
        click.BadParameter: it is invalid.
    """
    try:
        return _find_categories(value) if name == "categories" else _parse_answer(name, value)
    except PodcastError as error:
        option = "--category" if name == "categories" else f"--{name.replace('_', '-')}"
        raise click.BadParameter(str(error), param_hint=option) from None


def _parse_answer(name: str, value: Any) -> Any:
    from podcast.authoring.init import parse_answer

    return parse_answer(name, value)


def _require_answers(unanswered: list[InitQuestion]) -> None:
    """Refuse to make a show without a terminal to ask on and without the options that it needs.

    Raises:
        click.UsageError: answers are missing.
    """
    missing = [
        "category" if question.field == "categories" else question.field
        for question in unanswered
        if not question.optional
    ]
    if missing:
        options = ", ".join("--explicit/--not-explicit" if field == "explicit" else f"--{field}" for field in missing)
        raise click.UsageError(_("not a terminal, cannot ask: pass {options}").format(options=options))


def _ask(question: InitQuestion) -> Any:
    """Ask until the answer is valid; None if it is left for later."""
    text = _(_QUESTIONS[question.field])
    if question.field == "explicit":
        return ask_yes_no(text)
    default = "" if question.optional else _default_for(question.field)
    while True:
        answer = click.prompt(text, default=default, prompt_suffix=" ", show_default=bool(default), err=True)
        if question.optional and not answer.strip():
            return None
        try:
            return (
                _find_categories((answer,)) if question.field == "categories" else _parse_answer(question.field, answer)
            )
        except PodcastError as error:
            echo_err(f"  {error}")


def _default_for(field: str) -> str | None:
    """The default that this machine's settings give: its time zone, its language; None for all other fields."""
    import os

    from podcast.authoring.init import system_time_zone

    if field == "timezone":
        return system_time_zone(os.environ)
    return current_language() if field == "language" else None


def _find_categories(words: tuple[str, ...]) -> list[str]:
    """Apple's categories by words of their names.

    Raises:
        PodcastError: a word is in no category, or in several: they are named.
    """
    from podcast.authoring.init import find_categories, similar_categories
    from podcast.model.apple_categories import CATEGORIES

    matches = {word: list(CATEGORIES) if word.strip() == _ALL_CATEGORIES else find_categories(word) for word in words}
    for word, names in matches.items():
        if not names and (similar := similar_categories(word)):
            sentence = _('"{word}" is not a category; did you mean one of {names}?')
            raise PodcastError(sentence.format(word=word, names=", ".join(similar)))
        if not names:
            raise PodcastError(_('no category contains "{word}"; try another word, or ? for all').format(word=word))
        if len(names) > 1:
            lines = "".join(f"\n    {name}" for name in names)
            raise PodcastError(_("several match, type one of them:{names}").format(names=lines))
    return [names[0] for names in matches.values()]


def _print_next_steps(directory: Path, left_out: list[str]) -> None:
    if left_out:
        sentence = _("still to fill in, in podcast.yaml: {fields}")
        echo_err(sentence.format(fields=", ".join(left_out)))
    if directory == Path():
        echo_err(_("next: save your artwork here as cover.jpg (square, 1400 to 3000 pixels), then `podcast check`"))
    else:
        sentence = _(
            "next: change to {folder} and save your artwork there as cover.jpg (square, 1400 to "
            "3000 pixels), then `podcast check`"
        )
        echo_err(sentence.format(folder=directory))
    echo_err(_("then create the first episode: `podcast new TITLE --recording FILE`"))
