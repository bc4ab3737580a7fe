"""The publisher's own objects on the target, under `.podcast/`, as frozen values; state_json.py has their JSON.

head.json                        small, changed only by compare-and-swap; names the manifest, open intents and the lease
manifests/<generation>-<sha8>    every object that belongs to the show; never changed
intents/<generation>-<sha8>      objects that a publisher will write or delete, or that are in doubt; never changed
copies/<generation>-<sha8>       the small files that a generation replaced, for `podcast undo`; never changed
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from podcast.errors import PublishError
from podcast.files.digest import bytes_digest
from podcast.i18n import _
from podcast.publish.targets.target import EXIT_REFUSED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from podcast.files.digest import Digest
    from podcast.publish.targets.target import Capabilities, Headers

FORMAT: Final = 3  # 1 and 2 were never released
OWN_PREFIX: Final = ".podcast/"
HEAD_KEY: Final = f"{OWN_PREFIX}head.json"
PROBE: Final = f"{OWN_PREFIX}probe"  # begins the key of the object with which capabilities are detected
MANIFESTS: Final = f"{OWN_PREFIX}manifests/"
INTENTS: Final = f"{OWN_PREFIX}intents/"
COPIES: Final = f"{OWN_PREFIX}copies/"
# The publisher's own objects that may be deleted when nothing needs them; other objects there are left alone.
DELETABLE_PREFIXES: Final = (MANIFESTS, INTENTS, COPIES, f"{PROBE}-")
MAX_HISTORY: Final = 10  # earlier generations that can be restored

# The objects of an intent may have been written, or may have been deleted, or are not what the manifest says.
IntentKind: TypeAlias = Literal["writes", "deletes", "doubts"]
INTENT_KINDS: Final[tuple[IntentKind, ...]] = ("writes", "deletes", "doubts")


@dataclass(frozen=True, slots=True)
class ObjectSpec:
    """An object as it should be; `phase` is the phase of a publish in which it is uploaded."""

    digest: Digest
    headers: Headers
    phase: str


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
class Manifest:
    """Every object that belongs to the show after a generation was published.

    `content_time` see `prepare.Site`. `restored_generation` is the generation that an undo brought back, else 0.
    `history` are earlier generations, latest last. `garbage` are keys of the publisher's own objects that nothing needs
    any more; they are deleted before the next manifest is written.
    """

    generation: int = 0
    objects: Mapping[str, PublishedObject] = field(default_factory=dict)
    retired: Mapping[str, RetiredObject] = field(default_factory=dict)
    history: tuple[PastGeneration, ...] = ()
    garbage: tuple[str, ...] = ()
    published_at: datetime | None = None
    content_time: datetime | None = None
    restored_generation: int = 0


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
class Head:
    """The current state of a target: the show it belongs to, its manifest, the keys of open intents, oldest first.

    There is no manifest in generation 0. `content_time` is the manifest's; `lease` is None while nothing is being
    published; `capabilities` is None until they were detected.
    """

    show_guid: str
    generation: int = 0
    manifest_key: str = ""
    manifest_sha256: str = ""
    content_time: datetime | None = None
    open_intents: tuple[str, ...] = ()
    lease: Lease | None = None
    capabilities: Capabilities | None = None


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
