"""The show's own files in the private part of a target: objects by their digest, and a list that gives them names.

Every file is an object `.podcast/sources/<sha256>`, and so is the list, JSON that names each file with its size and
digest. All of them are ordinary objects of the manifest, which names the list: plan, intents, recovery, verify and
grace times treat them as they treat audio, whose names hold a digest as well. No name of a file is outside of the list,
so whoever may read the manifest learns nothing about drafts. See docs/decisions/archive.md.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from podcast.files.digest import Digest, bytes_digest
from podcast.i18n import _
from podcast.publish.headers import SOURCES, cache_control, content_type
from podcast.publish.protocol.state import Manifest, ObjectSpec, PublishedObject, damaged_error
from podcast.publish.targets.target import ABSENT, Headers, validate_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.publish.protocol.plan import PublishPlan
    from podcast.publish.protocol.recovery import TargetState

LIST_FORMAT: Final = 1
_FIELDS: Final = {"size": int, "md5": str, "sha256": str}


@dataclass(frozen=True, slots=True)
class ShowSources:
    """The show's own files that a publish keeps on its target.

    Args:
        root: the show's folder.
        files: their digests, by their paths below it, with `/` between the parts.
        list_sha256: of the list, if it is on the target already; empty: that of `files`.
    """

    root: Path = Path()
    files: Mapping[str, Digest] = field(default_factory=dict)
    list_sha256: str = ""

    @property
    def listing(self) -> bytes:
        """The list of the files, as JSON."""
        files = {name: _digest_json(digest) for name, digest in self.files.items()}
        value = {"format": LIST_FORMAT, "files": files}
        return json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1).encode()

    @property
    def sha256(self) -> str:
        """The SHA-256 of the list; empty if nothing is kept."""
        return self.list_sha256 or (bytes_digest(self.listing).sha256 if self.files else "")

    def specs(self) -> dict[str, ObjectSpec]:
        """The specs of the objects, by key: one for each content, and that of the list."""
        digests = [*self.files.values(), bytes_digest(self.listing)] if self.files else []
        return {source_key(digest.sha256): _spec(digest) for digest in digests}

    def paths(self) -> dict[str, Path]:
        """A file for each object, by its key."""
        return {source_key(digest.sha256): self.root / name for name, digest in self.files.items()}


def source_key(sha256: str) -> str:
    """The key of the object with this content."""
    return f"{SOURCES}{sha256}"


def with_source_list(plan: PublishPlan, sources: ShowSources) -> PublishPlan:
    """Return the plan in which the upload of the list has its bytes."""
    key = source_key(sources.sha256)
    uploads = (replace(item, data=sources.listing) if item.key == key else item for item in plan.uploads)
    return replace(plan, uploads=tuple(uploads))


def without_sources(manifest: Manifest) -> Manifest:
    """Return the manifest without sources: what is compared with site/, which has none."""
    objects = {key: item for key, item in manifest.objects.items() if not key.startswith(SOURCES)}
    retired = {key: item for key, item in manifest.retired.items() if not key.startswith(SOURCES)}
    return replace(manifest, objects=objects, retired=retired)


def restorable_sources(state: TargetState, past: Manifest) -> tuple[ShowSources, dict[str, ObjectSpec]]:
    """The sources of an earlier generation, as long as the target has all of them; else those that are live.

    Args:
        state: of the target.
        past: the manifest of the earlier generation.
    """
    available = present_sources(state.confirmed)
    manifest = past if present_sources(past).keys() <= available.keys() else state.manifest
    live_keys = {key for key in manifest.objects if key.startswith(SOURCES)}
    return ShowSources(list_sha256=manifest.sources), {key: available[key].spec for key in live_keys & available.keys()}


def present_sources(manifest: Manifest) -> dict[str, PublishedObject]:
    """The objects of sources that are there, live or retired, by key."""
    retired = {key: item.object for key, item in manifest.retired.items()}
    objects = {**retired, **manifest.objects}
    return {key: item for key, item in objects.items() if key.startswith(SOURCES) and item.etag != ABSENT}


def parse_source_list(key: str, data: bytes) -> dict[str, Digest]:
    """Parse a list of sources, strictly, because its paths become files on a disk; return the digests by path.

    Raises:
        PublishError: it is damaged, of an unknown format, or names a path that leads out of a folder.
    """
    try:
        value: dict[str, Any] = json.loads(data)
        files = {validate_key(name): _parse_digest(row) for name, row in value["files"].items()}
        is_known = value["format"] == LIST_FORMAT
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise damaged_error(key, str(error)[:120]) from error
    if not is_known:
        raise damaged_error(key, _("unknown format"))
    return files


def _spec(digest: Digest) -> ObjectSpec:
    key = source_key(digest.sha256)
    return ObjectSpec(digest, Headers(content_type(key), cache_control(key)), "sources")


def _digest_json(digest: Digest) -> dict[str, Any]:
    return {name: getattr(digest, name) for name in _FIELDS}


def _parse_digest(row: Mapping[str, Any]) -> Digest:
    if any(type(row[name]) is not kind for name, kind in _FIELDS.items()):
        raise ValueError(_("a digest is not one"))
    return Digest(*(row[name] for name in _FIELDS))
