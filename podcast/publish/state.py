"""What the publisher keeps on the target, under `.podcast/`: frozen values and their JSON.

    head.json                  small, changed only by compare-and-swap; names the manifest and the open intents
    manifests/<gen>-<sha8>     every object that is ours; never changed
    intents/<gen>-<sha8>       what a publisher is about to write or delete; never changed

All are read strictly: what is damaged or unknown is refused, never taken for empty. The same value has the same bytes.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from podcast.errors import PublishError
from podcast.files import Digest, digest_of
from podcast.publish.headers import PHASES
from podcast.publish.store import REFUSED, Headers, proper

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

FORMAT: Final = 1
OWN: Final = ".podcast/"
HEAD: Final = f"{OWN}head.json"
MANIFESTS: Final = f"{OWN}manifests/"
INTENTS: Final = f"{OWN}intents/"
GENERATIONS: Final = 10  # manifests that are kept


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
class Manifest:
    """Every object that is ours, after generation `gen`.

    `history` are the keys of earlier manifests, latest last; `spent` are our own objects that nothing needs any more,
    deleted before the next manifest is written.
    """

    gen: int = 0
    rows: Mapping[str, Row] = field(default_factory=dict)
    tombstones: Mapping[str, Tombstone] = field(default_factory=dict)
    history: tuple[str, ...] = ()
    spent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intent:
    """What a publisher may have written (or, if `deletes`, deleted) since `at`, should it die."""

    gen: int
    at: datetime
    deletes: bool
    objects: Mapping[str, Wanted]


@dataclass(frozen=True, slots=True)
class Head:
    """Whose target it is, the manifest that holds (none in generation 0), the keys of open intents, oldest first."""

    site: str
    gen: int = 0
    manifest: str = ""
    sha: str = ""
    open: tuple[str, ...] = ()


def head_json(head: Head) -> bytes:
    """A head as it is stored."""
    return _json({"format": FORMAT, **asdict(head)})


def manifest_json(manifest: Manifest) -> bytes:
    """A manifest as it is stored."""
    return _json(
        {
            "format": FORMAT,
            "gen": manifest.gen,
            "rows": {key: _row(row) for key, row in manifest.rows.items()},
            "tombstones": {
                key: _row(stone.row) | {"not_before": _time(stone.not_before)}
                for key, stone in manifest.tombstones.items()
            },
            "history": manifest.history,
            "spent": manifest.spent,
        }
    )


def intent_json(intent: Intent) -> bytes:
    """An intent as it is stored."""
    objects = {key: _wanted(what) for key, what in intent.objects.items()}
    at = _time(intent.at)
    return _json({"format": FORMAT, "gen": intent.gen, "at": at, "deletes": intent.deletes, "objects": objects})


def name(folder: str, gen: int, data: bytes) -> str:
    """The key of an immutable object of ours: `.podcast/manifests/7-1a2b3c4d.json`."""
    return f"{folder}{gen}-{digest_of(data).sha256[:8]}.json"


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _wanted(what: Wanted) -> dict[str, Any]:
    return asdict(what.digest) | asdict(what.headers) | {"phase": what.phase}


def _row(row: Row) -> dict[str, Any]:
    return _wanted(row.what) | {"etag": row.etag}


def _time(time: datetime) -> str:
    return time.astimezone(UTC).isoformat()


_DIGEST: Final = {"size": int, "md5": str, "sha256": str}
_HEADERS: Final = {"content_type": str, "cache_control": str}
_WANTED: Final = {**_DIGEST, **_HEADERS, "phase": str}
_ROW: Final = {**_WANTED, "etag": str}
_TOMBSTONE: Final = {**_ROW, "not_before": str}
_HEAD: Final = {"format": int, "site": str, "gen": int, "manifest": str, "sha": str, "open": list}
_MANIFEST: Final = {"format": int, "gen": int, "rows": dict, "tombstones": dict, "history": list, "spent": list}
_INTENT: Final = {"format": int, "gen": int, "at": str, "deletes": bool, "objects": dict}


def head_of(data: bytes) -> Head:
    """The head that was stored.

    Raises:
        PublishError: it is damaged, or of a format that this version does not know.
    """

    def form(raw: dict[str, Any]) -> Head:
        head = Head(raw["site"], raw["gen"], raw["manifest"], raw["sha"], _keys(raw["open"]))
        if head.manifest != (f"{MANIFESTS}{head.gen}-{head.sha[:8]}.json" if head.gen else ""):
            raise ValueError("its generation and its manifest do not go together")
        return head

    return _read(HEAD, data, _HEAD, form)


def manifest_of(key: str, data: bytes) -> Manifest:
    """The manifest stored at `key`; raises as `head_of` does."""

    def form(raw: dict[str, Any]) -> Manifest:
        rows = {proper(key): _row_of(_exactly(row, _ROW)) for key, row in raw["rows"].items()}
        stones = {proper(key): _exactly(stone, _TOMBSTONE) for key, stone in raw["tombstones"].items()}
        tombstones = {key: Tombstone(_row_of(stone), _time_of(stone["not_before"])) for key, stone in stones.items()}
        return Manifest(raw["gen"], rows, tombstones, _keys(raw["history"]), _keys(raw["spent"]))

    return _read(key, data, _MANIFEST, form)


def intent_of(key: str, data: bytes) -> Intent:
    """The intent stored at `key`; raises as `head_of` does."""

    def form(raw: dict[str, Any]) -> Intent:
        objects = {proper(key): _wanted_of(_exactly(what, _WANTED)) for key, what in raw["objects"].items()}
        return Intent(raw["gen"], _time_of(raw["at"]), raw["deletes"], objects)

    return _read(key, data, _INTENT, form)


def damaged(key: str, why: str) -> PublishError:
    """One of our own objects is not what it must be."""
    return PublishError(
        f"{key} on the target is damaged ({why}), so what is published there cannot be known; nothing was changed. "
        "Restore that object from the store's versions or a backup, or publish to an empty prefix",
        REFUSED,
    )


def _read(key: str, data: bytes, types: Mapping[str, type], form: Callable[[dict[str, Any]], T]) -> T:
    try:
        raw = json.loads(data)
        if not isinstance(raw, dict) or raw.get("format", FORMAT) == FORMAT:
            return form(_exactly(raw, types))
    except (ValueError, RecursionError, PublishError) as error:  # json's own errors are ValueErrors, too
        raise damaged(key, str(error)[:120]) from error
    raise PublishError(
        f"{key} on the target has a format that this version does not know; nothing was changed. "
        "Update podcast to the version that published last, then run the same command again",
        REFUSED,
    )


def _exactly(raw: object, types: Mapping[str, type]) -> dict[str, Any]:
    """An object with these fields and no others, each of just that type (`true` is no number)."""
    if not isinstance(raw, dict) or raw.keys() != types.keys():
        raise ValueError(f"not an object with the fields {', '.join(sorted(types))}")
    for name, kind in types.items():
        if type(raw[name]) is not kind:
            raise ValueError(f"{name} is no {kind.__name__}")
    return raw


def _keys(raw: list[Any]) -> tuple[str, ...]:
    """Keys of our own objects; nothing else may stand where they are listed, because they get deleted."""
    if not all(isinstance(key, str) and key.startswith((MANIFESTS, INTENTS)) and proper(key) for key in raw):
        raise ValueError("a list of our own keys holds something else")
    return tuple(raw)


def _wanted_of(raw: Mapping[str, Any]) -> Wanted:
    if raw["phase"] not in PHASES:
        raise ValueError(f"unknown phase {raw['phase']}")
    digest = Digest(*(raw[field] for field in _DIGEST))
    return Wanted(digest, Headers(*(raw[field] for field in _HEADERS)), raw["phase"])


def _row_of(raw: Mapping[str, Any]) -> Row:
    return Row(_wanted_of(raw), raw["etag"])


def _time_of(raw: str) -> datetime:
    time = datetime.fromisoformat(raw)
    if time.tzinfo is None:
        raise ValueError(f"{raw} has no time zone")
    return time
