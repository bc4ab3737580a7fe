"""Readers of feeds that are not ours, as judges: what each makes of a feed, in a form that can be compared.

feedparser, podcastparser (gPodder's), and those of npm in tests/readers; newsboat where it is installed. None of them
shares code with the product.
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sqlite3
import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import feedparser
import podcastparser

from tests.support.paths import TESTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Parsed = dict[str, Any] | None

FEED_URL = "https://podcast.example.org/amt/feed.xml"
NODE = TESTS / "readers"
PYTHON_READERS = ("feedparser", "podcastparser")
NPM_READERS = ("podcast-partytime", "feedsmith", "podparse")
READERS = (*PYTHON_READERS, *NPM_READERS)
_EPISODES = ("entries", "episodes", "items")
# What changes with the day or with nothing that a listener sees.
_VOLATILE = frozenset({"lastUpdate", "updated_parsed", "published_parsed", "pc20support", "bozo_exception", "headers"})
_MAX_NAMES = 3
REFUSED, SAME = "refuses", "–"


def has_npm_readers() -> bool:
    """Whether the readers of npm can run."""
    return shutil.which("node") is not None and (NODE / "node_modules").is_dir()


def read_with_feedparser(data: bytes) -> Parsed:
    """The feed as feedparser reads it; it refuses nothing but calls it malformed."""
    read = feedparser.parse(data, sanitize_html=False)
    if not read.version:
        return None
    return {"feed": read.feed, "entries": read.entries, **({"malformed": True} if read.bozo else {})}


def read_with_podcastparser(data: bytes) -> Parsed:
    """The feed as gPodder reads it."""
    with contextlib.suppress(podcastparser.FeedParseError):
        return dict(podcastparser.parse(FEED_URL, io.BytesIO(data)))
    return None


def read_all(feeds: Mapping[str, bytes]) -> dict[str, dict[str, Parsed]]:
    """Every feed by its name, as each reader reads it; those of npm only where they are installed."""
    readings: dict[str, dict[str, Parsed]] = {
        name: {"feedparser": read_with_feedparser(data), "podcastparser": read_with_podcastparser(data)}
        for name, data in feeds.items()
    }
    if has_npm_readers():
        for name, npm in zip(feeds, _read_with_npm(list(feeds.values())), strict=True):
            readings[name] |= npm
    return readings


def _read_with_npm(feeds: list[bytes]) -> Iterator[dict[str, Parsed]]:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "said.jsonl")
        feeds_folder = Path(folder, "feeds")
        feeds_folder.mkdir()
        for number, data in enumerate(feeds):
            (feeds_folder / f"{number:04}.xml").write_bytes(data)
        command = [shutil.which("node") or "node", "judge.mjs", feeds_folder, output]
        subprocess.run(command, cwd=NODE, capture_output=True, check=True, timeout=300)
        yield from map(json.loads, output.read_text("utf-8").splitlines())


def verdict(before: Parsed, after: Parsed) -> str:
    """What a reader makes of a changed feed: `refuses`, `loses 1 of 3`, the names of what differs, or `–`."""
    if after is None or not (after.get("title") or _episodes(after) or "feed" in after or "meta" in after):
        return REFUSED
    count, left = len(_episodes(before or {})), len(_episodes(after))
    if left < count:
        return f"loses {count - left} of {count}"
    first, second = Counter(_leaves(before)), Counter(_leaves(after))
    paths = {path for path, _value in (first - second) + (second - first)}
    names = sorted({path.rpartition(".")[2] for path in paths})
    return ", ".join(names[:_MAX_NAMES]) + ("…" if len(names) > _MAX_NAMES else "") if names else SAME


def episodes_read(parsed: Parsed) -> list[tuple[str, str]]:
    """Title and guid of every episode, by title; a reader's notation of white space has no meaning."""
    return sorted((" ".join(_title(episode).split()), str(_guid(episode))) for episode in _episodes(parsed or {}))


def _title(episode: Mapping[str, Any]) -> str:
    return str(episode.get("title", ""))


def _guid(episode: Mapping[str, Any]) -> object:
    guid = episode.get("id") or episode.get("guid", "")
    return guid.get("value", "") if isinstance(guid, dict) else guid


def _episodes(parsed: Mapping[str, Any]) -> list[Any]:
    return next((list(parsed[name]) for name in _EPISODES if parsed.get(name)), [])


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a parsed feed with the names on the way to it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in _VOLATILE:
                yield from _leaves(inner, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner, path)
    else:
        yield path, str(value)


def newsboat_titles(data: bytes) -> list[str] | None:
    """The titles that newsboat has in its cache after it has read a feed; None where it is not installed."""
    newsboat = shutil.which("newsboat")
    if newsboat is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / ".newsboat").mkdir()
        (home / "feed.xml").write_bytes(data)
        (home / "urls").write_text(f"file://{home / 'feed.xml'}\n")
        files = ("-u", home / "urls", "-c", home / "cache.db", "-C", "/dev/null")
        command = [newsboat, *files, "-q", "-x", "reload"]
        subprocess.run(command, capture_output=True, check=False, timeout=60, env={"HOME": folder, "TERM": "dumb"})
        with contextlib.closing(sqlite3.connect(home / "cache.db")) as cache:
            return sorted(" ".join(title.split()) for (title,) in cache.execute("select title from rss_item"))
