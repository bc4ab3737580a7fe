"""An import as the document of the command, which the report shows as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.cli.json_output import problem_documents
from podcast.i18n import _
from podcast.importing.proof.difference_rules import DIFFERENCE_RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.cli.documents.import_documents import (
        DifferentEpisodeDocument,
        ImportDetails,
        ImportDifferenceDocument,
        MoveDetails,
        ProofDocument,
        SourceFeedDocument,
    )
    from podcast.importing.import_result import ImportResult
    from podcast.importing.moving.move_report import MoveReport
    from podcast.importing.proof.import_proof import EpisodeProof, ImportDifference, ImportProof


def import_document(result: ImportResult, steps: list[str], *, with_audio: bool) -> ImportDetails:
    """Return the document of an import.

    Args:
        result: of the import.
        steps: at the old host.
        with_audio: whether audio was fetched.
    """
    return {
        "feed": _source(result),
        "folder": str(result.root),
        "new": [
            {"slug": episode.slug, "guid": episode.guid, "title": str(episode.fields.get("title") or "")}
            for episode in result.imported.episodes
        ],
        "unchanged": len(result.imported.existing_slugs),
        "written": [path.relative_to(result.root).as_posix() for path in result.written],
        "failed": [
            {
                "url": failure.download.url,
                "path": failure.download.path.as_posix(),
                "kind": failure.download.kind,
                "reason": failure.sentence,
            }
            for failure in result.failed
        ],
        "findings": [
            {"rule": finding.rule, "where": finding.where, "message": finding.sentence, "kind": finding.kind}
            for finding in result.findings
        ],
        "problems": problem_documents(result.problems),
        "proof": _proof(result.proof, with_audio=with_audio) if result.proof else None,
        "steps": steps,
    }


def move_document(old_feed: str, new_feed: str, report: MoveReport) -> MoveDetails:
    """Return the document of a check of a move."""
    return {
        "old_feed": old_feed,
        "new_feed": new_feed,
        "complete": report.is_complete,
        "passed": [*report.passed],
        "problems": [*report.problems],
        "hints": [*report.hints],
    }


def _source(result: ImportResult) -> SourceFeedDocument:
    return {
        "location": result.source.location,
        "title": result.title,
        "items": len(result.source.items),
        "documents": len(result.source.documents),
    }


def _proof(proof: ImportProof, *, with_audio: bool) -> ProofDocument:
    return {
        "compared": proof.compared,
        "equal": proof.equal,
        "lossless": proof.is_lossless,
        "with_audio": with_audio,
        "show": _differences(proof.show),
        "episodes": [_episode(episode) for episode in proof.episodes],
    }


def _episode(episode: EpisodeProof) -> DifferentEpisodeDocument:
    return {
        "slug": episode.slug,
        "guid": episode.guid,
        "title": episode.title,
        "number": episode.number,
        "fields": _differences(episode.differences),
    }


def _differences(differences: Iterable[ImportDifference]) -> list[ImportDifferenceDocument]:
    return [
        {
            "field": difference.field,
            "first": difference.before,
            "second": difference.after,
            "rule": difference.rule,
            "explanation": _(DIFFERENCE_RULES[difference.rule].sentence),
            "matters": difference.matters,
        }
        for difference in differences
    ]
