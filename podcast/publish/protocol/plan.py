"""The plan of a publish: what is to be done on the target, and why. Pure.

Objects that the target has not confirmed are uploaded, in phases (audio, assets, pages, feeds). Objects that are not
needed any more are retired, and deleted when their grace time is over: apps hold URLs that they have not fetched yet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _, format_number, gettext_noop, ngettext
from podcast.publish.headers import DURABLE_PHASES, PHASES, SHARED, cache_control, content_type, phase, without_digest
from podcast.publish.protocol.state import (
    OWN_PREFIX,
    UNKNOWN_HEADERS,
    Manifest,
    ObjectSpec,
    PublishedObject,
    RetiredObject,
)
from podcast.publish.split_audio.audio_keys import site_path
from podcast.publish.targets.target import ABSENT, EXIT_FOREIGN, Headers, validate_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from podcast.files.digest import Digest

GRACE: Final = {"audio": timedelta(days=30), "archives": timedelta(days=30), "sources": timedelta(days=30)}
SHORT_GRACE: Final = timedelta(days=7)
# Why something is done with a file, see docs/en/commands.md.
REASONS: Final = (
    gettext_noop("new"),
    gettext_noop("changed"),
    gettext_noop("missing"),
    gettext_noop("type"),
    gettext_noop("adopted"),
    gettext_noop("retired"),
    gettext_noop("due"),
    gettext_noop("removed"),
)


@dataclass(frozen=True, slots=True)
class Upload:
    """An object to upload; `expected_etag` is the ETag of the object that it replaces, or ABSENT.

    `data` are its bytes if they are not those of the file in site/ (generation_mark.py).
    """

    key: str
    reason: str  # new, changed, missing, type or adopted
    spec: ObjectSpec
    expected_etag: str
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Deletion:
    """An object to delete: a retired one whose grace time is over, or one of a show that is taken down."""

    key: str
    reason: str  # due or removed
    object: PublishedObject


@dataclass(frozen=True, slots=True)
class PublishPlan:
    """Everything that a publish will do, in order: uploads, then (after the commit) deletions.

    `unchanged` are the objects that stay as they are, `reinstated` the keys of those among them that were retired;
    `retired` are retired now; `awaiting_deletion` were retired earlier, and their grace time is not over.
    """

    uploads: tuple[Upload, ...] = ()
    deletions: tuple[Deletion, ...] = ()
    unchanged: Mapping[str, PublishedObject] = field(default_factory=dict)
    reinstated: frozenset[str] = frozenset()
    retired: Mapping[str, RetiredObject] = field(default_factory=dict)
    awaiting_deletion: Mapping[str, RetiredObject] = field(default_factory=dict)

    @property
    def jobs(self) -> tuple[Upload | Deletion, ...]:
        """All uploads and deletions, in order."""
        return (*self.uploads, *self.deletions)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to upload, delete or retire."""
        return not (self.uploads or self.deletions or self.reinstated or self.retired)

    @property
    def upload_size(self) -> int:
        """The number of bytes to upload."""
        return sum(upload.spec.built.size for upload in self.uploads)


def object_specs(files: Mapping[str, Digest]) -> dict[str, ObjectSpec]:
    """The specs of a build's files: their digests, headers and phases, by key.

    Raises:
        PublishError: a file's name cannot be a key.
    """
    if own := next((key for key in sorted(files) if key.startswith(OWN_PREFIX)), None):
        raise PublishError(
            _("site/{own} conflicts with the state that publishing keeps on the target; remove it").format(own=own),
            EXIT_FOREIGN,
        )
    return {
        validate_key(key): ObjectSpec(digest, Headers(content_type(key), cache_control(key)), phase(key))
        for key, digest in files.items()
    }


def plan_publish(
    specs: Mapping[str, ObjectSpec],
    confirmed: Manifest | None,
    now: datetime,
    adopted: Mapping[str, PublishedObject] | None = None,
) -> PublishPlan:
    """Compare a build with what the target has confirmed.

    Args:
        specs: every object of the build by its key.
        confirmed: the manifest; None if nothing was ever published there.
        now: for retired objects: when their grace time begins, and whether it is over.
        adopted: foreign objects at keys of the build, which are taken over.
    """
    manifest, adopted = confirmed or Manifest(), adopted or {}
    existing = {**adopted, **{key: item.object for key, item in manifest.retired.items()}, **manifest.objects}
    reasons = {key: _reason(spec, existing.get(key)) for key, spec in specs.items()}
    reasons |= {key: "adopted" for key in adopted if reasons.get(key)}
    uploads = (
        Upload(key, reason, specs[key], existing[key].etag if key in existing else ABSENT)
        for key, reason in reasons.items()
        if reason
    )
    gone = {key: item for key, item in manifest.objects.items() if key not in specs and item.etag != ABSENT}
    ended = [key for key in sorted(gone) if key.startswith(SHARED)]  # previews, which are not to stay for a while
    retired = {key: item for key, item in sorted(manifest.retired.items()) if key not in specs}
    due = [Deletion(key, "due", item.object) for key, item in retired.items() if item.delete_after <= now]
    return PublishPlan(
        uploads=tuple(sorted(uploads, key=lambda upload: (PHASES.index(upload.spec.phase), upload.key))),
        deletions=(*(Deletion(key, "removed", gone[key]) for key in ended), *due),
        unchanged={key: existing[key] for key, reason in sorted(reasons.items()) if not reason},
        reinstated=frozenset(key for key, reason in reasons.items() if not reason and key not in manifest.objects),
        retired={
            key: RetiredObject(item, now + GRACE.get(item.spec.phase, SHORT_GRACE))
            for key, item in sorted(gone.items())
            if key not in ended
        },
        awaiting_deletion={key: item for key, item in retired.items() if item.delete_after > now},
    )


def plan_unpublish(confirmed: Manifest, now: datetime, *, delete_audio: bool = False) -> PublishPlan:
    """Plan to take everything away that the target has of a show; audio is retired, because apps hold its URL.

    Deletions are in the reverse order of uploads: the show's feed is the first to go, then what feeds name.

    Args:
        confirmed: what the target has.
        now: for retired objects: when their grace time begins, and whether it is over.
        delete_audio: delete audio as well, without grace time.
    """
    present = {key: item for key, item in confirmed.objects.items() if item.etag != ABSENT}
    retired = {
        key: RetiredObject(item, now + GRACE["audio"])
        for key, item in sorted(present.items())
        if item.spec.phase in DURABLE_PHASES and not delete_audio
    }
    waiting = {
        key: item
        for key, item in sorted(confirmed.retired.items())
        if item.object.spec.phase in DURABLE_PHASES and item.delete_after > now and not delete_audio
    }
    reasons = {key: "due" if item.delete_after <= now else "removed" for key, item in confirmed.retired.items()}
    existing = {**{key: item.object for key, item in confirmed.retired.items()}, **present}
    deletions = [
        Deletion(key, reasons.get(key, "removed"), item)
        for key, item in existing.items()
        if key not in retired and key not in waiting
    ]
    order = {name: number for number, name in enumerate(reversed(PHASES))}
    deletions.sort(key=lambda deletion: (order[deletion.object.spec.phase], deletion.key))
    return PublishPlan(deletions=tuple(deletions), retired=retired, awaiting_deletion=waiting)


def _reason(spec: ObjectSpec, published: PublishedObject | None) -> str:
    """The reason why an object is uploaded; empty if it need not be."""
    if published is None:
        return "new"
    if published.etag == ABSENT:
        return "missing"
    if published.spec.built != spec.built or published.spec.headers == UNKNOWN_HEADERS:
        return "changed"
    return "" if published.spec.headers == spec.headers else "type"


def vanishing_keys(plan: PublishPlan) -> tuple[str, ...]:
    """The keys that readers will no longer find, except those of files replaced by the same with another digest.

    Readers never find sources.
    """
    replaced = {_name(key) for key in (*plan.unchanged, *(upload.key for upload in plan.uploads))}
    return tuple(key for key in plan.retired if _name(key) not in replaced and phase(key) != "sources")


def _name(key: str) -> str:
    """A key without the digest and the place in it: it stays the same when the file is replaced or moved."""
    return without_digest(site_path(key))


def format_size(size: int) -> str:
    """Format a number of bytes: `12.3 MB` (decimal, as storage is billed)."""
    for unit, power in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= power:
            return f"{format_number(size / power)} {unit}"
    return ngettext("{count} byte", "{count} bytes", size).format(count=size)
