"""The command that looks for everything that is wrong with a show, before anybody else finds it."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

import click

from podcast.cli import messages as sentences
from podcast.cli.options import in_show
from podcast.cli.terminal import echo, hint, width
from podcast.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.checks.examine import Examined
    from podcast.checks.link_report import Led
    from podcast.errors import Problem

_INDENT = "    "


@click.command(epilog="Example:  podcast check --links, to find links that lead nowhere as well")
@click.option("--links", is_flag=True, help="Ask every address that the show names whether it is still there.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON, for scripts.")
@in_show
def check(root: Path, *, links: bool, as_json: bool) -> None:
    """Look for everything that is wrong with the show's files.

    A problem is in the way of a build: it is told with its place and what to do. A hint is for you to weigh.
    """
    from podcast.checks.examine import examined

    found = examined(root)
    led = _led(found) if links else None
    problems = tuple(sorted({*found.problems, *(led.problems if led else ())}))
    hints = tuple(sorted({*found.hints(), *(led.hints if led else ())}))
    if as_json:
        click.echo(json.dumps(_as_json(problems, hints, led), ensure_ascii=False, indent=1))
    else:
        _say(found, problems, hints)
    if problems:
        if as_json:
            hint(_to_do(problems))
        raise click.exceptions.Exit(1)


def _led(found: Examined) -> Led:
    from podcast.checks import link_report as led

    urls = led.named(found)
    hint(ngettext("asking for {count} address …", "asking for {count} addresses …", len(urls)).format(count=len(urls)))
    return led.led(found, urls)


def _as_json(problems: tuple[Problem, ...], hints: tuple[Problem, ...], led: Led | None) -> Mapping[str, object]:
    told = {"problems": [one.as_json() for one in problems], "hints": [one.as_json() for one in hints]}
    return {**told, "links": led.as_json()} if led else told


def _say(found: Examined, problems: tuple[Problem, ...], hints: tuple[Problem, ...]) -> None:
    """The hints, apart; the problems on stdout; and in the end how many there are and what comes next."""
    columns = width()
    for one in hints:
        hint(fitting(_("hint: {what}").format(what=one), columns))
    echo(fitting(str(one), columns) for one in problems)
    if problems:
        hint(_to_do(problems))
        hint(_("next: put them right, from the top, then `podcast check` again"))
    elif found.show is not None:
        click.echo(_("no problems: {census}").format(census=sentences.census(found.show)))
        hint(_next(hints))


def _to_do(problems: tuple[Problem, ...]) -> str:
    sentence = ngettext("{count} problem to put right", "{count} problems to put right", len(problems))
    return sentence.format(count=len(problems))


def _next(hints: tuple[Problem, ...]) -> str:
    if not hints:
        return _("next: `podcast build`")
    sentence = ngettext(
        "next: `podcast build`; {count} hint above is for you to weigh",
        "next: `podcast build`; {count} hints above are for you to weigh",
        len(hints),
    )
    return sentence.format(count=len(hints))


def fitting(line: str, columns: int | None) -> str:
    """A line that a terminal does not break in the middle of a word; addresses and paths stay whole."""
    if columns is None or len(line) <= columns:
        return line
    return "\n".join(
        textwrap.wrap(line, columns, subsequent_indent=_INDENT, break_long_words=False, break_on_hyphens=False)
    )
