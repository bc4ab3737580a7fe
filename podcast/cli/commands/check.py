"""The command `check`: find everything that is wrong with a show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podcast.cli import messages
from podcast.cli.options import show_root_option
from podcast.cli.terminal import echo_err, echo_lines, terminal_width
from podcast.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.checks.examine import Examination
    from podcast.checks.link_report import LinkReport
    from podcast.errors import Problem

_INDENT = "    "


@click.command(epilog="Example:  podcast check --links")
@click.option("--links", is_flag=True, help="Request every link of the show and report the broken ones.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
@show_root_option
def check(root: Path, *, links: bool, as_json: bool) -> None:
    """Check the show's files for problems.

    Problems block the build and are reported with file, line and fix. Hints are suggestions.
    """
    from podcast.checks.examine import examine

    examination = examine(root)
    link_report = _check_links(examination) if links else None
    problems = tuple(sorted({*examination.problems, *(link_report.problems if link_report else ())}))
    hints = tuple(sorted({*examination.hints(), *(link_report.hints if link_report else ())}))
    if as_json:
        import json

        click.echo(json.dumps(_as_json(problems, hints, link_report), ensure_ascii=False, indent=1))
    else:
        _print_findings(examination, problems, hints)
    if problems:
        if as_json:
            echo_err(_problem_count(problems))
        raise click.exceptions.Exit(1)


def _check_links(examination: Examination) -> LinkReport:
    from podcast.checks import link_report

    urls = link_report.collect_links(examination)
    sentence = ngettext("checking {count} link …", "checking {count} links …", len(urls))
    echo_err(sentence.format(count=len(urls)))
    return link_report.check_links(examination, urls)


def _as_json(
    problems: tuple[Problem, ...], hints: tuple[Problem, ...], link_report: LinkReport | None
) -> Mapping[str, object]:
    findings = {
        "problems": [problem.as_json() for problem in problems],
        "hints": [hint.as_json() for hint in hints],
    }
    return {**findings, "links": link_report.as_json()} if link_report else findings


def _print_findings(examination: Examination, problems: tuple[Problem, ...], hints: tuple[Problem, ...]) -> None:
    """Print the hints on stderr, the problems on stdout, and at last their number and the next step."""
    columns = terminal_width()
    for hint in hints:
        echo_err(wrap_line(_("hint: {what}").format(what=hint), columns))
    echo_lines(wrap_line(str(problem), columns) for problem in problems)
    if problems:
        echo_err(_problem_count(problems))
        echo_err(_("next: fix them from the top, then run `podcast check` again"))
    elif examination.show is not None:
        click.echo(_("no problems: {census}").format(census=messages.episode_counts(examination.show)))
        echo_err(_next_step(hints))


def _problem_count(problems: tuple[Problem, ...]) -> str:
    sentence = ngettext("{count} problem to fix", "{count} problems to fix", len(problems))
    return sentence.format(count=len(problems))


def _next_step(hints: tuple[Problem, ...]) -> str:
    if not hints:
        return _("next: `podcast build`")
    sentence = ngettext(
        "next: `podcast build`; {count} optional hint above",
        "next: `podcast build`; {count} optional hints above",
        len(hints),
    )
    return sentence.format(count=len(hints))


def wrap_line(line: str, columns: int | None) -> str:
    """Wrap a line at words for a terminal; URLs and paths are not broken."""
    if columns is None or len(line) <= columns:
        return line
    import textwrap

    return "\n".join(
        textwrap.wrap(line, columns, subsequent_indent=_INDENT, break_long_words=False, break_on_hyphens=False)
    )
