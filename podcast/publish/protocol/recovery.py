"""What the head says, and what is really there after a publisher died: reads only, never writes.

While the head names no open intent, the manifest is the truth and nothing else is asked. An open intent names all that
a dead publisher may have written or deleted; then the target is listed once, and each object in question is recognised
by its bytes: the latest intent that touched it decides what it is for. What `podcast verify` found wrong is written
down as an intent, too: in its objects nothing is believed but that they are ours to put right.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.files.digest import Digest, digest_of
from podcast.i18n import _
from podcast.publish.headers import phase
from podcast.publish.protocol.state import (
    HEAD,
    SPENDABLE,
    Head,
    Intent,
    Manifest,
    Row,
    Tombstone,
    Wanted,
    damaged,
    fits,
)
from podcast.publish.protocol.state_json import head_of, intent_of, manifest_of
from podcast.publish.targets.target import ABSENT, REFUSED, Headers, Stored, Target, same_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Known:
    """What the publisher's own objects on a target say.

    `etag` is the head's (ABSENT on an empty target). `written` is the manifest as it stands there, `confirmed` is the
    same put right by what was found; they differ only while an intent is open. `left` are objects of the publisher's
    own that nothing names, because somebody died just then; they are seen only while an intent is open, too.
    """

    head: Head
    etag: str
    written: Manifest
    intents: tuple[Intent, ...]
    confirmed: Manifest
    left: tuple[str, ...] = ()

    def named(self) -> set[str]:
        """The publisher's own objects that are still needed, or will be deleted by the next publish."""
        past = {key for one in self.written.history for key in (one.manifest, *one.copies)}
        copies = {intent.copy for intent in self.intents}
        return {HEAD, self.head.manifest, *self.head.open, *self.written.spent} | past | copies

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
            _(
                "another show is published there (guid {theirs}, this one is {ours}); nothing was changed. "
                "Choose another bucket, prefix or folder in `publish: target:`"
            ).format(theirs=head.site, ours=site),
            REFUSED,
        )
    manifest = manifest_of(head.manifest, immutable(target, head.manifest, head.sha)) if head.gen else Manifest()
    intents = tuple(intent_of(key, immutable(target, key)) for key in head.open)
    before = Known(head, found[1], manifest, intents, manifest)
    return _surveyed(target, before) if intents else before


def immutable(target: Target, key: str, sha: str = "") -> bytes:
    """One of our immutable objects; its digest is in its name, the manifest's whole SHA-256 in the head.

    Raises:
        PublishError: it is gone, or not what its name says.
    """
    found = target.get(key)
    if found is None:
        raise damaged(key, _("it is missing"))
    if not fits(key, found[0]) or sha not in {"", digest_of(found[0]).sha256}:
        raise damaged(key, _("its bytes do not fit its digest"))
    return found[0]


def _surveyed(target: Target, before: Known) -> Known:
    """The same, put right by what is there."""
    touched = sorted({key for intent in before.intents for key in intent.objects})
    there = {stored.key: stored for stored in target.list("")}
    rows = {key: row for key, row in before.written.rows.items() if key not in touched}
    stones = {key: stone for key, stone in before.written.tombstones.items() if key not in touched}
    for key, found in _found(target, before, touched, there):
        if isinstance(found, Tombstone):
            stones[key] = found
        else:
            rows[key] = found
    left = {key for key in there if key.startswith(SPENDABLE)} - before.named()
    confirmed = replace(before.written, rows=rows, tombstones=stones)
    return replace(before, confirmed=confirmed, left=tuple(sorted(left)))


def _found(
    target: Target, before: Known, touched: list[str], there: dict[str, Stored]
) -> Iterator[tuple[str, Row | Tombstone]]:
    doubted = {key for intent in before.intents if intent.kind == "doubts" for key in intent.objects}
    for key in touched:
        stored = there.get(key)
        if stored is None:
            if key in before.written.rows:
                yield key, Row(before.written.rows[key].what, ABSENT)
        elif key not in doubted and (what := _recognised(target, before, stored)):
            latest = next(intent for intent in reversed(before.intents) if key in intent.objects)
            row = Row(what, stored.etag)
            yield key, Tombstone(row, latest.at) if latest.kind == "deletes" else row
        elif key in before.written.rows:
            yield key, unknown(stored)


def unknown(stored: Stored) -> Row:
    """An object that may be overwritten, whatever it is."""
    return Row(Wanted(Digest(stored.size, "", ""), Headers("", ""), phase(stored.key)), stored.etag)


def _recognised(target: Target, before: Known, stored: Stored) -> Wanted | None:
    """Which of our objects this is; with no headers if we wrote these bytes with more than one kind of them."""
    ours = [what for what in before.owned(stored.key) if same_bytes(target, stored, what.digest)]
    if not ours:
        return None
    return ours[0] if all(what == ours[0] for what in ours) else replace(ours[0], headers=Headers("", ""))
