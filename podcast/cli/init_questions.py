"""The questions of `podcast init` on a terminal: defaults, parsing of answers, and refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from podcast.cli.terminal import ask_yes_no, echo_err, echo_hint
from podcast.errors import PodcastError
from podcast.i18n import _, current_language, gettext_noop

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.authoring.init_answers import InitQuestion

    Answers = dict[str, Any]

_TEXTS = {
    "title": gettext_noop("What is the title of the show?"),
    "description": gettext_noop("What is it about, in a few sentences?"),
    "link": gettext_noop("At which web address will it appear, for example https://podcast.example.org/?"),
    "language": gettext_noop("Which language is spoken: de, en, de-AT, …?"),
    "timezone": gettext_noop("Which time zone applies to its dates, for example Europe/Berlin?"),
    "author": gettext_noop("Who publishes it?"),
    "categories": gettext_noop("Which category of Apple Podcasts fits? (a word, a number, or ? for all)"),
    "explicit": gettext_noop("Does it have explicit content?"),
    "cover_alt": gettext_noop("What does the artwork show, for people who cannot see it?"),
    "owner.email": gettext_noop("Which e-mail address may directories such as Spotify use? It is public in the feed."),
    "owner.name": gettext_noop("Which name belongs to it?"),
    "publish.target": gettext_noop(
        "Where is it to be published: sftp://user@host/folder, s3://bucket/prefix, or a folder?"
    ),
    "legal.country": gettext_noop("Which country's law applies to the publisher: DE, AT, CH, …? (no: no legal pages)"),
    "legal.provider.name": gettext_noop("Who is named as publisher on the legal pages?"),
    "legal.provider.address": gettext_noop("At which postal address?"),
    "legal.provider.email": gettext_noop("At which e-mail address?"),
    "legal.provider.responsible": gettext_noop(
        "Who is responsible for the content (§ 18 (2) MStV), with address? (no: does not apply)"
    ),
}
_LIST_ALL = "?"
_LEAVE_OUT = "-"
_NO = frozenset({"no", "none", "nein", "keine", "keiner", "-"})


def ask_questions(root: Path, answers: Answers) -> None:
    """Ask for all answers that are missing; keep them in the folder, for the next run if this one is interrupted.

    Args:
        root: the folder of the new show.
        answers: those that options gave; the others are added.

    Raises:
        click.Abort: the run was interrupted.
    """
    from podcast.authoring import init_answers

    defaults = {field: value for field, value in init_answers.saved_answers(root).items() if field not in answers}
    echo_hint(_("* needs an answer; Enter takes what is in brackets; Ctrl-C stops and keeps your answers"))
    if defaults:
        echo_hint(_("the answers of the interrupted run are in brackets"))
    option_count = len(answers)
    try:
        for question in init_answers.QUESTIONS:
            if question.field in answers or not init_answers.is_asked(question, answers):
                continue
            answer = _ask(question, defaults.get(question.field, _default(question.field, answers)))
            if answer is not None:
                answers[question.field] = answer
                init_answers.save_answers(root, {**defaults, **answers})
    except (click.Abort, KeyboardInterrupt):  # the latter between two reads from the terminal
        if len(answers) > option_count:
            echo_err("")
            echo_hint(_("your answers are kept: the same command continues with them"))
        raise click.Abort from None


def _ask(question: InitQuestion, default: Any) -> Any:
    """Ask until the answer is valid; None if it is left for later."""
    text = _text(question, has_default=default is not None)
    if question.field == "explicit":
        return ask_yes_no(text, default=default)
    shown: tuple[str, ...] = ()  # the categories that were listed last
    while True:
        label = _label(question.field, default)
        typed = str(click.prompt(text, default=label, prompt_suffix=" ", show_default=bool(label), err=True)).strip()
        if default is not None and typed == label:
            return default
        if question.optional and typed in {"", _LEAVE_OUT}:
            return None
        if not typed:
            echo_err(_("  the show needs this answer; Ctrl-C stops here and keeps those that you have given"))
            continue
        try:
            if question.field == "categories":
                chosen, shown = _category(typed, shown)
                if chosen is None:
                    continue
                return chosen
            return parse_typed(question.field, typed)
        except PodcastError as error:
            echo_err(f"  {error}")


def _text(question: InitQuestion, *, has_default: bool) -> str:
    text = _(_TEXTS[question.field])
    if not question.optional:
        return f"* {text}"
    return f"  {text} " + (_("(- leaves it out)") if has_default else _("(Enter: later)"))


def _label(field: str, value: Any) -> str:
    """A default as it is shown in brackets."""
    if value is None:
        return ""
    if field == "categories":
        return ", ".join(value)
    return _("no") if value is False else str(value)


def _default(field: str, answers: Answers) -> Any:
    """What this machine or an earlier answer offers; None for what only the author knows."""
    import os

    from podcast.authoring.init_answers import implied_country

    if field == "timezone":
        from podcast.authoring.territories import suggested_time_zone

        return suggested_time_zone(str(answers.get("language", "")), os.environ)
    if field == "legal.country":
        return implied_country(answers)
    offers = {
        "language": current_language(),
        "owner.name": answers.get("author"),
        "legal.provider.name": answers.get("author"),
        "legal.provider.email": answers.get("owner.email"),
    }
    return offers.get(field)


def parse_typed(field: str, typed: Any) -> Any:
    """Return the value of a field that an answer means.

    Args:
        field: of a question, but not `categories`.
        typed: the answer; true or false for `explicit`.

    Raises:
        PodcastError: it is invalid.
    """
    from podcast.authoring.init_answers import parse_answer

    if field == "legal.country":
        from podcast.authoring.territories import find_country

        return False if typed.strip().casefold() in _NO else parse_answer(field, find_country(typed) or typed)
    if field == "legal.provider.responsible" and typed.strip().casefold() in _NO:
        return False
    answer = parse_answer(field, typed)
    if field == "publish.target":
        require_valid_target(typed)
    return answer


def require_valid_target(target: str) -> None:
    """Refuse what no publish could use.

    Raises:
        PodcastError: it is no valid target.
    """
    from pathlib import Path

    from podcast.model.groups import Publish
    from podcast.publish.targets.open import open_target

    open_target(Publish(target=target), Path.cwd() / "show")


# --- categories ------------------------------------------------------------------------------------------------------


def _category(typed: str, shown: tuple[str, ...]) -> tuple[list[str] | None, tuple[str, ...]]:
    """Return the categories that an answer means (None if it does not decide), and those that are listed now.

    Raises:
        PodcastError: no category fits.
    """
    from podcast.authoring.category_search import category_label, find_categories
    from podcast.model.apple_categories import CATEGORIES

    if typed.casefold() in _NO:
        raise PodcastError(_("a show needs a category: Apple Podcasts lists none without; ? shows all"))
    choices = shown or CATEGORIES
    if typed.isdecimal():
        if not 1 <= int(typed) <= len(choices):
            raise PodcastError(_("write a number from 1 to {last}").format(last=len(choices)))
        matches = [choices[int(typed) - 1]]
    else:
        matches = list(CATEGORIES) if typed == _LIST_ALL else find_categories(typed)
    if not matches:
        raise PodcastError(no_category(typed))
    language = current_language()
    if len(matches) == 1:
        echo_hint(f"  → {category_label(matches[0], language)}")
        return matches, ()
    for number, name in enumerate(matches, 1):
        echo_err(f"  {number:3}  {category_label(name, language)}")
    return None, tuple(matches)


def no_category(word: str) -> str:
    """Say that a word is in no category, and which ones are similar."""
    from podcast.authoring.category_search import category_label, similar_categories

    if similar := [category_label(name, current_language()) for name in similar_categories(word)]:
        sentence = _('"{word}" is not a category; did you mean one of {names}?')
        return sentence.format(word=word, names=", ".join(similar))
    return _('no category contains "{word}"; try another word, or ? for all').format(word=word)
