"""What the publisher keeps on the target, under `.podcast/`: frozen values (stored.py has their JSON).

head.json                  small, changed only by compare-and-swap; names the manifest, the open intents, whose turn
manifests/<gen>-<sha8>     every object that is ours; never changed
intents/<gen>-<sha8>       what a publisher is about to write or delete, or what is in doubt; never changed
copies/<gen>-<sha8>        the small files that a generation replaced, for `podcast undo`; never changed
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from podcast.errors import PublishError
from podcast.files.digest import digest_of
from podcast.i18n import _
from podcast.publish.targets.target import REFUSED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from podcast.files.digest import Digest
    from podcast.publish.targets.target import Headers, Probe

FORMAT: Final = 2
OWN: Final = ".podcast/"
HEAD: Final = f"{OWN}head.json"
PROBE: Final = f"{OWN}probe"
MANIFESTS: Final = f"{OWN}manifests/"
INTENTS: Final = f"{OWN}intents/"
COPIES: Final = f"{OWN}copies/"
# Our own objects that may be deleted when nothing needs them; whatever else lies there is not ours to judge.
SPENDABLE: Final = (MANIFESTS, INTENTS, COPIES, f"{PROBE}-")
GENERATIONS: Final = 10  # earlier ones that can be gone back to

# What an intent says of its objects: they may have been written, or deleted, or are not what the manifest says.
Kind: TypeAlias = Literal["writes", "deletes", "doubts"]
KINDS: Final[tuple[Kind, ...]] = ("writes", "deletes", "doubts")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An object as it should be; `phase` is when it goes up."""

    digest: Digest
    headers: Headers
    phase: str


@dataclass(frozen=True, slots=True)
class Row:
    """An object that is ours; `etag` is what the target calls its bytes, ABSENT if it is known to be gone."""

    what: Wanted
    etag: str


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An object that nothing names any more, and the time before which it stays, because apps hold its URL."""

    row: Row
    not_before: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier generation: its manifest, and the copies of what the next generation replaced of it."""

    gen: int
    manifest: str
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """Every object that is ours, after generation `gen`.

    `at` is when it was published, `built_at` see `protocol.Site`; both None in what earlier versions have written.
    `same_as` is the generation that an undo brought back, else 0. `history` are earlier generations, latest last;
    `spent` are our own objects that nothing needs any more, deleted before the next manifest is written.
    """

    gen: int = 0
    rows: Mapping[str, Row] = field(default_factory=dict)
    tombstones: Mapping[str, Tombstone] = field(default_factory=dict)
    history: tuple[Past, ...] = ()
    spent: tuple[str, ...] = ()
    at: datetime | None = None
    built_at: datetime | None = None
    same_as: int = 0


@dataclass(frozen=True, slots=True)
class Intent:
    """What a publisher may have written or deleted since `at`, should it die, or what is in doubt since.

    `copy` is the key of the copy that it makes of what it replaces; empty if it makes none.
    """

    gen: int
    at: datetime
    kind: Kind
    objects: Mapping[str, Wanted]
    copy: str = ""


@dataclass(frozen=True, slots=True)
class Lease:
    """Whose turn it is: nobody else writes before `until`, a time of the target's clock."""

    owner: str
    host: str
    pid: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """Whose target it is, the manifest that holds (none in generation 0), the keys of open intents, oldest first.

    `built_at` is the manifest's; `lease` is None when nobody publishes; `probe` is what the target honours, None if it
    was never asked.
    """

    site: str
    gen: int = 0
    manifest: str = ""
    sha: str = ""
    built_at: datetime | None = None
    open: tuple[str, ...] = ()
    lease: Lease | None = None
    probe: Probe | None = None


def name(folder: str, gen: int, data: bytes, suffix: str = "json") -> str:
    """The key of an immutable object of ours: `.podcast/manifests/7-1a2b3c4d.json`."""
    return f"{folder}{gen}-{digest_of(data).sha256[:8]}.{suffix}"


def fits(key: str, data: bytes) -> bool:
    """Whether bytes are those of an immutable object of ours: its name holds their digest."""
    return key.rpartition("-")[2].partition(".")[0] == digest_of(data).sha256[:8]


def damaged(key: str, why: str) -> PublishError:
    """One of our own objects is not what it must be."""
    return PublishError(
        _(
            "{key} on the target is damaged ({why}), so what is published there cannot be known; nothing "
            "was changed. Restore that object from the store's versions or a backup, or publish to an "
            "empty prefix"
        ).format(key=key, why=why),
        REFUSED,
    )
