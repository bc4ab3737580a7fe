"""The target of a show whose audio is elsewhere than its pages: one target for the protocol, two or more places.

The keys of audio name its place (audio_keys.py); all other keys are with the pages, the publisher's own objects among
them. What follows in one target what was done in another waits until that is on the disk.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.protocol.state import HEAD_KEY
from podcast.publish.protocol.state_json import parse_head
from podcast.publish.split_audio.audio_keys import routed_key
from podcast.publish.targets.target import EXIT_REFUSED, Capabilities

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from podcast.files.digest import Digest
    from podcast.publish.protocol.state import AudioPlace
    from podcast.publish.targets.body import Body
    from podcast.publish.targets.target import Headers, ObjectInfo, Target

_AUDIO: Final = "audio/"  # begins the keys of audio at its place


@runtime_checkable
class _Flushable(Protocol):
    """A target whose writes may be lost in a power cut until they are flushed."""

    def flush(self) -> None:
        """Return when everything that was written or deleted is on the disk."""


class PlaceTargets:
    """The targets that have audio alone, by the names of their places; each is opened when it is used. Thread-safe.

    Args:
        configured: the place that podcast.yaml names, by its name; empty if it names none.
        open_place: opens the target of a place.
    """

    def __init__(self, configured: Mapping[str, AudioPlace], open_place: Callable[[AudioPlace], Target]) -> None:
        self._configured, self._open_place = configured, open_place
        self._former: Mapping[str, AudioPlace] = {}
        self._lock = threading.Lock()
        self._opened: dict[str, Target] = {}
        self._detected: dict[str, Capabilities] = {}

    @property
    def names(self) -> frozenset[str]:
        """The names of all places."""
        return frozenset({*self._configured, *self._former})

    def is_configured(self, name: str) -> bool:
        """Whether podcast.yaml names a place."""
        return name in self._configured

    def add_former(self, places: Mapping[str, AudioPlace]) -> None:
        """Add the places that the head of the pages' target knows."""
        self._former = places

    def capabilities(self, name: str) -> Capabilities:
        """The capabilities of a place; where they are unknown, uploads are read back."""
        former = self._former.get(name)
        default = Capabilities(checks_md5=False)
        return self._detected.get(name) or (former.capabilities if former else None) or default

    def detect_capabilities(self, name: str, key: str) -> Capabilities:
        """Detect the capabilities of a place by requests to a key there, and remember them."""
        detected = self.target(name).detect_capabilities(key)
        self._detected[name] = detected
        return detected

    def target(self, name: str) -> Target:
        """The target of a place, for reading.

        Raises:
            PublishError: it is unknown, or cannot be opened.
        """
        place = self._configured.get(name) or self._former.get(name)
        if place is None:
            sentence = _("the target has audio at a place that its head does not name ({place}); nothing was changed")
            raise PublishError(sentence.format(place=name), EXIT_REFUSED)
        with self._lock:
            if name not in self._opened:
                self._opened[name] = self._open_place(place)
            return self._opened[name]


class SplitTarget:
    """Target of a show whose audio may be elsewhere than its pages.

    Args:
        pages: the target of everything but audio.
        audio: the targets of audio.
        check: called before each write at a place; None while nothing may be written.
    """

    def __init__(self, pages: Target, audio: PlaceTargets, check: Callable[[], None] | None = None) -> None:
        self._pages, self._audio, self._check = pages, audio, check
        self._lock, self._last_written = threading.Lock(), ""
        self._writing: dict[str, Target] = {}

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See `Target`. The head names the places that have audio, or had it."""
        target, own_key = self._route(key)
        stored = target.get(own_key)
        if key == HEAD_KEY:
            self._audio.add_former(parse_head(stored[0]).audio_places if stored else {})
        return stored

    def head(self, key: str) -> ObjectInfo | None:
        """See `Target`."""
        target, own_key = self._route(key)
        info = target.head(own_key)
        return replace(info, key=key) if info else None

    def digest(self, key: str) -> Digest | None:
        """See `Target`."""
        target, own_key = self._route(key)
        return target.digest(own_key)

    def read_start(self, key: str, size: int) -> bytes | None:
        """See `Target`."""
        target, own_key = self._route(key)
        return target.read_start(own_key, size)

    def save(self, key: str, path: Path) -> Digest | None:
        """See `Target`."""
        target, own_key = self._route(key)
        return target.save(own_key, path)

    def unsigned_addresses(self, folder: str) -> tuple[str, ...]:
        """See `Target`. Private objects are with the pages."""
        return self._pages.unsigned_addresses(folder)

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        """See `Target`. A former place that cannot be reached any more has nothing: it must not be in the way."""
        yield from self._pages.list(prefix)
        for name in sorted(self._audio.names):
            folder = f"audio@{name}/"
            if not (folder.startswith(prefix) or prefix.startswith(folder)):
                continue
            try:
                listed = list(self._audio.target(name).list(_AUDIO))
            except PublishError:
                if self._audio.is_configured(name):
                    raise
                continue
            keys = ((f"{folder}{info.key.removeprefix(_AUDIO)}", info) for info in listed)
            yield from (replace(info, key=key) for key, info in keys if key.startswith(prefix))

    def put(self, key: str, body: Body, headers: Headers, expected_etag: str | None) -> str:
        """See `Target`."""
        target, own_key = self._route_for_writing(key)
        return target.put(own_key, body, headers, expected_etag)

    def delete(self, key: str) -> None:
        """See `Target`."""
        target, own_key = self._route_for_writing(key)
        target.delete(own_key)

    def clock_skew(self) -> float:
        """See `Target`. The lease is with the pages."""
        return self._pages.clock_skew()

    def detect_capabilities(self, key: str) -> Capabilities:
        """See `Target`. Those of a place, if `key` is one of the publisher's own objects there."""
        name, own_key = routed_key(key)
        if name:
            return self._audio.detect_capabilities(name, own_key)
        return self._pages.detect_capabilities(key)

    def for_writing(self, check: Callable[[], None], capabilities: Capabilities) -> SplitTarget:
        """See `Target`."""
        return SplitTarget(self._pages.for_writing(check, capabilities), self._audio, check)

    def _route(self, key: str) -> tuple[Target, str]:
        """The target that has an object, and the object's key there."""
        name, own_key = routed_key(key)
        return self._target(name), own_key

    def _target(self, name: str) -> Target:
        """The target of a place; that of the pages has no name."""
        return (self._writing.get(name) or self._audio.target(name)) if name else self._pages

    def _route_for_writing(self, key: str) -> tuple[Target, str]:
        """The same for a write, after what was written at another place is on the disk."""
        name, own_key = routed_key(key)
        with self._lock:
            if name and self._check and name not in self._writing:
                capabilities = self._audio.capabilities(name)
                self._writing[name] = self._audio.target(name).for_writing(self._check, capabilities)
            if name != self._last_written:
                before = self._target(self._last_written)
                if isinstance(before, _Flushable):
                    before.flush()
                self._last_written = name
        return self._target(name), own_key
