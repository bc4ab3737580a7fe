"""The JSON of what the publisher keeps on the target.

All is read strictly: what is damaged or unknown is refused, never taken for empty. The same value has the same bytes.
Format 1, which knew no lease, no probe and no undo, is still read; format 2 is written.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from podcast.errors import PublishError
from podcast.files.digest import Digest
from podcast.i18n import _
from podcast.publish.headers import PHASES
from podcast.publish.protocol.state import (
    FORMAT,
    HEAD,
    KINDS,
    MANIFESTS,
    SPENDABLE,
    Head,
    Intent,
    Lease,
    Manifest,
    Past,
    Row,
    Tombstone,
    Wanted,
    damaged,
)
from podcast.publish.targets.target import REFUSED, Headers, Probe, proper

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Raw = dict[str, Any]

T = TypeVar("T")


def head_json(head: Head) -> bytes:
    """A head as it is stored."""
    return _json({"format": FORMAT, **asdict(head)})


def manifest_json(manifest: Manifest) -> bytes:
    """A manifest as it is stored."""
    rows = {key: _row(row) for key, row in manifest.rows.items()}
    stones = {key: _row(one.row) | {"not_before": one.not_before} for key, one in manifest.tombstones.items()}
    plain = {name: getattr(manifest, name) for name in ("gen", "spent", "at", "built_at", "same_as")}
    history = [asdict(one) for one in manifest.history]
    return _json({"format": FORMAT, **plain, "rows": rows, "tombstones": stones, "history": history})


def intent_json(intent: Intent) -> bytes:
    """An intent as it is stored."""
    plain = {name: getattr(intent, name) for name in ("gen", "at", "kind", "copy")}
    return _json({"format": FORMAT, **plain, "objects": {key: _wanted(what) for key, what in intent.objects.items()}})


def _json(value: object) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_time)
    return text.encode()


def _time(time: datetime) -> str:
    return time.astimezone(UTC).isoformat()


def _wanted(what: Wanted) -> Raw:
    return asdict(what.digest) | asdict(what.headers) | {"phase": what.phase}


def _row(row: Row) -> Raw:
    return _wanted(row.what) | {"etag": row.etag}


# The fields of each object, and their types; those of `_ANY` are looked at when they are read.
_DIGEST: Final = {"size": int, "md5": str, "sha256": str}
_HEADERS: Final = {"content_type": str, "cache_control": str}
_WANTED: Final = {**_DIGEST, **_HEADERS, "phase": str}
_ROW: Final = {**_WANTED, "etag": str}
_TOMBSTONE: Final = {**_ROW, "not_before": str}
_PAST: Final = {"gen": int, "manifest": str, "copies": list}
_LEASE: Final = {"owner": str, "host": str, "pid": int, "since": str, "until": str}
_PROBE: Final = {"conditions": bool, "quotes": bool, "md5": bool, "plain": bool}
_ANY: Final = object
_HEAD_1: Final = {"format": int, "site": str, "gen": int, "manifest": str, "sha": str, "open": list}
_HEAD: Final = {**_HEAD_1, "built_at": _ANY, "lease": _ANY, "probe": _ANY}
_MANIFEST_1: Final = {"format": int, "gen": int, "rows": dict, "tombstones": dict, "history": list, "spent": list}
_MANIFEST: Final = {**_MANIFEST_1, "at": _ANY, "built_at": _ANY, "same_as": int}
_INTENT_1: Final = {"format": int, "gen": int, "at": str, "deletes": bool, "objects": dict}
_INTENT: Final = {"format": int, "gen": int, "at": str, "kind": str, "objects": dict, "copy": str}


def head_of(data: bytes) -> Head:
    """The head that was stored.

    Raises:
        PublishError: it is damaged, or of a format that this version does not know.
    """

    def form(raw: Raw) -> Head:
        head = Head(
            site=raw["site"],
            gen=raw["gen"],
            manifest=raw["manifest"],
            sha=raw["sha"],
            built_at=_optional(raw.get("built_at"), _time_of),
            open=_keys(raw["open"]),
            lease=_optional(raw.get("lease"), _lease_of),
            probe=_optional(raw.get("probe"), lambda raw: Probe(**_exactly(raw, _PROBE))),
        )
        if head.manifest != (f"{MANIFESTS}{head.gen}-{head.sha[:8]}.json" if head.gen else ""):
            raise ValueError(_("its generation and its manifest do not go together"))
        return head

    return _read(HEAD, data, {1: _HEAD_1, 2: _HEAD}, form)


def manifest_of(key: str, data: bytes) -> Manifest:
    """The manifest stored at `key`; raises as `head_of` does."""

    def form(raw: Raw) -> Manifest:
        return Manifest(
            gen=raw["gen"],
            rows={proper(key): _row_of(row, _ROW) for key, row in raw["rows"].items()},
            tombstones={proper(key): _tombstone_of(one) for key, one in raw["tombstones"].items()},
            history=tuple(_past_of(past) for past in raw["history"]),
            spent=_keys(raw["spent"]),
            at=_optional(raw.get("at"), _time_of),
            built_at=_optional(raw.get("built_at"), _time_of),
            same_as=raw.get("same_as", 0),
        )

    return _read(key, data, {1: _MANIFEST_1, 2: _MANIFEST}, form)


def intent_of(key: str, data: bytes) -> Intent:
    """The intent stored at `key`; raises as `head_of` does."""

    def form(raw: Raw) -> Intent:
        objects = {proper(key): _wanted_of(_exactly(what, _WANTED)) for key, what in raw["objects"].items()}
        kind = raw["kind"] if "kind" in raw else ("deletes" if raw["deletes"] else "writes")
        if kind not in KINDS:
            raise ValueError(_("unknown kind {kind}").format(kind=kind))
        copy = raw.get("copy", "")
        return Intent(raw["gen"], _time_of(raw["at"]), kind, objects, *_keys([copy] if copy else []))

    return _read(key, data, {1: _INTENT_1, 2: _INTENT}, form)


def _read(key: str, data: bytes, formats: Mapping[int, Mapping[str, type]], form: Callable[[Raw], T]) -> T:
    try:
        raw = json.loads(data)
        known = raw.get("format", FORMAT) if isinstance(raw, dict) else FORMAT
        if type(known) is not int or known in formats:
            return form(_exactly(raw, formats.get(known, {}) if isinstance(known, int) else {}))
    except (ValueError, KeyError, RecursionError, PublishError) as error:  # json's own errors are ValueErrors, too
        raise damaged(key, str(error)[:120]) from error
    raise PublishError(
        _(
            "{key} on the target has a format that this version does not know; nothing was changed. Update "
            "podcast to the version that published last, then run the same command again"
        ).format(key=key),
        REFUSED,
    )


def _exactly(raw: object, types: Mapping[str, type]) -> Raw:
    """An object with these fields and no others, each of just that type (`true` is no number)."""
    if not isinstance(raw, dict) or raw.keys() != types.keys():
        raise ValueError(_("not an object with the fields {types}").format(types=", ".join(sorted(types))))
    for name, kind in types.items():
        if kind is not _ANY and type(raw[name]) is not kind:
            raise ValueError(_("{name} is no {kind}").format(name=name, kind=kind.__name__))
    return raw


def _optional(raw: Any, form: Callable[[Any], T]) -> T | None:
    return None if raw is None else form(raw)


def _keys(raw: list[Any]) -> tuple[str, ...]:
    """Keys of our own objects; nothing else may stand where they are listed, because they get deleted."""
    if not all(isinstance(key, str) and key.startswith(SPENDABLE) and proper(key) for key in raw):
        raise ValueError(_("a list of our own keys holds something else"))
    return tuple(raw)


def _past_of(raw: Any) -> Past:
    """An earlier generation; format 1 has just the key of its manifest."""
    if isinstance(raw, str):
        (key,) = _keys([raw])
        return Past(int(key.removeprefix(MANIFESTS).partition("-")[0]), key)
    _exactly(raw, _PAST)
    (key,) = _keys([raw["manifest"]])
    return Past(raw["gen"], key, _keys(raw["copies"]))


def _lease_of(raw: Any) -> Lease:
    _exactly(raw, _LEASE)
    return Lease(raw["owner"], raw["host"], raw["pid"], _time_of(raw["since"]), _time_of(raw["until"]))


def _wanted_of(raw: Raw) -> Wanted:
    if raw["phase"] not in PHASES:
        raise ValueError(_("unknown phase {phase}").format(phase=raw["phase"]))
    digest = Digest(*(raw[field] for field in _DIGEST))
    return Wanted(digest, Headers(*(raw[field] for field in _HEADERS)), raw["phase"])


def _row_of(raw: Any, fields: Mapping[str, type]) -> Row:
    raw = _exactly(raw, fields)
    return Row(_wanted_of(raw), raw["etag"])


def _tombstone_of(raw: Any) -> Tombstone:
    return Tombstone(_row_of(raw, _TOMBSTONE), _time_of(raw["not_before"]))


def _time_of(raw: Any) -> datetime:
    time = datetime.fromisoformat(raw) if isinstance(raw, str) else None
    if time is None or time.tzinfo is None:
        raise ValueError(_("{raw} is no time with a time zone").format(raw=raw))
    return time
