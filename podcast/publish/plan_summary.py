"""Summary of a publish: how many pages, recordings and other files it uploads, retires and deletes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from podcast.i18n import _, format_day, ngettext
from podcast.publish.headers import FEEDS, phase
from podcast.publish.protocol.plan import REASONS, format_size
from podcast.publish.split_audio.audio_keys import site_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podcast.publish.protocol.plan import PublishPlan

FileKind: TypeAlias = Literal["page", "recording", "feed", "picture", "other", "source"]
KINDS: Final[tuple[FileKind, ...]] = ("page", "recording", "feed", "picture", "other", "source")
_PICTURES: Final = frozenset({".avif", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp"})


@dataclass(frozen=True, slots=True)
class KindSum:
    """The files of one kind that a publish uploads, and their bytes."""

    kind: FileKind
    files: int
    bytes: int


def file_kind(key: str) -> FileKind:
    """The kind of a file of the site, or of the private part of the target."""
    if phase(key) == "sources":
        return "source"
    suffix = PurePosixPath(key).suffix.lower()
    if phase(key) in FEEDS:
        return "feed"
    if suffix == ".html":
        return "page"
    if phase(key) == "audio":
        return "recording"
    return "picture" if suffix in _PICTURES else "other"


def upload_sums(plan: PublishPlan) -> tuple[KindSum, ...]:
    """The files that a publish uploads, by kind; kinds without a file are left out."""
    sizes = [(file_kind(upload.key), upload.spec.built.size) for upload in plan.uploads]
    counts = Counter(kind for kind, _size in sizes)
    return tuple(
        KindSum(kind, counts[kind], sum(size for other, size in sizes if other == kind))
        for kind in KINDS
        if counts[kind]
    )


def summarise_plan(plan: PublishPlan) -> list[str]:
    """Summarise a plan in lines: uploads, retired files, deletions."""
    lines = []
    if plan.uploads:
        files, size = count_kinds(upload.key for upload in plan.uploads), format_size(plan.upload_size)
        lines.append(_("to upload: {files} ({size})").format(files=files, size=size))
    if plan.retired:
        until = max(item.delete_after for item in plan.retired.values())
        sentence = _("no longer needed: {files}; deleted by the first publish after {day}")
        lines.append(sentence.format(files=count_kinds(plan.retired), day=format_day(until)))
    if plan.deletions:
        files = count_kinds(deletion.key for deletion in plan.deletions)
        lines.append(_("to delete: {files}").format(files=files))
    if plan.unchanged:
        count = len(plan.unchanged)
        lines.append(ngettext("unchanged: {count} file", "unchanged: {count} files", count).format(count=count))
    return lines


def count_kinds(keys: Iterable[str]) -> str:
    """Count files by kind, in words: `3 pages, 1 recording`."""
    counts = Counter(map(file_kind, keys))
    return ", ".join(_counted(kind, counts[kind]) for kind in KINDS if counts[kind])


def _counted(kind: FileKind, count: int) -> str:
    match kind:
        case "page":
            text = ngettext("{count} page", "{count} pages", count)
        case "recording":
            text = ngettext("{count} recording", "{count} recordings", count)
        case "feed":
            text = ngettext("{count} feed", "{count} feeds", count)
        case "picture":
            text = ngettext("{count} picture", "{count} pictures", count)
        case "other":
            text = ngettext("{count} other file", "{count} other files", count)
        case "source":
            text = ngettext("{count} source file", "{count} source files", count)
    return text.format(count=count)


def describe_plan(plan: PublishPlan) -> list[str]:
    """Describe the plan: a line for each job with its reason, and a closing line with the totals."""
    lines = [
        f"{_column(item.reason)} {site_path(item.key)}  {format_size(item.spec.built.size)}" for item in plan.uploads
    ]
    lines += [
        _("{reason} {key}  stays until {day:%Y-%m-%d}").format(
            reason=_column("retired"), key=site_path(key), day=item.delete_after
        )
        for key, item in plan.retired.items()
    ]
    lines += [
        _("{reason} {key}  to delete").format(reason=_column(deletion.reason), key=site_path(deletion.key))
        for deletion in plan.deletions
    ]
    return [*lines, ", ".join(_totals(plan))]


def _column(reason: str) -> str:
    """A reason, padded to the width of a column."""
    return _(reason).ljust(max(len(_(other)) for other in REASONS) + 1)


def _totals(plan: PublishPlan) -> Iterator[str]:
    count, size = len(plan.uploads), format_size(plan.upload_size)
    yield _("{count} to upload ({size})").format(count=count, size=size) if count else _("0 to upload")
    yield _("{count} unchanged").format(count=len(plan.unchanged))
    if plan.retired:
        yield _("{count} retired").format(count=len(plan.retired))
    yield _("{count} to delete").format(count=len(plan.deletions))
