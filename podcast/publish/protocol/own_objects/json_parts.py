"""Parts of the JSON of the publisher's own objects: their fields, and how each part is read.

A part that is damaged raises ValueError or KeyError.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from podcast.files.digest import Digest
from podcast.i18n import _
from podcast.publish.headers import PHASES
from podcast.publish.protocol.state import (
    DELETABLE_PREFIXES,
    AudioPlace,
    Lease,
    ObjectSpec,
    PastGeneration,
    PublishedObject,
    RetiredObject,
    Share,
)
from podcast.publish.targets.target import Capabilities, Headers, validate_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Fields = dict[str, Any]

T = TypeVar("T")

# The fields of each JSON object, and their types; those of type `ANY` are checked when they are read.
ANY: Final = object
_DIGEST: Final = {"size": int, "md5": str, "sha256": str}
_HEADERS: Final = {"content_type": str, "cache_control": str}
SPEC: Final = {**_DIGEST, **_HEADERS, "phase": str}
SPEC_OPTIONAL: Final[Mapping[str, type]] = {"built": dict}
NO_FIELDS: Final[Mapping[str, type]] = {}
OBJECT: Final = {**SPEC, "etag": str}
_RETIRED: Final = {**OBJECT, "delete_after": str}
_SHARE: Final = {"slug": str, "expires_at": str}
_PAST: Final = {"generation": int, "manifest_key": str, "copy_keys": list}
_LEASE: Final = {"owner": str, "host": str, "pid": int, "started_at": str, "expires_at": str}
_CAPABILITIES: Final = {
    "conditional_writes": bool,
    "quoted_etags": bool,
    "checks_md5": bool,
    "identity_encoding": bool,
}
CAPABILITIES_DEFAULTS: Final = {"renames_over": True, "writes_whole": False}
_CAPABILITIES_OPTIONAL: Final[Mapping[str, type]] = dict.fromkeys(CAPABILITIES_DEFAULTS, bool)
_PLACE: Final = {"target": str, "endpoint": ANY, "region": ANY, "token": str, "capabilities": ANY}


def require_fields(raw: object, types: Mapping[str, type], optional: Mapping[str, type] = NO_FIELDS) -> Fields:
    """Return a JSON object if it has these fields and no others, each of just that type (`true` is no number).

    Raises:
        ValueError: it is none, or has others.
    """
    if not isinstance(raw, dict) or raw.keys() - optional.keys() != types.keys():
        raise ValueError(_("not an object with the fields {types}").format(types=", ".join(sorted(types))))
    for name, kind in (*types.items(), *((name, kind) for name, kind in optional.items() if name in raw)):
        if kind is not ANY and type(raw[name]) is not kind:
            raise ValueError(_("{name} is not {kind}").format(name=name, kind=kind.__name__))
    return raw


def optional_value(raw: Any, parse: Callable[[Any], T]) -> T | None:
    """Parse a value that may be null."""
    return None if raw is None else parse(raw)


def own_keys(raw: list[Any]) -> tuple[str, ...]:
    """Keys of the publisher's own objects; no other key may be in such a list, because these get deleted.

    Raises:
        ValueError: one is.
    """
    if not all(isinstance(key, str) and key.startswith(DELETABLE_PREFIXES) and validate_key(key) for key in raw):
        raise ValueError(_("a list of state objects contains something else"))
    return tuple(raw)


def parse_past(raw: Any) -> PastGeneration:
    """Parse an earlier generation."""
    require_fields(raw, _PAST)
    (manifest_key,) = own_keys([raw["manifest_key"]])
    return PastGeneration(raw["generation"], manifest_key, own_keys(raw["copy_keys"]))


def parse_lease(raw: Any) -> Lease:
    """Parse a lease."""
    require_fields(raw, _LEASE)
    started_at, expires_at = parse_time(raw["started_at"]), parse_time(raw["expires_at"])
    return Lease(raw["owner"], raw["host"], raw["pid"], started_at, expires_at)


def parse_place(raw: Any) -> AudioPlace:
    """Parse a place of audio."""
    require_fields(raw, _PLACE)
    capabilities = optional_value(raw["capabilities"], parse_capabilities)
    return AudioPlace(
        raw["target"],
        optional_value(raw["endpoint"], str),
        optional_value(raw["region"], str),
        raw["token"],
        capabilities,
    )


def parse_capabilities(raw: Any) -> Capabilities:
    """Parse the capabilities of a target."""
    return Capabilities(**require_fields(raw, _CAPABILITIES, _CAPABILITIES_OPTIONAL))


def parse_spec(raw: Fields) -> ObjectSpec:
    """Parse what an object should be.

    Raises:
        ValueError: its phase is unknown.
    """
    if raw["phase"] not in PHASES:
        raise ValueError(_("unknown phase {phase}").format(phase=raw["phase"]))
    headers = Headers(*(raw[field] for field in _HEADERS))
    return ObjectSpec(_parse_digest(raw), headers, raw["phase"], optional_value(raw.get("built"), _parse_built))


def _parse_built(raw: Any) -> Digest:
    return _parse_digest(require_fields(raw, _DIGEST))


def _parse_digest(raw: Fields) -> Digest:
    return Digest(*(raw[field] for field in _DIGEST))


def parse_object(raw: Any, fields: Mapping[str, type]) -> PublishedObject:
    """Parse an object that has these fields."""
    raw = require_fields(raw, fields, SPEC_OPTIONAL)
    return PublishedObject(parse_spec(raw), raw["etag"])


def parse_retired(raw: Any) -> RetiredObject:
    """Parse a retired object."""
    return RetiredObject(parse_object(raw, _RETIRED), parse_time(raw["delete_after"]))


def parse_share(raw: Any) -> Share:
    """Parse a preview of an episode; raises ValueError where it is damaged."""
    fields = require_fields(raw, _SHARE)
    return Share(fields["slug"], parse_time(fields["expires_at"]))


def parse_time(raw: Any) -> datetime:
    """Parse a time.

    Raises:
        ValueError: it is none, or has no time zone.
    """
    time = datetime.fromisoformat(raw) if isinstance(raw, str) else None
    if time is None or time.tzinfo is None:
        raise ValueError(_("{raw} is not a time with a time zone").format(raw=raw))
    return time
