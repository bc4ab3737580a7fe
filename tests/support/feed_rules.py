"""A small judge of podcast feeds: works on the bytes, knows none of our code, says which rules are broken.

It judges the feed of a show, that of a season, and the archives of both: which of them one is, it sees for itself.

The numbers are those of docs/decisions/feed.md.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections import Counter
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

from podcast.feed.rules.judge import judge_feed

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
PSC = "{http://podlove.org/simple-chapters}"
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
FH = "{http://purl.org/syndication/history/1.0}"
RARE = {"dc": "http://purl.org/dc/elements/1.1/", "media": "http://search.yahoo.com/mrss/"}  # where they are used
PREFIXES = {"itunes": ITUNES, "podcast": PODCAST, "psc": PSC, "atom": ATOM, "content": CONTENT, "fh": FH}

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n<rss '
DATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d:\d\d [+-]\d{4}"
)
ENCLOSURE = re.compile(r"https?://[A-Za-z0-9.:-]+/[A-Za-z0-9._/-]+\.mp3")
WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun"
CHANNEL_ONCE = (
    "title link description language copyright generator image lastBuildDate itunes:author itunes:owner "
    "itunes:image itunes:explicit itunes:type itunes:block itunes:complete itunes:new-feed-url podcast:guid "
    "podcast:locked podcast:medium podcast:license podcast:updateFrequency podcast:podroll fh:complete fh:archive"
)
ITEM_ONCE = (
    "title link description content:encoded guid enclosure pubDate itunes:duration itunes:episodeType itunes:season "
    "itunes:episode itunes:image itunes:explicit podcast:season podcast:episode podcast:chapters psc:chapters "
    "podcast:license itunes:title"
)
NEVER = "itunes:summary itunes:subtitle itunes:keywords author docs managingEditor"
BARE = {f"{FH}complete", f"{FH}archive"}
SIMPLE = {"p", "ol", "ul", "li", "a", "br", "b", "i", "strong", "em"}
HARMFUL = re.compile(r"<(script|style|iframe|object|embed|form)\b|<[^>]*\son\w+=", re.IGNORECASE)
GEO = re.compile(r"geo:-?\d+(\.\d+)?,-?\d+(\.\d+)?(,-?[\d.]+)?(;.+)?")
PROTOCOLS = {"disabled", "activitypub", "twitter", "lightning", "atproto", "hive", "matrix", "nostr"}


def qualified(name: str) -> str:
    prefix, colon, local = name.partition(":")
    return PREFIXES[prefix] + local if colon else name


def text(parent: ET.Element, name: str) -> str:
    return parent.findtext(qualified(name)) or ""


def attribute(parent: ET.Element, name: str, key: str) -> str:
    element = parent.find(qualified(name))
    return "" if element is None else element.get(key, "")


def broken(data: bytes) -> set[str]:
    """The rules that a feed breaks, by number, those of the product among them; empty for a good one."""
    # What a show may do: http, no owner, no number, no transcript, and words that look like escaped HTML.
    permitted = {"8", "20", "53", "62", "65"}
    return _broken(data) | {fault.rule.number for fault in judge_feed(data) if fault.rule.number not in permitted}


def _broken(data: bytes) -> set[str]:
    """The rules that a feed breaks by what only our own feeds promise, and by a second reading of the others."""
    broken_rules = {rule for rule, holds in document(data) if not holds}
    if "1" in broken_rules:
        return broken_rules
    root = ET.fromstring(data)  # noqa: S314 -- our own bytes, and expat does not load entities
    channel = root.find("channel")
    if channel is None or len(root) != 1:
        return broken_rules | {"3"}
    items = channel.findall("item")
    rules = [("9", len(data) <= 4_500_000), *tree(root), *channel_rules(channel), *feed_rules(channel, items)]
    rules += [*identity_rules(channel), *history_rules(channel), *show_rules(channel), *namespace_rules(channel)]
    for item in items:
        rules += [*item_rules(item), *number_rules(item), *chapter_rules(item), *text_rules(item)]
        rules += namespace_rules(item)
    return broken_rules | {rule for rule, holds in rules if not holds}


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
    rare = {pair for pair in declared if pair in RARE.items()}
    yield "4", dict(declared) == expected | dict(rare)
    yield "5", len(declared) == len(expected) + len(rare)


def tree(root: ET.Element):
    for element in root.iter():
        held = [element.text or "", *element.attrib.values()]
        if len(element):
            held = held[1:]  # between elements white space is layout
        yield "6", all(value == value.strip() for value in held)
        yield "6", bool(len(element) or element.text or element.attrib) is (element.tag not in BARE)
        yield (
            "8",
            all(
                value.isascii() and re.match(r"https?://[^/\s]", value)
                for key, value in element.attrib.items()
                if key in {"url", "href", "img", "image", "feedUrl", "accountUrl"} and not value.startswith("mailto:")
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
    yield "18", len(links) == 1 and links[0]["type"] == "application/rss+xml" and links[0]["href"].startswith("http")
    yield "19", text(channel, "itunes:author")
    yield (
        "20",
        channel.find(qualified("itunes:owner")) is None or "@" in text(channel, "itunes:owner/" + ITUNES + "email"),
    )
    yield "21", text(channel, "itunes:type") in {"episodic", "serial"}
    yield "22", not re.search(r"©|\d{4}|copyright", text(channel, "copyright"), re.IGNORECASE)
    yield "24", text(channel, "podcast:locked") in {"yes", "no"}
    image = channel.find("image")
    yield (
        "25",
        image is not None
        and [text(image, name) for name in ("title", "link")] == [text(channel, name) for name in ("title", "link")],
    )


def address(channel: ET.Element, rel: str) -> str:
    return next((link.get("href", "") for link in channel.findall(ATOM + "link") if link.get("rel") == rel), "")


def of_a_season(channel: ET.Element) -> bool:
    return re.search(r"/(staffel|season)-\d+/feed\.(xml|archive-\d+\.rss)$", address(channel, "self")) is not None


def identity_rules(channel: ET.Element):
    """What speaks for the show stands in its feed alone; the feed of a season asks not to be listed."""
    season, archive = of_a_season(channel), channel.find(qualified("fh:archive")) is not None
    guid = text(channel, "podcast:guid")
    yield "23", not guid if season else re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", guid)
    yield (
        "28",
        (text(channel, "itunes:block"), text(channel, "podcast:block")) == (("Yes", "yes") if season else ("", "")),
    )
    yield "28", text(channel, "itunes:complete") in ({""} if season else {"", "Yes"})
    moved = text(channel, "itunes:new-feed-url")
    yield "27", moved in ({""} if season or archive else {"", address(channel, "self")})
    yield "37", not (address(channel, "hub") and (season or archive))


def history_rules(channel: ET.Element):
    """RFC 5005: a feed that is whole says so; else it and its archives lead to what is older."""
    complete, archive = (channel.find(qualified(name)) is not None for name in ("fh:complete", "fh:archive"))
    older = address(channel, "prev-archive")
    yield "94", not (complete and (archive or older))
    yield "94", complete or archive or older
    yield "94", older == address(channel, "next")
    yield "94", not archive or address(channel, "current").endswith("feed.xml")


def show_rules(channel: ET.Element):
    """What the Podcast Namespace asks of the elements that only a show has, when they are there."""
    yield "29-36", text(channel, "podcast:medium") in {"podcast", "audiobook", "course"}
    for fund in channel.findall(PODCAST + "funding"):
        yield "29-36", fund.get("url") and 0 < len(fund.text or "") <= 128
    for txt in channel.findall(PODCAST + "txt"):
        yield "29-36", 0 < len(txt.text or "") <= 4000 and len(txt.get("purpose", "")) <= 128
    for frequency in channel.findall(PODCAST + "updateFrequency"):
        yield "29-36", re.match(r"(.*;)?FREQ=[A-Z]+(;|$)", frequency.get("rrule", "FREQ=DAILY"))
        yield "29-36", frequency.get("complete", "true") == "true" and len(frequency.text or "") <= 128
    for trailer in channel.findall(PODCAST + "trailer"):
        yield "29-36", right_date(trailer.get("pubdate", "")) and trailer.get("url") and trailer.text
    for remote in channel.findall(f"{PODCAST}publisher/{PODCAST}remoteItem"):
        yield "29-36", remote.get("medium") == "publisher" and remote.get("feedUrl")
    for remote in [
        remote
        for parent in ("podroll", "publisher")
        for remote in channel.findall(f"{PODCAST}{parent}/{PODCAST}remoteItem")
    ]:
        yield "29-36", re.fullmatch(r"[0-9a-f-]{36}", remote.get("feedGuid", ""))


def namespace_rules(parent: ET.Element):
    """What it asks of those that an episode may have as well."""
    for person in parent.findall(PODCAST + "person"):
        yield "29-36", person.text and person.get("role")
    for place in parent.findall(PODCAST + "location"):
        yield "29-36", 0 < len(place.text or "") <= 128 and GEO.fullmatch(place.get("geo", "geo:0,0"))
        yield "29-36", re.fullmatch(r"([NWR]\d+(#\d+)?)?", place.get("osm", ""))
        yield "29-36", place.get("rel") in {"subject", "creator"} and len(place.get("country", "DE")) == 2
    for image in parent.findall(PODCAST + "image"):
        yield "29-36", image.get("href") and image.get("alt")
        ratio = re.fullmatch(r"(\d+)/(\d+)", image.get("aspect-ratio", "1/1"))
        measured = int(image.get("width", "1")) / int(image.get("height", "1"))
        yield "29-36", ratio and abs(int(ratio[1]) / int(ratio[2]) / measured - 1) <= 0.01
    for licence in parent.findall(PODCAST + "license"):
        yield "29-36", licence.text and (licence.get("url") or " " not in licence.text)
    for link in parent.findall(PODCAST + "contentLink"):
        yield "29-36", link.text and link.get("href")
    formats = parent.findall(PODCAST + "alternateEnclosure")
    same = [other.get("default") == "true" for other in formats]
    yield "29-36", sum(same) == bool(formats)
    main_file = attribute(formats[0], "podcast:source", "uri") if formats else ""
    yield "29-36", main_file in {"", attribute(parent, "enclosure", "url")}
    for other in formats:
        yield "29-36", other.get("type") and attribute(other, "podcast:source", "uri").startswith("http")
        seal = attribute(other, "podcast:integrity", "value")
        yield "29-36", re.fullmatch(r"(sha256-[A-Za-z0-9+/]{43}=)?", seal)
    for bite in parent.findall(PODCAST + "soundbite"):
        yield "68", float(bite.get("startTime", "-1")) >= 0 and 15 <= float(bite.get("duration", "0")) <= 120
    for post in parent.findall(PODCAST + "socialInteract"):
        yield (
            "69",
            post.get("protocol") in PROTOCOLS and (post.get("protocol") == "disabled") is (post.get("uri") is None),
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
    deep = [link.get("href") for link in item.findall(ATOM + "link") if "deep-link" in link.get("rel", "")]
    yield "95", deep == [text(item, "link") + "#"]
    yield "57", re.fullmatch(r"[1-9]\d*", text(item, "itunes:duration"))
    yield "58", text(item, "link").startswith("http")
    yield "60", text(item, "itunes:explicit") in {"true", "false"}
    yield "61", text(item, "itunes:episodeType") in {"full", "trailer", "bonus"}
    yield "42", text(item, "itunes:title") != text(item, "title")
    topics = [topic.text for topic in item.findall("category")]
    yield "71", all(topics) and len(topics) == len(set(topics))
    for thumbnail in item.findall(f"{{{RARE['media']}}}thumbnail"):
        width, height = (int(thumbnail.get(name, "0")) for name in ("width", "height"))
        yield "72", thumbnail.get("url") and width * 9 == height * 16
    for language in item.findall(f"{{{RARE['dc']}}}language"):
        yield "73", re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", language.text or "")


def number_rules(item: ET.Element):
    for name in ("season", "episode"):
        number = text(item, f"itunes:{name}")
        yield "62", re.fullmatch(r"([1-9]\d*)?", number)
        yield "64", number == text(item, f"podcast:{name}")
    yield "61", text(item, "itunes:episodeType") != "trailer" or not text(item, "itunes:episode")
    types = [transcript.get("type") for transcript in item.findall(PODCAST + "transcript")]
    yield "65", types in ([], ["text/vtt", "application/x-subrip", "text/html", "application/json"])


def chapter_rules(item: ET.Element):
    marks = item.findall(f"{PSC}chapters/{PSC}chapter")
    media_type = attribute(item, "podcast:chapters", "type")
    yield (
        "66",
        media_type == "application/json+chapters" if marks else media_type in {None, "", "application/json+chapters"},
    )
    yield "67", all(re.fullmatch(r"\d\d+:[0-5]\d:[0-5]\d\.\d{3}", mark.get("start", "")) for mark in marks)
    starts = [seconds(mark.get("start", "0")) for mark in marks]
    yield "67", starts == sorted(set(starts)) and all(mark.get("title") for mark in marks)
    lines = re.findall(r"^(\d\d+:\d\d:\d\d) \S", read(text(item, "description")).lines, re.MULTILINE)
    yield "67b", not lines or (lines[0] == "00:00:00" and len(lines) >= 3)


class Reader(HTMLParser):
    """HTML as a simple app reads it: its lines, the elements and addresses in it, and whether all is closed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.lines, self.names, self.hrefs, self.open, self.well = "", set(), [], [], True
        self.feed(html)
        self.close()
        self.well &= not self.open

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.lines += "\n" * (tag in {"p", "br", "li"})
        self.hrefs += [value for name, value in attrs if name == "href"]
        self.well &= all(name == "href" for name, _ in attrs)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.well &= bool(self.open) and self.open.pop() == tag
        self.lines += "\n" * (tag == "p")

    def handle_data(self, data):
        self.lines += data


def read(html: str) -> Reader:
    return Reader(html)


def text_rules(item: ET.Element):
    shown, notes = read(text(item, "description")), text(item, "content:encoded")
    yield "52", shown.names <= SIMPLE and shown.well
    yield "55", not HARMFUL.search(notes)
    yield "56", not re.search(r'<[^>]*\s(?:href|src)="(?!\w+:)', notes)
    yield "56", all(re.match(r"\w+:", href) for href in shown.hrefs)


def seconds(npt: str) -> float:
    return sum(float(part) * 60**power for power, part in enumerate(reversed(npt.split(":"))))
