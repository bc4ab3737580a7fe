"""A show in memory whose audio is at places of its own: one memory for all of them, so that any request may be cut."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from podcast import urls
from podcast.files.digest import bytes_digest
from podcast.publish.protocol.feed_gate import feed_references
from podcast.publish.protocol.prepare import PublishOptions, prepare
from podcast.publish.protocol.publish import carry_out
from podcast.publish.protocol.state import HEAD_KEY, AudioPlace
from podcast.publish.protocol.state_json import parse_head, parse_manifest
from podcast.publish.protocol.undo import UndoRequest, prepare_undo
from podcast.publish.protocol.unpublish import UnpublishRequest, prepare_unpublish
from podcast.publish.split_audio.audio_keys import AudioLocation, place_name, routed_key
from podcast.publish.split_audio.split_target import PlaceTargets, SplitTarget
from tests.support.publish.memory_target import GUID, LINK, NOW, Hands, Memory, OneByOne, build, new_publisher

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from podcast.publish.protocol.prepare import PreparedPublish, Site
    from podcast.publish.protocol.publish import PublishResult

PAGES = ""  # the name of the target of the pages, where other names are those of places
LINKS = {PAGES: LINK, "one": "https://one.example/", "two": "https://two.example/"}


@dataclass
class Prefixed:
    """A part of a target: the objects whose keys begin with a prefix."""

    target: object
    prefix: str

    def __getattr__(self, name: str):
        method = getattr(self.target, name)
        return lambda key, *arguments: method(self.prefix + key, *arguments)

    def head(self, key: str):
        info = self.target.head(self.prefix + key)
        return replace(info, key=key) if info else None

    def list(self, prefix: str):
        for info in self.target.list(self.prefix + prefix):
            yield replace(info, key=info.key.removeprefix(self.prefix))

    def clock_skew(self) -> float:
        return 0.0

    def for_writing(self, check: Callable[[], None], capabilities) -> Prefixed:
        return Prefixed(self.target.for_writing(check, capabilities), self.prefix)


def configured(name: str) -> dict[str, AudioPlace]:
    """The place that podcast.yaml names; none for the pages."""
    return {place_name(name, None): AudioPlace(name)} if name else {}


def location(name: str) -> AudioLocation:
    return AudioLocation(place_name(name, None) if name else "", LINKS[name] if name else "")


def split_target(target: object, name: str) -> SplitTarget:
    """The target of a show whose audio is at a place, all of it in another target."""
    audio = PlaceTargets(configured(name), lambda place: Prefixed(target, f"{place.target}/"))
    return SplitTarget(Prefixed(target, "pages/"), audio)


def split_site(folder: Path, files: Mapping[str, bytes], name: str) -> Site:
    """Writes a build whose feed names audio at a place."""
    audio = f"{LINKS[name]}audio/".encode()
    built = {key: data.replace(f"{LINK}audio/".encode(), audio) for key, data in files.items()}
    site = build(folder, built)
    where = location(name)
    keys = {where.key(path): digest for path, digest in site.files.items()}
    return replace(site, files=keys, audio_location=where, audio_places=configured(name))


@dataclass
class SplitShow:
    """A show, and all that its targets have; `now` is when commands run."""

    folder: Path
    memory: Memory = field(default_factory=Memory)
    now: datetime = NOW

    def publish(self, files: Mapping[str, bytes], name: str, target: object = None, **options) -> PublishResult:
        """Publishes a build with its audio at a place; another target may stand before the memory."""
        site, allowed = split_site(self.folder, files, name), PublishOptions(max_delete=99, **options)
        return self._carry_out(prepare(site, split_target(target or self.memory, name), self.now, allowed))

    def undo(self, name: str, target: object = None, folder: str = "undone", generation: int = 0) -> PublishResult:
        request = UndoRequest(GUID, LINK, generation, self.folder.parent / folder, configured(name))
        return self._carry_out(prepare_undo(request, split_target(target or self.memory, name), self.now))

    def unpublish(self, name: str, target: object = None, *, delete_audio: bool = False) -> PublishResult:
        request = UnpublishRequest(GUID, LINK, delete_audio, configured(name))
        return self._carry_out(prepare_unpublish(request, split_target(target or self.memory, name), self.now))

    def _carry_out(self, prepared: PreparedPublish) -> PublishResult:
        return carry_out(prepared, new_publisher(hands=Hands(self.now)), OneByOne(), lambda _event: None)

    def audio_at(self, name: str) -> set[str]:
        """The audio files at a place."""
        folder = f"{name or 'pages'}/audio/"
        return {key.removeprefix(folder) for key in self.memory.objects if key.startswith(folder)}

    def check_promise(self) -> None:
        """Whatever the public feed names is there, with the length that it says."""
        stored = self.memory.objects.get("pages/feed.xml")
        for url, length in feed_references(stored[0]) if stored else ():
            name, link = next((name, link) for name, link in reversed(LINKS.items()) if url.startswith(link))
            data, _headers = self.memory.objects[f"{name or 'pages'}/{urls.file_path(url.removeprefix(link))}"]
            assert length in {None, str(len(data))}, url

    def check_manifest(self) -> None:
        """With no intent open, each row is an object and each object is a row, but for the publisher's own."""
        head = parse_head(self.memory.objects[f"pages/{HEAD_KEY}"][0])
        manifest = parse_manifest(head.manifest_key, self.memory.objects[f"pages/{head.manifest_key}"][0])
        rows = {**manifest.objects, **{key: stone.object for key, stone in manifest.retired.items()}}
        names = {place: item.target for place, item in head.audio_places.items()}
        expected = {}
        for key, row in rows.items():
            place, own_key = routed_key(key)
            expected[f"{names[place] if place else 'pages'}/{own_key}"] = row.spec.digest
        present = {key: bytes_digest(data) for key, (data, _) in self.memory.objects.items() if "/.podcast/" not in key}
        assert head.open_intents == ()
        assert head.lease is None
        assert present == expected
