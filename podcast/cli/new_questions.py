"""The questions of `podcast new` on a terminal: a slug if the title gives none, and the title of a new season."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from podcast.cli.terminal import echo_err, echo_hint
from podcast.errors import PodcastError
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.authoring.episode_yaml import NewEpisode
    from podcast.model.show import Show


def page_url(show: Show, slug: str) -> str:
    """Return the address of the page of an episode."""
    return f"{show.link}{slug}/"


# --- the slug --------------------------------------------------------------------------------------------------------


def chosen_slug(show: Show, episode: NewEpisode, slugs: frozenset[str], option: str | None) -> str:
    """Return the slug: the one of the option, else that of the title; asked for where the title leaves it open.

    Raises:
        click.BadParameter: the slug of the option cannot be used.
        click.UsageError: none follows from the title, and there is no terminal to ask on.
    """
    from podcast.authoring.episode_slug import has_other_scripts, require_usable_slug, slug_prefix, unused_slug

    if option:
        try:
            require_usable_slug(option, slugs, show)
        except PodcastError as error:
            raise click.BadParameter(str(error), param_hint="--slug") from None
        return option
    prefix = slug_prefix(show, episode.season, episode.episode)
    proposal, first_choice = (unused_slug(episode.title, used, prefix) for used in (slugs, frozenset[str]()))
    if sys.stdin.isatty() and (not proposal or has_other_scripts(episode.title)):
        return _ask_slug(show, slugs, proposal)
    if not proposal:
        sentence = _('the title "{title}" has no letters for an address: pass --slug, such as --slug {example}')
        word = "folge" if show.language.startswith("de") else "episode"
        raise click.UsageError(sentence.format(title=episode.title, example=f"{word}-{episode.episode or 1}"))
    if proposal != first_choice:
        sentence = _('the address "{first}" belongs to another episode already: this one becomes "{slug}"')
        echo_err(sentence.format(first=first_choice, slug=proposal))
    return proposal


def _ask_slug(show: Show, slugs: frozenset[str], proposal: str) -> str:
    """Ask for a slug until it can be used."""
    from podcast.authoring.episode_slug import require_usable_slug

    question = _("What is to be its address, for ever? ({link}…/; a-z, 0-9 and hyphens)").format(link=show.link)
    while True:
        slug = str(
            click.prompt(question, proposal or None, prompt_suffix=" ", show_default=bool(proposal), err=True)
        ).strip()
        try:
            require_usable_slug(slug, slugs, show)
        except PodcastError as error:
            echo_err(f"  {error}")
        else:
            return slug


# --- the season ------------------------------------------------------------------------------------------------------


def add_season(root: Path, show: Show, episode: NewEpisode, title: str | None) -> bool:
    """Add the season of the episode to podcast.yaml if it is not listed there; return whether it was added.

    Its title is that of the option, else it is asked for; without a terminal, a line says how to add it.
    """
    from podcast.authoring.edits import add_item
    from podcast.authoring.edits.repeated_change import make_change
    from podcast.authoring.yaml_scalars import format_flow

    number = episode.season
    if number is None or show.season(number):
        return False
    if not title and sys.stdin.isatty():
        question = _("Season {number} is not in podcast.yaml yet. What is its title? (Enter: add it later)")
        title = str(
            click.prompt(question.format(number=number), "", prompt_suffix=" ", show_default=False, err=True)
        ).strip()
    if not title:
        command = f"podcast set seasons --add '{{number: {number}, title: …}}'"
        sentence = _("season {number} is not in podcast.yaml yet; add it: {command}")
        echo_err(sentence.format(number=number, command=command))
        return False
    item = format_flow({"number": number, "title": title})
    change = make_change(root, lambda: add_item.plan_addition(root, None, "seasons", item))
    echo_hint(_("podcast.yaml:{line}: added season {number}").format(line=change.line, number=number))
    return True
