"""`podcast check --feed`: judge a feed of any origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podcast.cli.json_output import echo_json
from podcast.cli.terminal import echo_err, echo_hint, echo_line, echo_lines
from podcast.i18n import _, ngettext

if TYPE_CHECKING:
    from podcast.checks.feed_source import FeedSource
    from podcast.cli.documents.site_documents import CheckDocument
    from podcast.feed.rules.rule import Fault


def check_feed(location: str) -> None:
    """Print the rules that a feed breaks, the most severe ones last.

    Args:
        location: a file or a URL.

    Raises:
        click.exceptions.Exit: it breaks a MUST rule.
        PodcastError: it cannot be read.
    """
    from podcast.checks.feed_source import read_feed
    from podcast.feed.rules.judge import judge_feed
    from podcast.feed.rules.rule import grouped_sentences

    source = read_feed(location)
    faults = judge_feed(source.data)
    echo_json(_document(source, faults))
    echo_redirects(source)
    for sentence in grouped_sentences(fault for fault in faults if fault.rule.level == "SHOULD"):
        echo_hint(_("hint: {what}").format(what=sentence))
    severe = [fault for fault in faults if fault.rule.level == "MUST"]
    echo_lines(f"{location}: {sentence}" for sentence in grouped_sentences(severe))
    if severe:
        sentence = ngettext("{count} problem for stores or apps", "{count} problems for stores or apps", len(severe))
        echo_err(sentence.format(count=len(severe)))
        raise click.exceptions.Exit(1)
    echo_line(_("{feed}: breaks no rule that stores or apps enforce").format(feed=location))


def echo_redirects(source: FeedSource) -> None:
    """Print where a feed was redirected to."""
    for url in source.redirects:
        echo_hint(_("redirected to {url}").format(url=url))


def _document(source: FeedSource, faults: tuple[Fault, ...]) -> CheckDocument:
    return {
        "problems": [],
        "hints": [],
        "next": None,
        "feed": {
            "feed": source.location,
            "redirects": list(source.redirects),
            "faults": [
                {
                    "rule": fault.rule.number,
                    "level": fault.rule.level,
                    "guid": fault.guid or None,
                    "title": fault.title or None,
                    "value": fault.value,
                    "what": fault.sentence,
                }
                for fault in faults
            ],
        },
    }
