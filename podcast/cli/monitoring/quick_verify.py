"""`podcast verify --quick`: the public show in one line, for a timer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from podcast.cli.json_output import echo_json
from podcast.cli.terminal import echo_err, echo_line
from podcast.errors import PodcastError
from podcast.i18n import _

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from podcast.cli.documents.publish_documents import QuickCheckDocument, VerifyDocument
    from podcast.publish.outside.quick.quick_check import QuickResult


@dataclass(frozen=True, slots=True)
class QuickArguments:
    """Values of the options of `podcast verify --quick`."""

    checks_all: bool
    ping: str | None
    ping_failure: str | None


def quick_verify(root: Path, arguments: QuickArguments) -> None:
    """Check the public show, print one line, and notify the health check.

    Args:
        root: the show's folder.
        arguments: of the command.

    Raises:
        PodcastError: the show has no public address yet.
        click.exceptions.Exit: the show has a fault, with the exit status for what cannot be reached.
    """
    from podcast import pipeline
    from podcast.publish.outside.quick.describe import quick_line

    settings = pipeline.load_target_settings(root)
    result = _check(root, settings.link, settings.guid, checks_all=arguments.checks_all)
    line = quick_line(result, settings.timezone)
    echo_line(line)
    failure = _notify(arguments, line, is_failure=bool(result.faults))
    echo_json(_document(result, line, failure))
    if result.faults:
        raise click.exceptions.Exit(pipeline.EXIT_NOT_REACHABLE)


def _check(root: Path, link: str, guid: str, *, checks_all: bool) -> QuickResult:
    from datetime import UTC, datetime

    from podcast.hosts import is_placeholder
    from podcast.publish.outside.quick.expected_episode import expected_episode
    from podcast.publish.outside.quick.quick_check import QuickCheck, run_quick_check

    if is_placeholder(link):
        sentence = _("{link} is a placeholder; set `link:` in podcast.yaml to the address of your show")
        raise PodcastError(sentence.format(link=link))
    now = datetime.now(UTC)
    return run_quick_check(QuickCheck(link, guid, now, expected_episode(root, now), checks_all))


def _notify(arguments: QuickArguments, line: str, *, is_failure: bool) -> str | None:
    """Notify the health check; return why that failed, an empty text if it did not, None without a health check."""
    from podcast.publish.outside.quick.health_ping import failure_address, send_ping

    url = arguments.ping
    if is_failure:
        url = arguments.ping_failure or (failure_address(url) if url else None)
    if not url:
        return None
    failure = send_ping(url, line)
    if failure:
        echo_err(_("warning: could not notify the health check ({why})").format(why=failure))
    return failure


def _document(result: QuickResult, line: str, ping_failure: str | None) -> VerifyDocument:
    return {
        "target": None,
        "generation": None,
        "verified": 0,
        "damaged": [],
        "pending": [],
        "foreign": 0,
        "orphans": [],
        "taken_down": False,
        "quick": _quick_document(result, line, ping_failure),
        "connection": None,
    }


def _quick_document(result: QuickResult, line: str, ping_failure: str | None) -> QuickCheckDocument:
    return {
        "line": line,
        "feed": result.feed_url,
        "feed_bytes": result.feed_bytes,
        "episodes": result.episodes,
        "newest": result.newest_title or None,
        "newest_date": _iso(result.newest_date),
        "audio_files": result.audio_files,
        "audio_checked": result.audio_checked,
        "certificates": {host.host: host.certificate.valid_until.isoformat() for host in result.certificates},
        "faults": [{"kind": fault.kind, "url": fault.url, "detail": fault.detail} for fault in result.faults],
        "ping": None if ping_failure is None else not ping_failure,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
