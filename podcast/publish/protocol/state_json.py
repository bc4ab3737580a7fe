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
from podcast.i18n import _
from podcast.publish.headers import SHARED, SOURCES
from podcast.publish.protocol.own_objects.json_parts import (
    ANY,
    CAPABILITIES_DEFAULTS,
    NO_FIELDS,
    OBJECT,
    SPEC,
    SPEC_OPTIONAL,
    optional_value,
    own_keys,
    parse_capabilities,
    parse_lease,
    parse_object,
    parse_past,
    parse_place,
    parse_retired,
    parse_share,
    parse_spec,
    parse_time,
    require_fields,
)
from podcast.publish.protocol.state import (
    FORMAT,
    FORMAT_WITH_PLACES,
    FORMAT_WITH_SHARES,
    FORMAT_WITH_SOURCES,
    HEAD_KEY,
    INTENT_KINDS,
    MANIFESTS,
    Head,
    Intent,
    Manifest,
    ObjectSpec,
    PublishedObject,
    damaged_error,
)
from podcast.publish.split_audio.audio_keys import places_of
from podcast.publish.targets.target import EXIT_REFUSED, validate_key

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from podcast.publish.protocol.state import PastGeneration, Share

    Fields = dict[str, Any]

T = TypeVar("T")
FORMATS: Final = frozenset({FORMAT, FORMAT_WITH_SOURCES, FORMAT_WITH_PLACES, FORMAT_WITH_SHARES})


def head_json(head: Head) -> bytes:
    """Return the JSON of a head."""
    fields = asdict(head)
    for name in _HEAD_OPTIONAL:
        if not fields[name]:
            del fields[name]
    for name, default in CAPABILITIES_DEFAULTS.items():  # versions before do not know them
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
    return _json({"format": version, **fields, **optional, "objects": objects, "retired": retired})


def intent_json(intent: Intent) -> bytes:
    """Return the JSON of an intent."""
    objects = {key: _spec_json(spec) for key, spec in intent.objects.items()}
    plain = {name: getattr(intent, name) for name in ("generation", "started_at", "kind", "copy_key")}
    return _json({"format": _format_of(intent.objects), **plain, "objects": objects})


def _format_of(keys: Collection[str], *, has_places: bool = False) -> int:
    """The format of what names objects: older versions must not misread the keys that they do not know."""
    if any(key.startswith(SHARED) for key in keys):
        return FORMAT_WITH_SHARES
    has_sources = any(key.startswith(SOURCES) for key in keys)
    return _format(has_sources=has_sources, has_places=has_places or bool(places_of(keys)))


def _format(*, has_sources: bool, has_places: bool) -> int:
    return FORMAT_WITH_PLACES if has_places else FORMAT_WITH_SOURCES if has_sources else FORMAT


def _json(value: object) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)
    return text.encode()


def _plain(value: datetime | PastGeneration | Share) -> str | Fields:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else asdict(value)


def _spec_json(spec: ObjectSpec) -> Fields:
    built = {"built": asdict(spec.built_digest)} if spec.built_digest else {}
    return asdict(spec.digest) | asdict(spec.headers) | {"phase": spec.phase} | built


def _object_json(item: PublishedObject) -> Fields:
    return _spec_json(item.spec) | {"etag": item.etag}


# The fields of each JSON object, and their types; those of type `ANY` are checked when they are read.
_HEAD: Final = {
    "format": int,
    "show_guid": str,
    "generation": int,
    "manifest_key": str,
    "manifest_sha256": str,
    "content_time": ANY,
    "open_intents": list,
    "lease": ANY,
    "capabilities": ANY,
}
_HEAD_OPTIONAL: Final[Mapping[str, type]] = {"private_at": list, "audio_places": dict}
_MANIFEST: Final = {
    "format": int,
    "generation": int,
    "objects": dict,
    "retired": dict,
    "history": list,
    "garbage": list,
    "published_at": ANY,
    "content_time": ANY,
    "restored_generation": int,
    "audio": dict,
}
_MANIFEST_OPTIONAL: Final[Mapping[str, type]] = {
    "late_feeds_until": str,
    "sources": str,
    "audio_link": str,
    "shares": dict,
}
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
            content_time=optional_value(raw["content_time"], parse_time),
            open_intents=own_keys(raw["open_intents"]),
            lease=optional_value(raw["lease"], parse_lease),
            capabilities=optional_value(raw["capabilities"], parse_capabilities),
            private_at=tuple(map(str, raw.get("private_at", ()))),
            audio_places={name: parse_place(place) for name, place in raw.get("audio_places", {}).items()},
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
            objects={validate_key(key): parse_object(item, OBJECT) for key, item in raw["objects"].items()},
            retired={validate_key(key): parse_retired(item) for key, item in raw["retired"].items()},
            history=tuple(parse_past(past) for past in raw["history"]),
            garbage=own_keys(raw["garbage"]),
            published_at=optional_value(raw["published_at"], parse_time),
            content_time=optional_value(raw["content_time"], parse_time),
            restored_generation=raw["restored_generation"],
            audio=raw["audio"],
            late_feeds_until=optional_value(raw.get("late_feeds_until"), parse_time),
            sources=raw.get("sources", ""),
            audio_link=raw.get("audio_link", ""),
            shares={token: parse_share(share) for token, share in raw.get("shares", {}).items()},
        )

    return _parse(key, data, _MANIFEST, build, _MANIFEST_OPTIONAL)


def parse_intent(key: str, data: bytes) -> Intent:
    """Parse the JSON of the intent at `key`; raises as `parse_head` does."""

    def build(raw: Fields) -> Intent:
        objects = {
            validate_key(key): parse_spec(require_fields(spec, SPEC, SPEC_OPTIONAL))
            for key, spec in raw["objects"].items()
        }
        kind, copy_key = raw["kind"], raw["copy_key"]
        if kind not in INTENT_KINDS:
            raise ValueError(_("unknown kind {kind}").format(kind=kind))
        started_at = parse_time(raw["started_at"])
        return Intent(raw["generation"], started_at, kind, objects, *own_keys([copy_key] if copy_key else []))

    return _parse(key, data, _INTENT, build)


def _parse(
    key: str,
    data: bytes,
    fields: Mapping[str, type],
    build: Callable[[Fields], T],
    optional: Mapping[str, type] = NO_FIELDS,
) -> T:
    try:
        raw = json.loads(data)
        version = raw.get("format", FORMAT) if isinstance(raw, dict) else FORMAT
        if type(version) is not int or version in FORMATS:
            return build(require_fields(raw, fields, optional))
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
