"""Check a document against the rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from podcast.feed.rules.channel_rules import CHANNEL_RULES
from podcast.feed.rules.document_rules import DOCUMENT_RULES
from podcast.feed.rules.episodes_rules import EPISODES_RULES
from podcast.feed.rules.feed_xml import children, parse_document, text_of
from podcast.feed.rules.item_rules import ITEM_RULES
from podcast.feed.rules.json_rules import JSON_RULES, UNREADABLE_JSON
from podcast.feed.rules.media_rules import CHANNEL_MEDIA_RULES, ITEM_MEDIA_RULES
from podcast.feed.rules.namespace_rules import CHANNEL_NAMESPACE_RULES, ITEM_NAMESPACE_RULES
from podcast.feed.rules.rule import Fault
from podcast.feed.rules.text_rules import CHANNEL_TEXT_RULES, TEXT_RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podcast.feed.rules.rule import Rule

ALL_CHANNEL_RULES: Final = (
    *(*CHANNEL_RULES, *EPISODES_RULES),
    *(*CHANNEL_TEXT_RULES, *CHANNEL_NAMESPACE_RULES, *CHANNEL_MEDIA_RULES),
)
ALL_ITEM_RULES: Final = (*ITEM_RULES, *TEXT_RULES, *ITEM_NAMESPACE_RULES, *ITEM_MEDIA_RULES)
# Every rule, for tables.
RULES: Final = (*DOCUMENT_RULES, *ALL_CHANNEL_RULES, *ALL_ITEM_RULES, *JSON_RULES)


def judge_feed(data: bytes) -> tuple[Fault, ...]:
    """Return the faults of a document, in the order of the rules: those of the show, then those of each episode.

    Args:
        data: RSS, or a JSON Feed: it begins with a brace.
    """
    if data.lstrip()[:1] == b"{":
        return tuple(_judge_json(data))
    document = parse_document(data)
    faults = list(_faults(DOCUMENT_RULES, document))
    if document.channel is not None:
        faults += _faults(ALL_CHANNEL_RULES, document.channel)
        for item in children(document.channel, "item"):
            guid, title = text_of(item, "guid").strip(), " ".join(text_of(item, "title").split())
            faults += _faults(ALL_ITEM_RULES, item, guid or title, title)
    return tuple(dict.fromkeys(faults))


def _judge_json(data: bytes) -> Iterator[Fault]:
    try:
        feed = json.loads(data)
    except (ValueError, RecursionError) as error:
        yield Fault(UNREADABLE_JSON, str(error))
        return
    yield from _faults(JSON_RULES, feed)


def _faults(rules: Iterable[Rule], subject: Any, guid: str = "", title: str = "") -> Iterator[Fault]:
    for rule in rules:
        for value in rule.find_faults(subject):
            yield Fault(rule, value, guid, title)


def new_faults(live: Iterable[bytes], faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return the faults that the live feed does not have, so that an update of the program stops no show.

    A rule that every episode of the live feed breaks is broken by its publisher's circumstances (an address with a
    tilde, say): it is no new fault in another episode.

    Args:
        live: the documents that are live.
        faults: those of the documents to be published.
    """
    live_faults: set[tuple[str, str, str]] = set()
    systematic: set[str] = set()
    for data in live:
        document_faults = judge_feed(data)
        live_faults |= {fault.key for fault in document_faults}
        systematic |= _systematic_rules(document_faults, _guids(data))
    return tuple(fault for fault in faults if fault.key not in live_faults and not _is_systematic(fault, systematic))


def _is_systematic(fault: Fault, systematic: set[str]) -> bool:
    return bool(fault.guid) and fault.rule.sentence in systematic


def _guids(data: bytes) -> frozenset[str]:
    channel = parse_document(data).channel
    items = [] if channel is None else children(channel, "item")
    return frozenset(text_of(item, "guid").strip() or text_of(item, "title").strip() for item in items)


def _systematic_rules(faults: Iterable[Fault], guids: frozenset[str]) -> set[str]:
    """Return the sentences of the rules that all episodes of a document break."""
    breakers: dict[str, set[str]] = {}
    for fault in faults:
        if fault.guid:
            breakers.setdefault(fault.rule.sentence, set()).add(fault.guid)
    return {sentence for sentence, guilty in breakers.items() if guilty >= guids}
