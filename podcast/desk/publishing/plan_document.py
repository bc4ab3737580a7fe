"""The plan of a publish or an undo as data: what listeners notice, what is refused, and what it costs to upload."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from podcast.desk.waiting_changes import problem_slug
from podcast.feed.diff import FeedChanges
from podcast.publish import clock_guard, feed_guard, rule_guard
from podcast.publish.headers import phase
from podcast.publish.plan_summary import summarise_plan
from podcast.publish.protocol.plan import format_size
from podcast.publish.split_audio.audio_keys import site_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.feed.parse_feed import FeedItem
    from podcast.pipeline.publishing.publish_run import PlannedPublish
    from podcast.publish.protocol.prepare import PreparedPublish

ChangeKind: TypeAlias = Literal["first", "new", "changed", "removed", "show", "page"]
_PAGE_SUFFIX: Final = ".html"


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A change that listeners or readers notice: in a sentence of `podcast publish`, and the episode that it is about.

    `kind` is what it is about; `slug` is empty where that is not one episode. `page` changes have no sentence.
    """

    kind: ChangeKind
    sentence: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class RefusedChange:
    """A change that is refused unless it is meant so: its kind for `allow`, and why, in a sentence."""

    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A plan as data.

    Attributes:
        digest: of all that the plan does; by it the plan is confirmed.
        changes: that listeners or readers notice.
        count: of the changes; episodes of a first feed count one by one.
        notes: sentences about the whole.
        sums: of the files, in words.
        files: to upload.
        size: of these, in words.
        refused: changes that have to be meant so.
        faults: why the feed may not be published at all; empty if it may.
        hints: faults of the feed that are no reason to refuse it.
        is_up_to_date: nothing is to do.
        restored: see `PreparedPublish`; of an undo.
        left_out: the slugs of episodes that have a problem which keeps them back, and what it is.
    """

    digest: str
    changes: tuple[PlannedChange, ...]
    count: int
    notes: tuple[str, ...]
    sums: tuple[str, ...]
    files: int
    size: str
    refused: tuple[RefusedChange, ...] = ()
    faults: str = ""
    hints: tuple[str, ...] = ()
    is_up_to_date: bool = False
    restored: tuple[int, str] | None = None
    left_out: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the plan for an event."""
        return asdict(self)


def publish_document(planned: PlannedPublish) -> PlanDocument:
    """Describe the plan of a publish."""
    from podcast.errors import PublishError

    prepared, show = planned.prepared, planned.show
    verdict = rule_guard.judge_publish(prepared, show)
    faults = ""
    try:
        rule_guard.refuse_faults(verdict)
    except PublishError as error:
        faults = str(error)
    harm = feed_guard.harmful_changes(prepared, planned.changes, show)
    refused = [RefusedChange(change.kind, change.sentence) for change in harm]
    if planned.clock_doubt:
        refused.append(RefusedChange(clock_guard.KIND, planned.clock_doubt))
    document = _document(prepared, tuple(_publish_changes(planned)))
    left_out = tuple((problem_slug(problem), problem.what) for problem in planned.build.pending_problems)
    hints = rule_guard.fault_lines(verdict)
    return replace(document, refused=tuple(refused), faults=faults, hints=hints, left_out=left_out)


def up_to_date_document() -> PlanDocument:
    """Describe a publish that has nothing to do."""
    return PlanDocument(digest="", changes=(), count=0, notes=(), sums=(), files=0, size="", is_up_to_date=True)


def undo_document(prepared: PreparedPublish, sentences: tuple[str, ...]) -> PlanDocument:
    """Describe the plan of an undo; `sentences` say what subscribers will see."""
    at = prepared.restored_published_at
    document = _document(prepared, ())
    return replace(document, notes=sentences, restored=(prepared.restored_generation, at.isoformat() if at else ""))


def _document(prepared: PreparedPublish, changes: tuple[PlannedChange, ...]) -> PlanDocument:
    plan = prepared.plan
    first = sum(change.kind == "first" for change in changes)
    return PlanDocument(
        digest=plan_digest(prepared),
        changes=changes,
        count=len(changes) - first,
        notes=(),
        sums=tuple(summarise_plan(plan)),
        files=len(plan.uploads),
        size=format_size(plan.upload_size),
        is_up_to_date=prepared.is_up_to_date,
    )


def plan_digest(prepared: PreparedPublish) -> str:
    """The digest of what the target will have: equal ones are the same publish, also where one goes on half way."""
    plan = prepared.plan
    files = {key: published.spec.built.sha256 for key, published in plan.unchanged.items()}
    files |= {upload.key: upload.spec.built.sha256 for upload in plan.uploads}
    lines = [prepared.state.head.manifest_sha256, str(prepared.restored_generation)]
    lines += [f"{key} {sha256}" for key, sha256 in sorted(files.items())]
    lines += sorted(f"- {key}" for key in plan.retired)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


# --- what listeners notice -------------------------------------------------------------------------------------------


def _publish_changes(planned: PlannedPublish) -> Iterator[PlannedChange]:
    """Yield the changes of the feed, each in the words of `podcast publish`, then those of pages alone."""
    slugs = {f"{episode.slug}/": episode.slug for episode in planned.show.episodes}
    in_feed = set()
    for kind, item, part in _parts(planned.changes or FeedChanges()):
        slug = slugs.get(item.page, "") if item else ""
        in_feed.add(slug)
        sentences = feed_guard.describe_changes(part, planned.show)
        yield from (PlannedChange(kind, sentence, slug) for sentence in sentences[: None if kind == "first" else -1])
    changed = {upload.key for upload in planned.prepared.plan.uploads if upload.reason != "new"}
    changed_slugs = {slug for slug in slugs.values() if slug not in in_feed and _has_own_change(slug, changed)}
    yield from (PlannedChange("page", "", slug) for slug in sorted(changed_slugs))


def _parts(changes: FeedChanges) -> Iterator[tuple[ChangeKind, FeedItem | None, FeedChanges]]:
    """Yield a difference between feeds in parts, of which each has one sentence."""
    if changes.is_first:
        yield "first", None, replace(changes, new=changes.new)
        for item in changes.new:
            yield "new", item, FeedChanges(new=(item,))
        return
    for item in changes.new:
        yield "new", item, FeedChanges(new=(item,))
    for change in changes.guid_changes:
        yield "changed", change.after, FeedChanges(guid_changes=(change,))
    for change in changes.changed:
        yield "changed", change.after, FeedChanges(changed=(change,))
    for item in changes.removed:
        yield "removed", item, FeedChanges(removed=(item,))
    rest = replace(changes, new=(), guid_changes=(), changed=(), removed=())
    if rest.show or rest.to_archive or rest.from_archive or rest.emptied_seasons:
        yield "show", None, rest


def _has_own_change(slug: str, keys: set[str]) -> bool:
    """Whether a file of an episode is among these, apart from its page: other episodes change that as well."""
    own = (f"{slug}/", f"audio/{slug}.")
    return any(
        site_path(key).startswith(own) and not (phase(key) == "pages" and key.endswith(_PAGE_SUFFIX)) for key in keys
    )
