"""What the tests of publishing share: a target in memory, one that fails where it is told to, and small builds."""

from __future__ import annotations

import contextlib
import itertools
import threading
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.files.digest import bytes_digest
from podcast.publish.headers import FEEDS, phase
from podcast.publish.protocol import generation_mark
from podcast.publish.protocol.lease import Clock, Publisher
from podcast.publish.protocol.prepare import Site
from podcast.publish.targets.body import Body, body_of
from podcast.publish.targets.target import ABSENT, Capabilities, ConflictError, Headers, ObjectInfo, check_condition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

GUID = "0f7c2a4e-5f0e-5d3c-9a55-0d1c2b3a4f5e"
LINK = "https://podcast.example.org/amt/"
NOW = datetime(2024, 3, 1, 9, tzinfo=UTC)


@dataclass
class Hands:
    """Two clocks that go as they are told to."""

    now: datetime = NOW
    steady: float = 0.0

    def clock(self, skew: float = 0.0) -> Clock:
        """What somebody sees whose wall clock is wrong by so many seconds."""
        return Clock(lambda: self.now + timedelta(seconds=skew), lambda: self.steady)

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.steady += seconds


def new_publisher(owner: str = "ours", hands: Hands | None = None) -> Publisher:
    return Publisher(owner, f"computer-of-{owner}", 4711, (hands or Hands()).clock())


@dataclass
class Checked:
    """Any target, for a publish: each write is preceded by a check."""

    target: object
    check: Callable[[], None]

    def __getattr__(self, name: str):
        return getattr(self.target, name)

    def put(self, key: str, body: Body, headers: Headers, expected: str | None) -> str:
        self.check()
        return self.target.put(key, body, headers, expected)

    def delete(self, key: str) -> None:
        self.check()
        self.target.delete(key)


_TRIALS = itertools.count()


def found_out(target, key: str) -> Capabilities:
    """A store is found out about by requests, and any of them may be the last; nobody uses the same key twice."""
    key = f"{key}-{next(_TRIALS)}"
    with contextlib.suppress(ConflictError):  # or so it was, and the answer got lost
        target.put(key, body_of(b"one"), Headers("", ""), ABSENT)
    with contextlib.suppress(PublishError):  # who may not delete
        target.delete(key)
    return Capabilities()


@dataclass
class Memory:
    """Object storage in memory, with conditional writes; `log` holds every request in its order."""

    objects: dict[str, tuple[bytes, Headers]] = field(default_factory=dict)
    log: list[tuple[str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: str) -> tuple[bytes, str] | None:
        self.log.append(("GET", key))
        return (self.objects[key][0], bytes_digest(self.objects[key][0]).md5) if key in self.objects else None

    def head(self, key: str) -> ObjectInfo | None:
        self.log.append(("HEAD", key))
        return self._stored(key)

    def digest(self, key: str):
        self.log.append(("GET", key))
        return bytes_digest(self.objects[key][0]) if key in self.objects else None

    def read_start(self, key: str, size: int) -> bytes | None:
        self.log.append(("RANGE", key))
        return self.objects[key][0][:size] if key in self.objects else None

    def save(self, key: str, path: Path):
        self.log.append(("GET", key))
        if key not in self.objects:
            return None
        path.write_bytes(self.objects[key][0])
        return bytes_digest(self.objects[key][0])

    def unsigned_addresses(self, folder: str) -> tuple[str, ...]:  # noqa: ARG002 -- nobody can ask for what is here
        return ()

    def clock_skew(self) -> float:
        return 0.0

    def detect_capabilities(self, key: str) -> Capabilities:
        return found_out(self, key)

    def for_writing(self, check: Callable[[], None], capabilities: Capabilities) -> Checked:  # noqa: ARG002
        return Checked(self, check)

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        self.log.append(("LIST", prefix))
        yield from [self._stored(key) for key in sorted(self.objects) if key.startswith(prefix)]

    def put(self, key: str, body: Body, headers: Headers, expected: str | None) -> str:
        with body.open() as stream:
            data = stream.read()
        with self.lock:
            self.log.append(("PUT", key))
            check_condition(key, self._stored(key), expected)
            self.objects[key] = (data, headers)
        return bytes_digest(data).md5

    def delete(self, key: str) -> None:
        self.log.append(("DELETE", key))
        self.objects.pop(key, None)

    def _stored(self, key: str) -> ObjectInfo | None:
        if key not in self.objects:
            return None
        data, headers = self.objects[key]
        return ObjectInfo(key, len(data), bytes_digest(data).md5, headers)

    def written(self) -> list[str]:
        return [key for verb, key in self.log if verb == "PUT"]

    def public(self) -> dict[str, bytes]:
        """What readers get, the feeds without the mark of the publish that wrote them."""
        return {key: as_built(key, data) for key, (data, _) in self.objects.items() if not key.startswith(".podcast/")}


def as_built(key: str, data: bytes) -> bytes:
    """The bytes of an object as they are in site/."""
    return generation_mark.unmark_feed(key, data) if phase(key) in FEEDS else data


class CrashError(BaseException):
    """The plug is pulled. Nothing may catch it."""


@dataclass
class Crashing:
    """A target at whose n-th call the plug is pulled, before or after the effect, or the answer of a write is lost."""

    target: Memory
    call: int
    how: str  # before, after or lost
    calls: int = 0

    def get(self, key):
        return self._at(lambda: self.target.get(key))

    def head(self, key):
        return self._at(lambda: self.target.head(key))

    def digest(self, key):
        return self._at(lambda: self.target.digest(key))

    def read_start(self, key, size):
        return self._at(lambda: self.target.read_start(key, size))

    def save(self, key, path):
        return self._at(lambda: self.target.save(key, path))

    def unsigned_addresses(self, folder):
        return self.target.unsigned_addresses(folder)

    def clock_skew(self):
        return 0.0

    def detect_capabilities(self, key):
        return found_out(self, key)

    def for_writing(self, check, capabilities):  # noqa: ARG002
        return Checked(self, check)

    def list(self, prefix):
        return iter(self._at(lambda: list(self.target.list(prefix))))

    def put(self, key, body, headers, expected):
        def write():
            return self.target.put(key, body, headers, expected)

        if self.how == "lost" and self.calls + 1 == self.call:  # a retry after a lost answer: the effect, then 412
            write()
            self.calls += 1
            raise ConflictError(key)
        return self._at(write)

    def delete(self, key):
        return self._at(lambda: self.target.delete(key))

    def _at(self, act: Callable):
        self.calls += 1
        now = self.calls == self.call
        if now and self.how == "before":
            raise CrashError
        result = act()
        if now and self.how == "after":
            raise CrashError
        return result


class _Later(Future):
    """A job that is done when somebody wants its result."""

    def __init__(self, job: Callable) -> None:
        super().__init__()
        self.job = job

    def result(self, timeout: float | None = None):
        if not self.done():
            self.set_result(self.job())
        return super().result(timeout)


class OneByOne(Executor):
    """Runs each job when its result is wanted: the order of requests is that of the plan."""

    def submit(self, fn, /, *args, **kwargs):
        return _Later(lambda: fn(*args, **kwargs))


@dataclass(frozen=True)
class Episode:
    slug: str
    audio: bytes
    title: str = "Folge"
    transcript: bytes = b"WEBVTT\n"

    @property
    def key(self) -> str:
        return f"audio/{self.slug}.{bytes_digest(self.audio).sha256[:8]}.mp3"


def contents(
    *episodes: Episode, style: bytes = b"body{}", extra: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """A build: key -> bytes. The feed is written by hand here, not by the feed room."""
    css = f"assets/site.{bytes_digest(style).sha256[:8]}.css"
    items = "".join(
        f"<item><title>{episode.title}</title><link>{LINK}{episode.slug}/</link>"
        f'<guid isPermaLink="false">{episode.slug}</guid>'
        f'<enclosure url="{LINK}{episode.key}" length="{len(episode.audio)}" type="audio/mpeg"/>'
        f'<p:transcript url="{LINK}{episode.slug}/transcript.vtt" type="text/vtt"/></item>'
        for episode in episodes
    )
    feed = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:p="https://podcastindex.org/namespace/1.0">'
        f"<channel><title>Amt</title><link>{LINK}</link>{items}</channel></rss>"
    )
    pages = {f"{episode.slug}/index.html": f"<title>{episode.title}</title>{css}".encode() for episode in episodes}
    return {
        "feed.xml": feed.encode(),
        "index.html": css.encode(),
        css: style,
        **pages,
        **{episode.key: episode.audio for episode in episodes},
        **{f"{episode.slug}/transcript.vtt": episode.transcript for episode in episodes},
        **(extra or {}),
    }


def build(folder: Path, files: Mapping[str, bytes], guid: str = GUID) -> Site:
    """Writes a build to a folder."""
    for key, data in files.items():
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return Site(folder, {key: bytes_digest(data) for key, data in files.items()}, guid, LINK)
