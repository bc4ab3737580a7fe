"""The values of a feed: dates, durations, chapter times and the HTML of descriptions, as simple apps read them."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from datetime import datetime

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# RFC 2822 with a year of four digits and a numeric zone, or GMT; its other names of zones are read in different ways.
_DATE = re.compile(
    r"((Mon|Tue|Wed|Thu|Fri|Sat|Sun), ?)?\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d(:\d\d)? ([+-]\d{4}|GMT|UT|UTC)"
)
NORMAL_PLAY_TIME: Final = re.compile(r"(\d+:)?[0-5]?\d:[0-5]\d(\.\d{1,3})?|\d+(\.\d{1,3})?")
SECONDS: Final = re.compile(r"[0-9]+")
DURATION: Final = re.compile(r"\d+(:[0-5]?\d){0,2}")
LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # BCP 47, as far as feeds need it
UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
SIMPLE_HTML: Final = frozenset({"p", "ol", "ul", "li", "a", "br", "b", "i", "strong", "em"})


def parse_date(text: str) -> datetime | None:
    """Return a date of a feed; None if it is not in the form of RFC 2822, or its weekday is wrong."""
    if not _DATE.fullmatch(text):
        return None
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, IndexError):
        return None
    weekday = text.partition(",")[0] if "," in text else WEEKDAYS[date.weekday()]
    return date if weekday == WEEKDAYS[date.weekday()] else None


def timestamp(text: str) -> float | None:
    """Return the moment of a date in seconds since 1970, for comparisons; None if it cannot be read."""
    date = parse_date(text)
    return date.timestamp() if date else None


def play_seconds(text: str) -> float:
    """Return a time of a chapter in seconds; the time must match `NORMAL_PLAY_TIME`."""
    return sum(float(part) * 60.0**power for power, part in enumerate(reversed(text.split(":"))))


def is_web_address(text: str) -> bool:
    """Whether a text is an absolute address for the web, in ASCII and without white space."""
    if not text.isascii() or re.search(r"[\s\"<>]", text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


class SimpleHtmlReader(HTMLParser):
    """HTML as a simple app reads it: its lines, the elements and addresses in it, and whether all is closed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = ""
        self.names: set[str] = set()
        self.hrefs: list[str] = []
        self.open_elements: list[str] = []
        self.is_well_formed = True
        self.feed(html)
        self.close()
        self.is_well_formed &= not self.open_elements

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See `HTMLParser`."""
        self.names.add(tag)
        self.lines += "\n" * (tag in {"p", "br", "li"})
        self.hrefs += [value or "" for name, value in attrs if name == "href"]
        if tag != "br":
            self.open_elements.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See `HTMLParser`."""
        self.handle_starttag(tag, attrs)
        if tag != "br":
            self.open_elements.pop()

    def handle_endtag(self, tag: str) -> None:
        """See `HTMLParser`."""
        self.is_well_formed &= bool(self.open_elements) and self.open_elements.pop() == tag
        self.lines += "\n" * (tag == "p")

    def handle_data(self, data: str) -> None:
        """See `HTMLParser`."""
        self.lines += data
