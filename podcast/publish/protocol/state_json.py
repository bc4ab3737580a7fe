"""JSON of the publisher's own objects on a target.

It is read strictly: what is damaged or of an unknown format is refused, never taken for empty. The same value always
has the same bytes.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from podcast.errors import PublishError
from podcast.files.digest import Digest
from podcast.i18n import _
from podcast.publish.headers import PHASES, SOURCES
from podcast.publish.protocol.state import (
    DELETABLE_PREFIXES,
    FORMAT,
    FORMAT_WITH_PLACES,
    FORMAT_WITH_SOURCES,
    HEAD_KEY,
    INTENT_KINDS,
    MANIFESTS,
    AudioPlace,
    Head,
    Intent,
    Lease,
    Manifest,
    ObjectSpec,
    PastGeneration,
    PublishedObject,
    RetiredObject,
    damaged_error,
)
from podcast.publish.split_audio.audio_keys import places_of
from podcast.publish.targets.target import EXIT_REFUSED, Capabilities, Headers, validate_key

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    Fields = dict[str, Any]

T = TypeVar("T")
FORMATS: Final = frozenset({FORMAT, FORMAT_WITH_SOURCES, FORMAT_WITH_PLACES})


def head_json(head: Head) -> bytes:
    """Return the JSON of a head."""
    fields = asdict(head)
    for name in _HEAD_OPTIONAL:
        if not fields[name]:
            del fields[name]
    for name, default in _CAPABILITIES_DEFAULTS.items():  # versions before do not know them
        if fields["capabilities"] and fields["capabilities"][name] == default:
            del fields["capabilities"][name]
    return _json({"format": _format(has_sources=bool(head.private_at), has_places=bool(head.audio_places)), **fields})


def manifest_json(manifest: Manifest) -> bytes:
    """Return the JSON of a manifest."""
    fields = {name: getattr(manifest, name) for name in _MANIFEST if name != "format"}
    optional = {name: value for name in _MANIFEST_OPTIONAL if (value := getattr(manifest, name))}
    version = _format_of((*manifest.objects, *manifest.retired), has_places=bool(manifest.audio_link))
    objects = {key: _object_json(item) for key, item in manifest.objects.items()}
    retired = {
        key: _object_json(item.object) | {"delete_after": item.delete_after} for key, item in manifest.retired.items()
    }
    history = [asdict(past) for past in manifest.history]
    parts = {"objects": objects, "retired": retired, "history": history}
    return _json({"format": version, **fields, **optional, **parts})


def intent_json(intent: Intent) -> bytes:
    """Return the JSON of an intent."""
    objects = {key: _spec_json(spec) for key, spec in intent.objects.items()}
    plain = {name: getattr(intent, name) for name in ("generation", "started_at", "kind", "copy_key")}
    return _json({"format": _format_of(intent.objects), **plain, "objects": objects})


def _format_of(keys: Collection[str], *, has_places: bool = False) -> int:
    """The format of what names objects: older versions must not misread the keys that they do not know."""
    has_sources = any(key.startswith(SOURCES) for key in keys)
    return _format(has_sources=has_sources, has_places=has_places or bool(places_of(keys)))


def _format(*, has_sources: bool, has_places: bool) -> int:
    return FORMAT_WITH_PLACES if has_places else FORMAT_WITH_SOURCES if has_sources else FORMAT


def _json(value: object) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_time)
    return text.encode()


def _time(time: datetime) -> str:
    return time.astimezone(UTC).isoformat()


def _spec_json(spec: ObjectSpec) -> Fields:
    built = {"built": asdict(spec.built_digest)} if spec.built_digest else {}
    return asdict(spec.digest) | asdict(spec.headers) | {"phase": spec.phase} | built


def _object_json(item: PublishedObject) -> Fields:
    return _spec_json(item.spec) | {"etag": item.etag}


# The fields of each JSON object, and their types; those of type `_ANY` are checked when they are read.
_ANY: Final = object
_DIGEST: Final = {"size": int, "md5": str, "sha256": str}
_HEADERS: Final = {"content_type": str, "cache_control": str}
_SPEC: Final = {**_DIGEST, **_HEADERS, "phase": str}
_SPEC_OPTIONAL: Final[Mapping[str, type]] = {"built": dict}
_NO_FIELDS: Final[Mapping[str, type]] = {}
_OBJECT: Final = {**_SPEC, "etag": str}
_RETIRED: Final = {**_OBJECT, "delete_after": str}
_PAST: Final = {"generation": int, "manifest_key": str, "copy_keys": list}
_LEASE: Final = {"owner": str, "host": str, "pid": int, "started_at": str, "expires_at": str}
_CAPABILITIES: Final = {
    "conditional_writes": bool,
    "quoted_etags": bool,
    "checks_md5": bool,
    "identity_encoding": bool,
}
_CAPABILITIES_DEFAULTS: Final = {"renames_over": True, "writes_whole": False}
_CAPABILITIES_OPTIONAL: Final[Mapping[str, type]] = dict.fromkeys(_CAPABILITIES_DEFAULTS, bool)
_HEAD: Final = {
    "format": int,
    "show_guid": str,
    "generation": int,
    "manifest_key": str,
    "manifest_sha256": str,
    "content_time": _ANY,
    "open_intents": list,
    "lease": _ANY,
    "capabilities": _ANY,
}
_HEAD_OPTIONAL: Final[Mapping[str, type]] = {"private_at": list, "audio_places": dict}
_PLACE: Final = {"target": str, "endpoint": _ANY, "region": _ANY, "token": str, "capabilities": _ANY}
_MANIFEST: Final = {
    "format": int,
    "generation": int,
    "objects": dict,
    "retired": dict,
    "history": list,
    "garbage": list,
    "published_at": _ANY,
    "content_time": _ANY,
    "restored_generation": int,
    "audio": dict,
}
_MANIFEST_OPTIONAL: Final[Mapping[str, type]] = {"late_feeds_until": str, "sources": str, "audio_link": str}
_INTENT: Final = {
    "format": int,
    "generation": int,
    "started_at": str,
    "kind": str,
    "objects": dict,
    "copy_key": str,
}


def parse_head(data: bytes) -> Head:
    """Parse the JSON of a head.

    Raises:
        PublishError: it is damaged, or of a format that this version does not support.
    """

    def build(raw: Fields) -> Head:
        head = Head(
            show_guid=raw["show_guid"],
            generation=raw["generation"],
            manifest_key=raw["manifest_key"],
            manifest_sha256=raw["manifest_sha256"],
            content_time=_optional(raw["content_time"], _parse_time),
            open_intents=_own_keys(raw["open_intents"]),
            lease=_optional(raw["lease"], _parse_lease),
            capabilities=_optional(raw["capabilities"], _parse_capabilities),
            private_at=tuple(map(str, raw.get("private_at", ()))),
            audio_places={name: _parse_place(place) for name, place in raw.get("audio_places", {}).items()},
        )
        if head.manifest_key != (
            f"{MANIFESTS}{head.generation}-{head.manifest_sha256[:8]}.json" if head.generation else ""
        ):
            raise ValueError(_("its generation and its manifest do not match"))
        return head

    return _parse(HEAD_KEY, data, _HEAD, build, _HEAD_OPTIONAL)


def parse_manifest(key: str, data: bytes) -> Manifest:
    """Parse the JSON of the manifest at `key`; raises as `parse_head` does."""

    def build(raw: Fields) -> Manifest:
        return Manifest(
            generation=raw["generation"],
            objects={validate_key(key): _parse_object(item, _OBJECT) for key, item in raw["objects"].items()},
            retired={validate_key(key): _parse_retired(item) for key, item in raw["retired"].items()},
            history=tuple(_parse_past(past) for past in raw["history"]),
            garbage=_own_keys(raw["garbage"]),
            published_at=_optional(raw["published_at"], _parse_time),
            content_time=_optional(raw["content_time"], _parse_time),
            restored_generation=raw["restored_generation"],
            audio=raw["audio"],
            late_feeds_until=_optional(raw.get("late_feeds_until"), _parse_time),
            sources=raw.get("sources", ""),
            audio_link=raw.get("audio_link", ""),
        )

    return _parse(key, data, _MANIFEST, build, _MANIFEST_OPTIONAL)


def parse_intent(key: str, data: bytes) -> Intent:
    """Parse the JSON of the intent at `key`; raises as `parse_head` does."""

    def build(raw: Fields) -> Intent:
        objects = {
            validate_key(key): _parse_spec(_require_fields(spec, _SPEC, _SPEC_OPTIONAL))
            for key, spec in raw["objects"].items()
        }
        kind, copy_key = raw["kind"], raw["copy_key"]
        if kind not in INTENT_KINDS:
            raise ValueError(_("unknown kind {kind}").format(kind=kind))
        started_at = _parse_time(raw["started_at"])
        return Intent(raw["generation"], started_at, kind, objects, *_own_keys([copy_key] if copy_key else []))

    return _parse(key, data, _INTENT, build)


def _parse(
    key: str,
    data: bytes,
    fields: Mapping[str, type],
    build: Callable[[Fields], T],
    optional: Mapping[str, type] = _NO_FIELDS,
) -> T:
    try:
        raw = json.loads(data)
        version = raw.get("format", FORMAT) if isinstance(raw, dict) else FORMAT
        if type(version) is not int or version in FORMATS:
            return build(_require_fields(raw, fields, optional))
    except (ValueError, KeyError, RecursionError, PublishError) as error:  # json's own errors are ValueErrors, too
        raise damaged_error(key, str(error)[:120]) from error
    raise PublishError(
        _(
            "{key} on the target has a format that this version does not support; nothing was "
            "changed. Update podcast to the version that published last, then run the same "
            "command again"
        ).format(key=key),
        EXIT_REFUSED,
    )


def _require_fields(raw: object, types: Mapping[str, type], optional: Mapping[str, type] = _NO_FIELDS) -> Fields:
    """Return a JSON object if it has these fields and no others, each of just that type (`true` is no number)."""
    if not isinstance(raw, dict) or raw.keys() - optional.keys() != types.keys():
        raise ValueError(_("not an object with the fields {types}").format(types=", ".join(sorted(types))))
    for name, kind in (*types.items(), *((name, kind) for name, kind in optional.items() if name in raw)):
        if kind is not _ANY and type(raw[name]) is not kind:
            raise ValueError(_("{name} is not {kind}").format(name=name, kind=kind.__name__))
    return raw


def _optional(raw: Any, parse: Callable[[Any], T]) -> T | None:
    return None if raw is None else parse(raw)


def _own_keys(raw: list[Any]) -> tuple[str, ...]:
    """Keys of the publisher's own objects; no other key may be in such a list, because these get deleted."""
    if not all(isinstance(key, str) and key.startswith(DELETABLE_PREFIXES) and validate_key(key) for key in raw):
        raise ValueError(_("a list of state objects contains something else"))
    return tuple(raw)


def _parse_past(raw: Any) -> PastGeneration:
    _require_fields(raw, _PAST)
    (manifest_key,) = _own_keys([raw["manifest_key"]])
    return PastGeneration(raw["generation"], manifest_key, _own_keys(raw["copy_keys"]))


def _parse_lease(raw: Any) -> Lease:
    _require_fields(raw, _LEASE)
    started_at, expires_at = _parse_time(raw["started_at"]), _parse_time(raw["expires_at"])
    return Lease(raw["owner"], raw["host"], raw["pid"], started_at, expires_at)


def _parse_place(raw: Any) -> AudioPlace:
    _require_fields(raw, _PLACE)
    capabilities = _optional(raw["capabilities"], _parse_capabilities)
    return AudioPlace(
        raw["target"], _optional(raw["endpoint"], str), _optional(raw["region"], str), raw["token"], capabilities
    )


def _parse_capabilities(raw: Any) -> Capabilities:
    return Capabilities(**_require_fields(raw, _CAPABILITIES, _CAPABILITIES_OPTIONAL))


def _parse_spec(raw: Fields) -> ObjectSpec:
    if raw["phase"] not in PHASES:
        raise ValueError(_("unknown phase {phase}").format(phase=raw["phase"]))
    headers = Headers(*(raw[field] for field in _HEADERS))
    return ObjectSpec(_parse_digest(raw), headers, raw["phase"], _optional(raw.get("built"), _parse_built))


def _parse_built(raw: Any) -> Digest:
    return _parse_digest(_require_fields(raw, _DIGEST))


def _parse_digest(raw: Fields) -> Digest:
    return Digest(*(raw[field] for field in _DIGEST))


def _parse_object(raw: Any, fields: Mapping[str, type]) -> PublishedObject:
    raw = _require_fields(raw, fields, _SPEC_OPTIONAL)
    return PublishedObject(_parse_spec(raw), raw["etag"])


def _parse_retired(raw: Any) -> RetiredObject:
    return RetiredObject(_parse_object(raw, _RETIRED), _parse_time(raw["delete_after"]))


def _parse_time(raw: Any) -> datetime:
    time = datetime.fromisoformat(raw) if isinstance(raw, str) else None
    if time is None or time.tzinfo is None:
        raise ValueError(_("{raw} is not a time with a time zone").format(raw=raw))
    return time
