"""The command `compare`: hold two feeds against each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.terminal import echo_hint, echo_line, echo_lines
from podcast.i18n import _

if TYPE_CHECKING:
    from podcast.checks.feed_source import FeedSource
    from podcast.cli.documents.site_documents import CompareDocument
    from podcast.feed.comparison import FeedComparison


@click.command(epilog="Example:  podcast compare https://old.example.org/feed.xml site/feed.xml")
@click.argument("first", metavar="FIRST")
@click.argument("second", metavar="SECOND")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Also write every difference with both values to an HTML page.",
)
@click.option(
    "--all",
    "with_archives",
    is_flag=True,
    help="Also compare the episodes in archives, which stores and most apps do not read.",
)
@json_option
def compare(first: str, second: str, report: Path | None, *, with_archives: bool) -> None:
    """Compare two feeds, each a file or a URL, in RSS or as JSON Feed.

    Prints what subscribers of the first feed would notice if it were replaced by the second. Layout, the order of
    elements and the notation of dates make no difference. The exit status is 1 if the feeds differ.
    """
    from podcast.checks.feed_source import read_feed
    from podcast.cli.feed_check import echo_redirects
    from podcast.feed.breaking_changes import change_sentences
    from podcast.feed.comparison import as_json

    sources = (read_feed(first), read_feed(second))
    for source in sources:
        echo_redirects(source)
    comparison = _compare(sources, with_archives=with_archives)
    if report:
        _write_report(report, comparison, (first, second))
    echo_json(cast("CompareDocument", as_json(comparison, (first, second))))
    if comparison.is_equal:
        echo_line(_("the feeds are equal: an app would show the same"))
        return
    echo_lines(change_sentences(comparison.changes))
    raise click.exceptions.Exit(1)


def _compare(sources: tuple[FeedSource, FeedSource], *, with_archives: bool) -> FeedComparison:
    """Compare two feeds, with their archives or without.

    Raises:
        PodcastError: one of them is no feed, or they are of different kinds; or an archive cannot be read.
    """
    from podcast.checks.feed_source import read_archives
    from podcast.errors import PodcastError
    from podcast.feed.comparison import compare_documents, is_feed
    from podcast.feed.json_fields import is_json

    if unreadable := next((source.location for source in sources if not is_feed(source.data)), None):
        sentence = _("{feed}: is no RSS feed and no JSON Feed; `podcast check --feed` tells why")
        raise PodcastError(sentence.format(feed=unreadable))
    if is_json(sources[0].data) is not is_json(sources[1].data):
        raise PodcastError(_("one of the feeds is RSS, the other a JSON Feed; compare two of a kind"))
    documents = [
        (source.data, *(archive.data for archive in (read_archives(source) if with_archives else ())))
        for source in sources
    ]
    comparison = compare_documents(*documents)
    if comparison is None:  # it would have been refused above
        raise PodcastError(_("the feeds cannot be compared"))
    return comparison


def _write_report(path: Path, comparison: FeedComparison, locations: tuple[str, str]) -> None:
    """Write the report.

    Raises:
        FileError: the disk refuses.
    """
    from podcast.errors import FileError
    from podcast.feed.comparison import as_json
    from podcast.files.os_errors import os_error_message
    from podcast.i18n import page_language, temporary_language
    from podcast.report.comparison_report import page

    with temporary_language(page_language()):
        report = page(as_json(comparison, locations), page_language())
    try:
        path.write_bytes(report)
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error
    echo_hint(_("report: {path}").format(path=path))
