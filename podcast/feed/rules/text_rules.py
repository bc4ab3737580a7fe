"""Rules of an episode's texts and chapters (rules 52 to 56, 66 and 67)."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any, Final

from podcast.feed.rules.feed_xml import attribute_of, children, qualified_name, text_of
from podcast.feed.rules.rule import Rule
from podcast.feed.rules.values import NORMAL_PLAY_TIME, SECONDS, SIMPLE_HTML, SimpleHtmlReader, play_seconds
from podcast.i18n import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator

MIN_TIMESTAMPS: Final = 3  # Apple and YouTube make chapters of three lines and more
_HARMFUL = re.compile(r"<(script|style|iframe|object|embed|form)\b|<[^>]*\son\w+\s*=", re.IGNORECASE)
_RELATIVE = re.compile(r"""<[^>]*\s(?:href|src)\s*=\s*["'](?![a-z][\w+.-]*:)([^"']*)""", re.IGNORECASE)
_DOUBLE_ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#\d+);(?:/?(?:p|br|a|b|i|li|ul|ol|strong|em)\b|[a-z]+;)")
_TIMESTAMP = re.compile(r"^(\d\d+:\d\d:\d\d) \S", re.MULTILINE)


def _html(item: Any) -> Iterator[str]:
    reader = SimpleHtmlReader(text_of(item, "description"))
    if foreign := sorted(reader.names - SIMPLE_HTML):
        yield ", ".join(f"<{name}>" for name in foreign)
    elif not reader.is_well_formed:
        yield text_of(item, "description")[-40:]


def _double_escaping(parent: Any) -> Iterator[str]:
    for name in ("title", "description", "content:encoded"):
        if match := _DOUBLE_ESCAPED.search(text_of(parent, name)):
            yield match.group()


def _harmful_html(parent: Any) -> Iterator[str]:
    for name in ("description", "content:encoded"):
        if match := _HARMFUL.search(text_of(parent, name)):
            yield match.group()


def _relative_addresses(item: Any) -> Iterator[str]:
    for name in ("description", "content:encoded"):
        yield from dict.fromkeys(_RELATIVE.findall(text_of(item, name)))


def _chapters_file(item: Any) -> Iterator[str]:
    for chapters in children(item, "podcast:chapters"):
        if chapters.get("type") != "application/json+chapters" or not chapters.get("url"):
            yield chapters.get("type", "")
    if children(item, "psc:chapters") and not children(item, "podcast:chapters"):
        yield ""


def _simple_chapters(item: Any) -> Iterator[str]:
    marks = item.findall(f"{qualified_name('psc:chapters')}/{qualified_name('psc:chapter')}")
    starts = [mark.get("start", "") for mark in marks]
    yield from (start for start in starts if not NORMAL_PLAY_TIME.fullmatch(start))
    yield from (mark.get("start", "") for mark in marks if not mark.get("title"))
    times = [play_seconds(start) for start in starts if NORMAL_PLAY_TIME.fullmatch(start)]
    yield from (str(after) for before, after in itertools.pairwise(times) if after <= before)
    duration = text_of(item, "itunes:duration").strip()
    if SECONDS.fullmatch(duration):
        yield from (str(time) for time in times if time > float(duration))


def _timestamps(item: Any) -> Iterator[str]:
    lines = _TIMESTAMP.findall(SimpleHtmlReader(text_of(item, "description")).lines)
    if lines and (lines[0] != "00:00:00" or len(lines) < MIN_TIMESTAMPS):
        yield lines[0]


def _version(item: Any) -> Iterator[str]:
    if children(item, "psc:chapters") and attribute_of(item, "psc:chapters", "version") not in {"1.1", "1.2"}:
        yield attribute_of(item, "psc:chapters", "version")


TEXT_RULES: Final = (
    Rule("52", "SHOULD", gettext_noop("stores show only p, ol, ul, li, a, br, b, i, strong and em, all closed"), _html),
    Rule("53", "SHOULD", gettext_noop("HTML is escaped twice; listeners see the code"), _double_escaping),
    Rule(
        "55", "MUST", gettext_noop("scripts, styles and frames have no place in show notes; remove them"), _harmful_html
    ),
    Rule(
        "56",
        "SHOULD",
        gettext_noop("links in texts must be absolute; in apps there is no page to start from"),
        _relative_addresses,
    ),
    Rule(
        "66",
        "SHOULD",
        gettext_noop(
            "chapters should come as a file, too: podcast:chapters with url and type application/json+chapters"
        ),
        _chapters_file,
    ),
    Rule(
        "67",
        "SHOULD",
        gettext_noop("chapters need a title each, and ascending times within the episode"),
        _simple_chapters,
    ),
    Rule("67", "SHOULD", gettext_noop("psc:chapters needs version 1.2"), _version),
    Rule(
        "67b",
        "SHOULD",
        gettext_noop("timestamps must begin at 00:00:00, and there must be at least three"),
        _timestamps,
    ),
)
CHANNEL_TEXT_RULES: Final = (
    Rule("53", "SHOULD", gettext_noop("HTML is escaped twice; listeners see the code"), _double_escaping),
    Rule(
        "55",
        "MUST",
        gettext_noop("scripts, styles and frames have no place in a description; remove them"),
        _harmful_html,
    ),
)
