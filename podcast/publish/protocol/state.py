"""The publisher's own objects on the target, under `.podcast/`, as frozen values; state_json.py has their JSON.

head.json                        small, changed only by compare-and-swap; names the manifest, open intents and the lease
manifests/<generation>-<sha8>    every object that belongs to the show; never changed
intents/<generation>-<sha8>      objects that a publisher will write or delete, or that are in doubt; never changed
copies/<generation>-<sha8>       the small files that a generation replaced, for `podcast undo`; never changed
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from podcast.errors import PublishError
from podcast.files.digest import bytes_digest
from podcast.i18n import _
from podcast.publish.headers import SHARED, SOURCES
from podcast.publish.targets.target import EXIT_REFUSED, Headers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from podcast.files.digest import Digest
    from podcast.publish.targets.target import Capabilities

FORMAT: Final = 3  # 1 and 2 were never released
FORMAT_WITH_SOURCES: Final = 4  # of what names sources, which versions before cannot read
FORMAT_WITH_PLACES: Final = 5  # of what names audio that has a target of its own, or an address of its own
FORMAT_WITH_SHARES: Final = 6  # of what names previews of single episodes, which versions before would retire
OWN_PREFIX: Final = ".podcast/"
HEAD_KEY: Final = f"{OWN_PREFIX}head.json"
PROBE: Final = f"{OWN_PREFIX}probe"  # begins the key of the object with which capabilities are detected
CDN_PENDING: Final = f"{OWN_PREFIX}cdn-pending.json"  # see podcast/publish/cdn/pending.py
MANIFESTS: Final = f"{OWN_PREFIX}manifests/"
INTENTS: Final = f"{OWN_PREFIX}intents/"
COPIES: Final = f"{OWN_PREFIX}copies/"
# The publisher's own objects that may be deleted when nothing needs them; other objects there are left alone.
SOURCES_PROBE: Final = f"{SOURCES}probe-"  # begins the key of the object with which privacy is checked
DELETABLE_PREFIXES: Final = (MANIFESTS, INTENTS, COPIES, f"{PROBE}-", SOURCES_PROBE)
MAX_HISTORY: Final = 10  # earlier generations that can be restored

# Of an object that may have been written with different headers, or that has to be written again; no file has these.
UNKNOWN_HEADERS: Final = Headers("", "")

# The objects of an intent may have been written, or may have been deleted, or are not what the manifest says. Those of
# `removes` were live, and are deleted whatever their bytes are.
IntentKind: TypeAlias = Literal["writes", "deletes", "removes", "doubts"]
INTENT_KINDS: Final[tuple[IntentKind, ...]] = ("writes", "deletes", "removes", "doubts")
DELETING_KINDS: Final[tuple[IntentKind, ...]] = ("deletes", "removes")


@dataclass(frozen=True, slots=True)
class ObjectSpec:
    """An object as it should be; `phase` is the phase of a publish in which it is uploaded.

    `digest` is that of the object. `built_digest` is that of the file in site/ if the object has other bytes, which is
    so for feeds (generation_mark.py).
    """

    digest: Digest
    headers: Headers
    phase: str
    built_digest: Digest | None = None

    @property
    def built(self) -> Digest:
        """The digest of the file in site/."""
        return self.built_digest or self.digest


@dataclass(frozen=True, slots=True)
class PublishedObject:
    """An object that belongs to the show; `etag` is the target's for its bytes, ABSENT if it is known to be gone."""

    spec: ObjectSpec
    etag: str


@dataclass(frozen=True, slots=True)
class RetiredObject:
    """An object that nothing names any more; it stays until `delete_after`, because apps hold its URL."""

    object: PublishedObject
    delete_after: datetime


@dataclass(frozen=True, slots=True)
class PastGeneration:
    """An earlier generation: its manifest, and the copies of what the next generation replaced of it."""

    generation: int
    manifest_key: str
    copy_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A preview of one episode for a few people (shares.py): the slug, and until when it is there."""

    slug: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Manifest:
    """Every object that belongs to the show after a generation was published.

    `content_time` see `prepare.Site`. `restored_generation` is the generation that an undo brought back, else 0.
    `history` are earlier generations, latest last. `garbage` are keys of the publisher's own objects that nothing needs
    any more; they are deleted before the next manifest is written. `audio` is what the audio of each episode was made
    from, and its facts, by slug (podcast/steps/audio_takeover.py): publishing stores it and does not read it.
    `late_feeds_until` see `lease.late_feeds_until`; it is of the target's clock. `sources` is the SHA-256 of the list
    of the show's own files, an object as they are (sources/source_list.py); empty if none are kept. `audio_link` is the
    base URL of audio; empty if it is the show's link. `shares` are the previews of single episodes, by the token that
    the keys of their objects have.
    """

    generation: int = 0
    objects: Mapping[str, PublishedObject] = field(default_factory=dict)
    retired: Mapping[str, RetiredObject] = field(default_factory=dict)
    history: tuple[PastGeneration, ...] = ()
    garbage: tuple[str, ...] = ()
    published_at: datetime | None = None
    content_time: datetime | None = None
    restored_generation: int = 0
    audio: Mapping[str, Any] = field(default_factory=dict)
    late_feeds_until: datetime | None = None
    sources: str = ""
    audio_link: str = ""
    shares: Mapping[str, Share] = field(default_factory=dict)

    @property
    def has_site(self) -> bool:
        """Whether the show is published: there are objects beside those of previews."""
        return any(not key.startswith(SHARED) for key in self.objects)

    @property
    def is_taken_down(self) -> bool:
        """Whether the show was taken down (unpublish.py): a generation without any object, but for previews."""
        return self.generation > 0 and self.published_at is not None and not self.has_site


@dataclass(frozen=True, slots=True)
class Intent:
    """Objects that a publisher may have written or deleted since `started_at`, should it die, or that are in doubt.

    `copy_key` is the key of the copy that it makes of what it replaces; empty if it makes none.
    """

    generation: int
    started_at: datetime
    kind: IntentKind
    objects: Mapping[str, ObjectSpec]
    copy_key: str = ""


@dataclass(frozen=True, slots=True)
class Lease:
    """The exclusive right of a publisher to write until `expires_at`; times are of the target's clock."""

    owner: str
    host: str
    pid: int
    started_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AudioPlace:
    """A target that has the show's audio, or had it: its address, and what is known about it.

    `token` is that of its owner (split_audio/audio_places.py); empty until the place was used. `capabilities` is None
    until they were detected.
    """

    target: str
    endpoint: str | None = None
    region: str | None = None
    token: str = ""
    capabilities: Capabilities | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The current state of a target: the show it belongs to, its manifest, the keys of open intents, oldest first.

    There is no manifest in generation 0. `content_time` is the manifest's; `lease` is None while nothing is being
    published; `capabilities` is None until they were detected. `private_at` are the addresses below which sources were
    found to be private. `audio_places` are the targets that have audio alone, by the names that keys have for them.
    """

    show_guid: str
    generation: int = 0
    manifest_key: str = ""
    manifest_sha256: str = ""
    content_time: datetime | None = None
    open_intents: tuple[str, ...] = ()
    lease: Lease | None = None
    capabilities: Capabilities | None = None
    private_at: tuple[str, ...] = ()
    audio_places: Mapping[str, AudioPlace] = field(default_factory=dict)


def immutable_key(folder: str, generation: int, data: bytes, suffix: str = "json") -> str:
    """The key of an immutable object of the publisher's own: `.podcast/manifests/7-1a2b3c4d.json`."""
    return f"{folder}{generation}-{bytes_digest(data).sha256[:8]}.{suffix}"


def matches_key(key: str, data: bytes) -> bool:
    """Whether bytes are those of an immutable object: its key holds their digest."""
    return key.rpartition("-")[2].partition(".")[0] == bytes_digest(data).sha256[:8]


def damaged_error(key: str, reason: str) -> PublishError:
    """The error for one of the publisher's own objects that is not what its key or its format says."""
    return PublishError(
        _(
            "{key} on the target is damaged ({why}), so the published state is unknown; nothing "
            "was changed. Restore that object from the store's versions or a backup, or publish "
            "to an empty prefix"
        ).format(key=key, why=reason),
        EXIT_REFUSED,
    )
