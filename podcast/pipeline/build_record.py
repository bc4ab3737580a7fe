"""The outcome of a build, and its record, by which the next one knows that nothing is new."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from podcast.files.tree_state import MTIME_GRANULARITY_NS
from podcast.i18n import current_language
from podcast.show.load import named_files
from podcast.steps.build_state.check import caches_digest, output_state
from podcast.steps.build_state.outcome import BuildOutcome
from podcast.steps.build_state.record import BuildRecord, write_record
from podcast.steps.build_state.snapshot import MAX_FRESH_BYTES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from podcast.pipeline.build_result import BuildResult
    from podcast.steps.audio_takeover import LiveAudio
    from podcast.steps.build_state.snapshot import InputSnapshot


def build_outcome(build: BuildResult) -> BuildOutcome:
    """Return what a build reports."""
    changes, dates = build.changes, [episode.date for episode in build.show.episodes if not episode.draft]
    first_date = min((date.astimezone(UTC) for date in dates if date), default=None)
    return BuildOutcome(
        episodes=tuple(episode.slug for episode in build.show.episodes),
        audio_bytes=sum(audio.size for audio in build.audio.values()),
        unchanged_count=len(changes.unchanged),
        has_target=build.show.publish is not None,
        first_date=first_date.isoformat() if first_date else None,
        written=changes.written,
        removed=changes.removed,
        mastered=tuple(_mastered(build)),
        foreign=changes.foreign,
        unchanged=changes.unchanged,
        tracks=_tracks(build),
        edits=_edits(build),
        hints=build.hints,
        pending_problems=build.pending_problems,
    )


def _mastered(build: BuildResult) -> list[str]:
    """The slugs of the recordings that were mastered, without those that were only measured."""
    jobs = build.mastering.jobs
    return sorted(slug for slug in build.mastering.elapsed if slug not in jobs or not jobs[slug].passthrough)


@dataclass(frozen=True, slots=True)
class BuildConditions:
    """What a build depends on beside its inputs.

    Args:
        snapshot: of the inputs, taken before the build read any; None if that failed.
        due_dates: when an episode begins to be due, or its problems to count.
        loaded_at: the moment after the episodes were chosen that are due.
        drafts: whether drafts and later episodes are part of it.
        live_manifest: SHA-256 of the manifest of the target that audio was taken over from; else empty.
    """

    snapshot: InputSnapshot | None
    due_dates: Collection[datetime]
    loaded_at: datetime
    drafts: bool = False
    live_manifest: str = ""


def record_build(build: BuildResult, conditions: BuildConditions) -> BuildRecord | None:
    """Write the record of a build that is done; none if something about its inputs or outputs is not certain.

    To be called before another build may begin.

    Args:
        build: its result, complete.
        conditions: of the build.

    Raises:
        FileError: the disk refuses.
    """
    root, snapshot = build.paths.root, conditions.snapshot
    if snapshot is None or not {name for _loc, name, _kind in named_files(build.show)} <= {*snapshot.named_files}:
        return None
    span = _due_span(conditions, build.at)
    try:
        now, caches = time.time_ns(), caches_digest(root)
        outputs = output_state(root, min(now, snapshot.taken_ns) - MTIME_GRANULARITY_NS)
    except OSError:  # another program is at work there
        return None
    fresh = _fresh_outputs(build, outputs.recent, now - MTIME_GRANULARITY_NS)
    if fresh is None or span is None:
        return None
    outcome = build_outcome(build).of_next_build()
    record = BuildRecord(
        program=snapshot.program,
        language=current_language() if outcome.has_sentences else "",
        drafts=conditions.drafts,
        since=span[0],
        until=span[1],
        timezone=build.show.timezone,
        named_files=snapshot.named_files,
        zone_files=snapshot.zone_files,
        inputs=snapshot.inputs,
        outputs=outputs.digest,
        caches=caches,
        fresh={**snapshot.fresh, **fresh},
        outcome=outcome,
        live_manifest=conditions.live_manifest,
    )
    write_record(root, record)
    return record


def record_build_for_target(build: BuildResult, conditions: BuildConditions, live: LiveAudio) -> BuildRecord | None:
    """Write the record of a build for a target; see `record_build`.

    Args:
        build: its result, complete.
        conditions: of the build.
        live: the audio on the target. If some of it was taken over, the record is valid while the target is the same.

    Raises:
        FileError: the disk refuses.
    """
    if not (build.takeover.remote_files or live.missing):
        return record_build(build, conditions)
    if not live.manifest_sha256:
        return None
    return record_build(build, replace(conditions, live_manifest=live.manifest_sha256))


def _fresh_outputs(build: BuildResult, recent: Mapping[str, int], now_ns: int) -> dict[str, str] | None:
    """Return the SHA-256 of files in site/ whose state does not prove their bytes; None if they are too large.

    These are files that may change again without a new mtime, and files that were changed since the build began, but
    not by it.

    Args:
        build: that wrote them.
        recent: the mtime of files that were changed since the build began, by path below the show's folder.
        now_ns: files that were changed later than that may change again.
    """
    site, files = f"{build.site.relative_to(build.paths.root).as_posix()}/", build.changes.files
    audio = {alternate.path for audio in build.audio.values() for alternate in audio.alternate_formats}
    own = {*build.changes.written, *audio, *(audio.path for audio in build.audio.values())}
    names = {path.removeprefix(site): path for path, mtime in recent.items() if mtime > now_ns}
    names |= {name: path for path in recent if (name := path.removeprefix(site)) not in own}
    fresh = {path: files[name].sha256 for name, path in names.items() if name in files}  # others are of no build
    size = sum(files[name].size for name in names if name in files)
    return fresh if size <= MAX_FRESH_BYTES else None


def _due_span(conditions: BuildConditions, at: datetime | None) -> tuple[str | None, str | None] | None:
    """Return the span of time in which the same episodes are due: its begin, and its end, in ISO 8601.

    None if an episode began to be due while the show was loaded.

    Args:
        conditions: of the build.
        at: the moment that it was made for; None for now.
    """
    if conditions.drafts:
        return None, None
    taken_ns = conditions.snapshot.taken_ns if conditions.snapshot else 0
    first, last = (at, at) if at else (datetime.fromtimestamp(taken_ns / 1e9, UTC), conditions.loaded_at)
    if any(first < date <= last for date in conditions.due_dates):
        return None
    since = max((date.astimezone(UTC) for date in conditions.due_dates if date <= first), default=None)
    until = min((date.astimezone(UTC) for date in conditions.due_dates if date > last), default=None)
    return since.isoformat() if since else None, until.isoformat() if until else None


def _tracks(build: BuildResult) -> dict[str, Any]:
    """The tracks of episodes that are mixed from them, by slug, as `podcast build --json` has them."""
    jobs, masters, root = build.mastering.jobs, build.mastering.masters, build.paths.root
    return {
        slug: [
            {
                "file": track.path.relative_to(root).as_posix(),
                "origin": facts.origin,
                "offset_ms": round(facts.offset * 1000, 1),
                "drift_ppm": facts.drift,
                "corrected": facts.is_corrected,
                "gain": facts.gain,
            }
            for track, facts in zip(tracks.tracks, masters[slug].tracks, strict=False)
        ]
        for slug, job in sorted(jobs.items())
        if slug in masters and (tracks := job.tracks)
    }


def _edits(build: BuildResult) -> dict[str, Any]:
    """The cuts and shortened pauses of episodes that have some, by slug, as `podcast build --json` has them."""
    from podcast.report.edit_lines import cut_seconds

    jobs, masters = build.mastering.jobs, build.mastering.masters
    edited = ((slug, job, masters.get(slug)) for slug, job in sorted(jobs.items()))
    return {
        slug: {
            "cuts": len(job.cuts),
            "cut_seconds": cut_seconds(job.cuts),
            "pauses": master.shortened_pauses,
            "pause_seconds": master.pause_seconds,
        }
        for slug, job, master in edited
        if master and (job.cuts or master.shortened_pauses)
    }
