"""The contents of the documents of `podcast.cli.publish_documents`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.cli.documents.publish_documents import (
        CdnDocument,
        EpisodeChangesDocument,
        EpisodeDocument,
        OutsideDocument,
        TransferDocument,
    )
    from podcast.cli.publishing import ChosenTarget, Transfer
    from podcast.feed.diff import FeedChanges
    from podcast.feed.parse_feed import FeedItem
    from podcast.model.show import Show
    from podcast.publish.cdn import CdnResult
    from podcast.publish.outside import ExternalCheckResult


def no_transfer(chosen: ChosenTarget, *, dry_run: bool) -> TransferDocument:
    """Describe a target that stays as it is."""
    from podcast.publish.protocol.recovery import read_state

    generation = read_state(chosen.target, chosen.settings.guid).head.generation
    return empty_transfer(chosen, generation, dry_run=dry_run)


def empty_transfer(chosen: ChosenTarget, generation: int, *, dry_run: bool) -> TransferDocument:
    """Describe a target that a publish does not change, and its generation."""
    return {
        "target": {"location": chosen.location, "source": chosen.source},
        "generation": generation,
        "dry_run": dry_run,
        "done": False,
        "sums": [],
        "uploaded": [],
        "retired": [],
        "deleted": [],
        "cdn": None,
    }


def transfer_document(transfer: Transfer) -> TransferDocument:
    """Describe a transfer that was carried out, or would be."""
    from podcast.publish.plan_summary import upload_sums

    plan, chosen = transfer.prepared.plan, transfer.chosen
    return {
        "target": {"location": chosen.location, "source": chosen.source},
        "generation": transfer.generation,
        "dry_run": transfer.dry_run,
        "done": transfer.done,
        "sums": [{"kind": item.kind, "files": item.files, "bytes": item.bytes} for item in upload_sums(plan)],
        "uploaded": [upload.key for upload in plan.uploads],
        "retired": list(plan.retired),
        "deleted": [deletion.key for deletion in plan.deletions if deletion.key not in transfer.left_alone],
        "cdn": _cdn_document(transfer.cdn) if transfer.cdn else None,
    }


def _cdn_document(result: CdnResult) -> CdnDocument:
    """Describe what a CDN had to drop."""
    return {
        "provider": result.provider,
        "addresses": list(result.invalidation.urls),
        "everything": result.invalidation.is_complete,
        "error": result.error.reason if result.error else None,
        "remedy": (result.error.remedy or None) if result.error else None,
    }


def episode_changes_document(changes: FeedChanges | None, show: Show | None) -> EpisodeChangesDocument:
    """Describe what subscribers will see; without changes nothing, of no show."""
    from podcast.feed.diff import FeedChanges

    changes = changes or FeedChanges()
    withdrawn = {episode.guid for episode in show.withdrawn_episodes} if show else set()
    replaced = [change.after for change in changes.changed if "audio file" in change.fields]
    changed = [change.after for change in (*changes.changed, *changes.guid_changes) if change.after not in replaced]
    return {
        "new": _episodes(changes.new),
        "replaced": _episodes(replaced),
        "changed": _episodes(changed),
        "withdrawn": _episodes(item for item in changes.removed if item.guid in withdrawn),
        "removed": _episodes(item for item in changes.removed if item.guid not in withdrawn),
        "archived": _episodes(changes.to_archive),
        "returning": _episodes(changes.from_archive),
    }


def _episodes(items: Iterable[FeedItem]) -> list[EpisodeDocument]:
    return [
        {
            "guid": item.guid,
            "title": item.title,
            "season": int(item.season) if item.season else None,
            "episode": int(item.number) if item.number else None,
        }
        for item in items
    ]


def outside_document(result: ExternalCheckResult) -> OutsideDocument:
    """Describe the check of the public site."""
    from podcast.publish.outside import describe_hints
    from podcast.publish.outside.remedies import FAULTS, remedy, store_name

    expected = result.expected
    return {
        "skipped": result.skipped or (_("it cannot be reached yet") if result.is_unreachable_yet else None),
        "faults": [
            {
                "url": completed.probe.url,
                "fault": completed.result.fault,
                "effect": _(FAULTS[completed.result.fault].effect),
                "detail": completed.result.detail,
                "remedy": remedy(
                    completed.result.fault,
                    store_name(*expected.store_of(completed.probe.kind), completed.result.headers),
                ),
            }
            for completed in result.failed
        ],
        "hints": list(describe_hints(result)),
        "available_since": result.audible_since.isoformat() if result.audible_since else None,
    }
