"""What the head says, and what is really there after a publisher died: reads only, never writes.

While the head names no open intent, the manifest is the truth and nothing else is asked. An open intent names all that
a dead publisher may have written or deleted; then the target is listed once, and each object in question is recognised
by its bytes: the latest intent that touched it decides what it is for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.files import Digest, digest_of
from podcast.publish.headers import phase
from podcast.publish.state import (
    HEAD,
    Head,
    Intent,
    Manifest,
    Row,
    Tombstone,
    Wanted,
    damaged,
    head_of,
    intent_of,
    manifest_of,
)
from podcast.publish.store import ABSENT, REFUSED, Headers, Stored, Target, same_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Known:
    """What the publisher's own objects on a target say.

    `etag` is the head's (ABSENT on an empty target). `written` is the manifest as it stands there, `confirmed` is the
    same put right by what was found; they differ only while an intent is open.
    """

    head: Head
    etag: str
    written: Manifest
    intents: tuple[Intent, ...]
    confirmed: Manifest

    def owned(self, key: str) -> list[Wanted]:
        """What we may have put at a key ourselves, latest first."""
        found = [intent.objects[key] for intent in reversed(self.intents) if key in intent.objects]
        rows = [self.written.rows[key]] if key in self.written.rows else []
        rows += [self.written.tombstones[key].row] if key in self.written.tombstones else []
        return [*found, *(row.what for row in rows)]


def known(target: Target, site: str) -> Known:
    """Reads the head and what it names: one request if the manifest is at hand and no intent is open.

    Raises:
        PublishError: the target belongs to another show, is damaged, or of an unknown format.
    """
    found = target.get(HEAD)
    if found is None:
        return Known(Head(site), ABSENT, Manifest(), (), Manifest())
    head = head_of(found[0])
    if head.site != site:
        raise PublishError(
            f"another show is published there (guid {head.site}, this one is {site}); nothing was changed. "
            "Choose another bucket, prefix or folder in `publish: target:`",
            REFUSED,
        )
    manifest = manifest_of(head.manifest, _immutable(target, head.manifest, head.sha)) if head.gen else Manifest()
    intents = tuple(intent_of(key, _immutable(target, key)) for key in head.open)
    before = Known(head, found[1], manifest, intents, manifest)
    return replace(before, confirmed=_surveyed(target, before)) if intents else before


def _immutable(target: Target, key: str, sha: str = "") -> bytes:
    """One of our immutable objects; its digest is in its name, the manifest's whole SHA-256 in the head."""
    found = target.get(key)
    if found is None:
        raise damaged(key, "it is missing")
    actual = digest_of(found[0]).sha256
    if actual[:8] != key.removesuffix(".json").rpartition("-")[2] or sha not in {"", actual}:
        raise damaged(key, "its bytes do not fit its digest")
    return found[0]


def _surveyed(target: Target, before: Known) -> Manifest:
    """The manifest, put right by what is there."""
    touched = sorted({key for intent in before.intents for key in intent.objects})
    there = {stored.key: stored for stored in target.list("")}
    rows = {key: row for key, row in before.written.rows.items() if key not in touched}
    stones = {key: stone for key, stone in before.written.tombstones.items() if key not in touched}
    for key, found in _found(target, before, touched, there):
        if isinstance(found, Tombstone):
            stones[key] = found
        else:
            rows[key] = found
    return replace(before.written, rows=rows, tombstones=stones)


def _found(
    target: Target, before: Known, touched: list[str], there: dict[str, Stored]
) -> Iterator[tuple[str, Row | Tombstone]]:
    for key in touched:
        stored = there.get(key)
        if stored is None:
            if key in before.written.rows:
                yield key, Row(before.written.rows[key].what, ABSENT)
        elif what := _recognised(target, before, stored):
            latest = next(intent for intent in reversed(before.intents) if key in intent.objects)
            row = Row(what, stored.etag)
            yield key, Tombstone(row, latest.at) if latest.deletes else row
        elif key in before.written.rows:
            yield key, Row(Wanted(Digest(stored.size, "", ""), Headers("", ""), phase(key)), stored.etag)


def _recognised(target: Target, before: Known, stored: Stored) -> Wanted | None:
    """Which of our objects this is; with no headers if we wrote these bytes with more than one kind of them."""
    ours = [what for what in before.owned(stored.key) if same_bytes(target, stored, what.digest)]
    if not ours:
        return None
    return ours[0] if all(what == ours[0] for what in ours) else replace(ours[0], headers=Headers("", ""))
