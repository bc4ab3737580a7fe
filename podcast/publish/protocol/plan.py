"""What is to be done on the target, and why: pure.

What goes up is what is wanted and not confirmed, in phases (audio, assets, pages, feed last). What is no longer wanted
gets a tombstone and is deleted when its grace time is over: apps hold URLs that they have not fetched yet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _, format_number, gettext_noop, ngettext
from podcast.publish.headers import PHASES, cache_control, content_type, phase, undigested
from podcast.publish.protocol.state import OWN, Manifest, Row, Tombstone, Wanted
from podcast.publish.targets.target import ABSENT, FOREIGN, Headers, proper

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from podcast.files.digest import Digest

GRACE: Final = {"audio": timedelta(days=30)}
SHORT_GRACE: Final = timedelta(days=7)
# Why something is done with a file, see docs/commands.md.
REASONS: Final = (
    gettext_noop("new"),
    gettext_noop("changed"),
    gettext_noop("missing"),
    gettext_noop("type"),
    gettext_noop("adopted"),
    gettext_noop("retired"),
    gettext_noop("due"),
)


@dataclass(frozen=True, slots=True)
class Upload:
    """An object that goes up; `expected` is the ETag that it replaces, or ABSENT."""

    key: str
    reason: str  # new, changed, missing, type or adopted
    what: Wanted
    expected: str


@dataclass(frozen=True, slots=True)
class Deletion:
    """An object whose grace time is over."""

    key: str
    reason: str  # due
    row: Row


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a publish will do, in order: uploads, then (after the commit) deletions.

    `kept` are the objects that stay as they are; `revived` those among them that had a tombstone; `retired` get one
    now; `waiting` have one that is not due.
    """

    uploads: tuple[Upload, ...] = ()
    deletions: tuple[Deletion, ...] = ()
    kept: Mapping[str, Row] = field(default_factory=dict)
    revived: frozenset[str] = frozenset()
    retired: Mapping[str, Tombstone] = field(default_factory=dict)
    waiting: Mapping[str, Tombstone] = field(default_factory=dict)

    @property
    def jobs(self) -> tuple[Upload | Deletion, ...]:
        """What will be done, in order."""
        return (*self.uploads, *self.deletions)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do, and nothing to write down."""
        return not (self.uploads or self.deletions or self.revived or self.retired)

    @property
    def size(self) -> int:
        """Bytes to upload."""
        return sum(upload.what.digest.size for upload in self.uploads)


def wanted(files: Mapping[str, Digest]) -> dict[str, Wanted]:
    """The files of a build as objects, with their headers and phases.

    Raises:
        PublishError: a file's name is not fit to be published.
    """
    if own := next((key for key in sorted(files) if key.startswith(OWN)), None):
        raise PublishError(
            _("site/{own} is in the way of what publishing keeps on the target; remove it").format(own=own), FOREIGN
        )
    return {
        proper(key): Wanted(digest, Headers(content_type(key), cache_control(key)), phase(key))
        for key, digest in files.items()
    }


def plan(
    wanted: Mapping[str, Wanted],
    confirmed: Manifest | None,
    now: datetime,
    adopted: Mapping[str, Row] | None = None,
) -> Plan:
    """The difference between what is wanted and what the target has confirmed.

    Args:
        wanted: every object of the build by its key.
        confirmed: the manifest that holds; None if nothing was ever published there.
        now: for tombstones: when they begin, and which are due.
        adopted: objects that are not ours, stand where ours are to be, and are taken over.
    """
    manifest, taken = confirmed or Manifest(), adopted or {}
    there = {**taken, **{key: stone.row for key, stone in manifest.tombstones.items()}, **manifest.rows}
    reasons = {key: _reason(what, there.get(key)) for key, what in wanted.items()}
    reasons |= {key: "adopted" for key in taken if reasons.get(key)}
    uploads = (
        Upload(key, reason, wanted[key], there[key].etag if key in there else ABSENT)
        for key, reason in reasons.items()
        if reason
    )
    gone = {key: row for key, row in manifest.rows.items() if key not in wanted and row.etag != ABSENT}
    stones = {key: stone for key, stone in sorted(manifest.tombstones.items()) if key not in wanted}
    return Plan(
        uploads=tuple(sorted(uploads, key=lambda upload: (PHASES.index(upload.what.phase), upload.key))),
        deletions=tuple(Deletion(key, "due", stone.row) for key, stone in stones.items() if stone.not_before <= now),
        kept={key: there[key] for key, reason in sorted(reasons.items()) if not reason},
        revived=frozenset(key for key, reason in reasons.items() if not reason and key not in manifest.rows),
        retired={
            key: Tombstone(row, now + GRACE.get(row.what.phase, SHORT_GRACE)) for key, row in sorted(gone.items())
        },
        waiting={key: stone for key, stone in stones.items() if stone.not_before > now},
    )


def _reason(what: Wanted, row: Row | None) -> str:
    """Why an object goes up; empty if it need not."""
    if row is None:
        return "new"
    if row.etag == ABSENT:
        return "missing"
    if row.what.digest != what.digest:
        return "changed"
    return "" if row.what.headers == what.headers else "type"


def vanishing(plan: Plan) -> tuple[str, ...]:
    """What readers will no longer find, but for files replaced by one of the same name with another digest."""
    replaced = {undigested(key) for key in (*plan.kept, *(upload.key for upload in plan.uploads))}
    return tuple(key for key in plan.retired if undigested(key) not in replaced)


def describe(plan: Plan) -> list[str]:
    """The plan for people: one line to a job with its reason, and one closing sentence."""
    lines = [f"{_why(upload.reason)} {upload.key}  {amount(upload.what.digest.size)}" for upload in plan.uploads]
    lines += [
        _("{reason} {key}  stays until {day:%Y-%m-%d}").format(reason=_why("retired"), key=key, day=stone.not_before)
        for key, stone in plan.retired.items()
    ]
    lines += [_("{reason} {key}  to delete").format(reason=_why("due"), key=one.key) for one in plan.deletions]
    return [*lines, ", ".join(_counts(plan))]


def _why(reason: str) -> str:
    """A reason as a column."""
    return _(reason).ljust(max(len(_(one)) for one in REASONS) + 1)


def _counts(plan: Plan) -> Iterator[str]:
    up, size = len(plan.uploads), amount(plan.size)
    yield _("{count} to upload ({size})").format(count=up, size=size) if up else _("0 to upload")
    yield _("{count} unchanged").format(count=len(plan.kept))
    if plan.retired:
        yield _("{count} retired").format(count=len(plan.retired))
    yield _("{count} to delete").format(count=len(plan.deletions))


def amount(size: int) -> str:
    """A number of bytes for people: `12.3 MB` (decimal, as storage is billed)."""
    for unit, power in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= power:
            return f"{format_number(size / power)} {unit}"
    return ngettext("{count} byte", "{count} bytes", size).format(count=size)
