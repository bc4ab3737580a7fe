"""Keys of audio that has a target of its own, its place: the key names the place. Pure.

`audio@1a2b3c4d/folge-1.5e6f7a8b.mp3` is at the place `1a2b3c4d`, which has it as `audio/folge-1.5e6f7a8b.mp3`. So the
same file may be at two places at once: live at one of them, and at the other until its grace time is over. See
docs/decisions/publish.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from podcast import urls
from podcast.publish.headers import AUDIO_AT_PLACE
from podcast.publish.protocol.state import AudioPlace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podcast.model.groups import Publish

_PLACE_KEY: Final = re.compile(r"audio@([0-9a-f]{8})/(.+)")
_PRIVATE_KEY: Final = re.compile(r"\.podcast/audio@([0-9a-f]{8})/(.+)")


@dataclass(frozen=True, slots=True)
class AudioLocation:
    """Where the audio of a build is published.

    `place` is the name of its place, empty if audio is with the pages; `link` the base URL of audio, with a slash at
    its end, empty if it is the show's.
    """

    place: str = ""
    link: str = ""

    def key(self, path: str) -> str:
        """The key of a file of the site, from its path below site/."""
        return f"audio@{self.place}/{path.removeprefix('audio/')}" if self.place and urls.is_audio(path) else path


WITH_PAGES: Final = AudioLocation()


def audio_location(publish: Publish | None) -> AudioLocation:
    """Where `publish:` of podcast.yaml wants audio."""
    if publish is None:
        return WITH_PAGES
    endpoint = publish.audio_endpoint or publish.endpoint
    place = place_name(publish.audio, endpoint) if publish.audio else ""
    return AudioLocation(place, urls.audio_base(publish))


def configured_places(publish: Publish | None) -> Mapping[str, AudioPlace]:
    """The place of audio that `publish:` of podcast.yaml names, by its name; empty if it names none."""
    if publish is None or not publish.audio:
        return {}
    endpoint, region = publish.audio_endpoint or publish.endpoint, publish.audio_region or publish.region
    return {place_name(publish.audio, endpoint): AudioPlace(publish.audio, endpoint, region)}


def place_name(target: str, endpoint: str | None) -> str:
    """The name of a place: it depends on its address alone; an endpoint counts for object storage only."""
    address = target.rstrip("/")
    if address.startswith("s3://"):
        address = f"{address} {(endpoint or '').rstrip('/')}"
    return sha256(address.encode()).hexdigest()[:8]


def place_of(key: str) -> str:
    """The name of the place that has an object; empty for the target of the pages."""
    match = _PLACE_KEY.fullmatch(key) if key.startswith(AUDIO_AT_PLACE) else None  # few of a hundred thousand do
    return match[1] if match else ""


def site_path(key: str) -> str:
    """The path of an object's file below site/."""
    match = _PLACE_KEY.fullmatch(key) if key.startswith(AUDIO_AT_PLACE) else None
    return f"audio/{match[2]}" if match else key


def private_key(place: str, name: str) -> str:
    """The key of one of the publisher's own objects at a place, which has it below `.podcast/`."""
    return f".podcast/audio@{place}/{name}"


def routed_key(key: str) -> tuple[str, str]:
    """The name of the place that has an object, empty for the target of the pages, and the object's key there."""
    if match := _PLACE_KEY.fullmatch(key):
        return match[1], f"audio/{match[2]}"
    if match := _PRIVATE_KEY.fullmatch(key):
        return match[1], f".podcast/{match[2]}"
    return "", key


def places_of(keys: Iterable[str]) -> frozenset[str]:
    """The names of all places that have one of these objects."""
    return frozenset(place for key in keys if (place := place_of(key)))
