"""The command `check`: find everything that is wrong with a show."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from podcast.cli import messages
from podcast.cli.json_output import echo_json, json_option, problem_documents
from podcast.cli.options import start_option
from podcast.cli.program.run_state import current_state
from podcast.cli.terminal import echo_err, echo_hint, echo_line, echo_lines, terminal_width
from podcast.i18n import _, gettext_noop, ngettext

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.checks.examine import Examination
    from podcast.checks.link_report import LinkReport
    from podcast.cli.documents.site_documents import CheckDocument, FindingDocument, LinkDocument, Severity
    from podcast.errors import Problem

_INDENT = "    "
_NETWORK_FAULTS = {
    "offline": gettext_noop("no network; links were not checked"),
    "intercepted": gettext_noop("the network answers instead of the sites (a login page?); links were not checked"),
}


@click.command(epilog="Example:  podcast check --links")
@click.option("--links", is_flag=True, help="Request every link of the show and report the broken ones.")
@click.option(
    "--feed", metavar="FEED", help="Judge this feed instead, a file or a URL, by the rules of stores and apps."
)
@json_option
@start_option
def check(start: Path, *, links: bool, feed: str | None) -> None:
    """Check the show's files for problems.

    Problems block the build and are reported with file, line and fix. Hints are suggestions. With --feed, the feed of
    any show is judged, wherever it comes from.
    """
    from podcast.checks.acceptance.accepted_hints import without_accepted
    from podcast.checks.examine import examine
    from podcast.cli.feed_check import check_feed
    from podcast.show.root_folder import find_show_root

    if feed is not None:
        if links:
            raise click.UsageError(_("--links checks the show's files; pass it without --feed"))
        check_feed(feed)
        return
    root = find_show_root(start)
    current_state().root = root
    examination = examine(root)
    link_report = _check_links(examination) if links else None
    problems = tuple(sorted({*examination.problems, *(link_report.problems if link_report else ())}))
    of_links = without_accepted(examination.loaded.variants[0], link_report.hints) if link_report else ()
    hints = tuple(sorted({*examination.hints(), *of_links}))
    step = _next_step(examination, problems)
    echo_json(_document(problems, hints, link_report, step))
    _print_findings(problems, hints)
    if link_report and link_report.fault:
        echo_err(_(_NETWORK_FAULTS[link_report.fault]))
    if problems:
        echo_err(_problem_count(problems))
        echo_hint(step)
        raise click.exceptions.Exit(1)
    if examination.show is not None:
        echo_line(_("no problems: {census}").format(census=messages.episode_counts(examination.show)))
    echo_hint(_with_hint_count(step, hints))


def _check_links(examination: Examination) -> LinkReport:
    from podcast.checks import link_report

    urls = link_report.collect_links(examination)
    sentence = ngettext("checking {count} link …", "checking {count} links …", len(urls))
    echo_hint(sentence.format(count=len(urls)))
    return link_report.check_links(examination, urls)


def _next_step(examination: Examination, problems: tuple[Problem, ...]) -> str:
    from datetime import UTC, datetime

    from podcast.checks.next_step import next_step

    if problems:
        return _("next: fix them from the top, then run `podcast check` again")
    return next_step(examination, datetime.now(UTC)).sentence


def _document(
    problems: tuple[Problem, ...], hints: tuple[Problem, ...], link_report: LinkReport | None, step: str
) -> CheckDocument:
    document: CheckDocument = {
        "problems": _finding_documents(problems, "problem"),
        "hints": _finding_documents(hints, "hint"),
        "next": step or None,
    }
    if link_report:
        document["links"] = cast("list[LinkDocument]", link_report.as_json())
        document["network"] = link_report.fault or "ok"
    return document


def _finding_documents(problems: tuple[Problem, ...], severity: Severity) -> list[FindingDocument]:
    return [{**document, "severity": severity} for document in problem_documents(problems)]


def _print_findings(problems: tuple[Problem, ...], hints: tuple[Problem, ...]) -> None:
    """Print the hints on stderr, then the problems on stdout."""
    columns = terminal_width()
    for hint in hints:
        echo_hint(wrap_line(_("hint: {what}").format(what=hint), columns))
    echo_lines(wrap_line(str(problem), columns) for problem in problems)


def _problem_count(problems: tuple[Problem, ...]) -> str:
    sentence = ngettext("{count} problem to fix", "{count} problems to fix", len(problems))
    return sentence.format(count=len(problems))


def _with_hint_count(step: str, hints: tuple[Problem, ...]) -> str:
    if not hints:
        return step
    sentence = ngettext("{count} optional hint above", "{count} optional hints above", len(hints))
    return "\n".join(filter(None, (sentence.format(count=len(hints)), step)))


def wrap_line(line: str, columns: int | None) -> str:
    """Wrap a line at words for a terminal; URLs and paths are not broken."""
    if columns is None or len(line) <= columns:
        return line
    import textwrap

    return "\n".join(
        textwrap.wrap(line, columns, subsequent_indent=_INDENT, break_long_words=False, break_on_hyphens=False)
    )
