"""A small judge of podcast feeds: works on the bytes, knows none of our code, says which rules are broken.

The numbers are those of docs/decisions/feed.md.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections import Counter
from email.utils import parsedate_to_datetime

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
PSC = "{http://podlove.org/simple-chapters}"
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
PREFIXES = {"itunes": ITUNES, "podcast": PODCAST, "psc": PSC, "atom": ATOM, "content": CONTENT}

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n<rss '
DATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d:\d\d [+-]\d{4}"
)
ENCLOSURE = re.compile(r"https?://[A-Za-z0-9.:-]+/[A-Za-z0-9._/-]+\.mp3")
WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun"
CHANNEL_ONCE = (
    "title link description language copyright generator image lastBuildDate itunes:author itunes:owner "
    "itunes:image itunes:explicit itunes:type podcast:guid podcast:locked podcast:medium podcast:license"
)
ITEM_ONCE = (
    "title link description content:encoded guid enclosure pubDate itunes:duration itunes:episodeType itunes:season "
    "itunes:episode itunes:image itunes:explicit podcast:season podcast:episode podcast:chapters psc:chapters"
)
NEVER = "itunes:block itunes:complete itunes:summary itunes:new-feed-url podcast:block author docs"


def qualified(name: str) -> str:
    prefix, colon, local = name.partition(":")
    return PREFIXES[prefix] + local if colon else name


def text(parent: ET.Element, name: str) -> str:
    return parent.findtext(qualified(name)) or ""


def attribute(parent: ET.Element, name: str, key: str) -> str:
    element = parent.find(qualified(name))
    return "" if element is None else element.get(key, "")


def broken(data: bytes) -> set[str]:
    """The rules that a feed breaks, by number; empty for a good one."""
    found = {rule for rule, holds in document(data) if not holds}
    if "1" in found:
        return found
    root = ET.fromstring(data)  # noqa: S314 -- our own bytes, and expat does not load entities
    channel = root.find("channel")
    if channel is None or len(root) != 1:
        return found | {"3"}
    items = channel.findall("item")
    rules = [*tree(root), *channel_rules(channel), *feed_rules(channel, items)]
    for item in items:
        rules += [*item_rules(item), *number_rules(item), *chapter_rules(item)]
    return found | {rule for rule, holds in rules if not holds}


def document(data: bytes):
    yield "1", data.startswith(DECLARATION)
    try:
        characters = data.decode("utf-8")
        events = list(ET.iterparse(io.BytesIO(data), events=("start-ns", "start")))  # noqa: S314 -- as above
    except (UnicodeDecodeError, ET.ParseError):
        yield "1", False
        return
    yield "2", "<!DOCTYPE" not in characters and not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", characters)
    yield "3", events[-1][1].tag is not None and b'version="2.0"' in data.split(b">", 2)[1]
    declared = [pair for event, pair in events if event == "start-ns"]
    expected = {prefix: uri.strip("{}") for prefix, uri in PREFIXES.items()}
    yield "4", dict(declared) == expected
    yield "5", len(declared) == len(expected)


def tree(root: ET.Element):
    for element in root.iter():
        held = [element.text or "", *element.attrib.values()]
        if len(element):
            held = held[1:]  # between elements white space is layout
        yield "6", all(value == value.strip() for value in held)
        yield "6", bool(len(element) or element.text or element.attrib)
        yield (
            "8",
            all(
                value.isascii() and re.match(r"https?://[^/\s]", value)
                for key, value in element.attrib.items()
                if key in {"url", "href", "img", "image"}
            ),
        )


def once(parent: ET.Element, names: str) -> bool:
    tags = Counter(child.tag for child in parent)
    return all(tags[qualified(name)] <= 1 for name in names.split()) and not any(
        tags[qualified(name)] for name in NEVER.split()
    )


def channel_rules(channel: ET.Element):
    yield "7", once(channel, CHANNEL_ONCE)
    names = [child.tag for child in channel]
    yield "10", "item" not in names or set(names[names.index("item") :]) == {"item"}
    yield "11", 0 < len(text(channel, "title")) <= 255
    yield "12", 0 < len(text(channel, "description").encode()) <= 4000
    yield "13", text(channel, "link").startswith("http") and not text(channel, "link").endswith(".xml")
    yield "14", re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", text(channel, "language"))
    yield "15", re.fullmatch(r"https?://\S+\.(jpe?g|png)", attribute(channel, "itunes:image", "href"))
    yield (
        "16",
        attribute(channel, "itunes:category", "text") and " > " not in attribute(channel, "itunes:category", "text"),
    )
    yield "17", text(channel, "itunes:explicit") in {"true", "false"}
    links = [link.attrib for link in channel.findall(ATOM + "link") if link.get("rel") == "self"]
    yield "18", len(links) == 1 and links[0]["type"] == "application/rss+xml" and links[0]["href"].endswith("feed.xml")
    yield "19", text(channel, "itunes:author")
    yield "21", text(channel, "itunes:type") in {"episodic", "serial"}
    yield "23", re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text(channel, "podcast:guid"))
    yield "24", text(channel, "podcast:locked") in {"yes", "no"}
    image = channel.find("image")
    yield (
        "25",
        image is not None
        and [text(image, name) for name in ("title", "link")] == [text(channel, name) for name in ("title", "link")],
    )


def feed_rules(channel: ET.Element, items: list[ET.Element]):
    yield "40", bool(items)
    for name, key, rule in (("guid", "", "47"), ("enclosure", "url", "44")):
        values = [attribute(item, name, key) if key else text(item, name) for item in items]
        yield rule, len(set(values)) == len(values)
    dates = [date(text(item, "pubDate")) for item in items]
    yield "70", dates == sorted(dates, reverse=True)
    yield "26", not items or date(text(channel, "lastBuildDate")) == max(dates)


def date(written: str) -> float:
    return parsedate_to_datetime(written).timestamp() if right_date(written) else 0.0


def right_date(written: str) -> bool:
    if not DATE.fullmatch(written):
        return False
    return WEEKDAYS.index(written[:3]) // 4 == parsedate_to_datetime(written).weekday()


def item_rules(item: ET.Element):
    yield "7", once(item, ITEM_ONCE)
    yield "41", 0 < len(text(item, "title")) <= 255
    enclosures = item.findall("enclosure")
    yield "43", len(enclosures) == 1 and set(enclosures[0].attrib) == {"url", "length", "type"}
    yield "44", ENCLOSURE.fullmatch(attribute(item, "enclosure", "url"))
    yield "45", attribute(item, "enclosure", "type") == "audio/mpeg"
    yield "46", re.fullmatch(r"[1-9]\d*", attribute(item, "enclosure", "length"))
    yield "47", text(item, "guid")
    yield "48", attribute(item, "guid", "isPermaLink") == "false"
    yield "49", right_date(text(item, "pubDate"))
    yield "51", 0 < len(text(item, "description").encode()) <= 4000
    names = [child.tag for child in item]
    html = qualified("content:encoded")
    yield "54", html not in names or names.index(html) > names.index("description")
    yield "56", not re.search(r'<[^>]*\s(?:href|src)="(?!\w+:)', text(item, "content:encoded"))
    yield "57", re.fullmatch(r"[1-9]\d*", text(item, "itunes:duration"))
    yield "58", text(item, "link").startswith("http")
    yield "60", text(item, "itunes:explicit") in {"true", "false"}
    yield "61", text(item, "itunes:episodeType") in {"full", "trailer", "bonus"}


def number_rules(item: ET.Element):
    for name in ("season", "episode"):
        number = text(item, f"itunes:{name}")
        yield "62", re.fullmatch(r"([1-9]\d*)?", number)
        yield "64", number == text(item, f"podcast:{name}")
    yield "61", text(item, "itunes:episodeType") != "trailer" or not text(item, "itunes:episode")
    types = [transcript.get("type") for transcript in item.findall(PODCAST + "transcript")]
    yield "65", types in ([], ["text/vtt", "application/x-subrip"])


def chapter_rules(item: ET.Element):
    marks = item.findall(f"{PSC}chapters/{PSC}chapter")
    yield "66", bool(marks) == (attribute(item, "podcast:chapters", "type") == "application/json+chapters")
    yield "67", all(re.fullmatch(r"\d\d+:[0-5]\d:[0-5]\d\.\d{3}", mark.get("start", "")) for mark in marks)
    starts = [seconds(mark.get("start", "0")) for mark in marks]
    yield "67", starts == sorted(set(starts)) and all(mark.get("title") for mark in marks)
    lines = re.findall(r"^(\d\d+:\d\d:\d\d) \S", text(item, "description"), re.MULTILINE)
    yield "67b", not lines or (lines[0] == "00:00:00" and len(lines) >= 3)


def seconds(npt: str) -> float:
    return sum(float(part) * 60**power for power, part in enumerate(reversed(npt.split(":"))))
