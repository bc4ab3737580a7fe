"""Jobs of a run: the calls of `podcast publish`, `undo` and `verify`, with events for their progress."""

from __future__ import annotations

import os
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from podcast.desk.publishing.event_writer import BuildWatch, UploadWatch
from podcast.desk.publishing.plan_document import PlanDocument, publish_document, undo_document, up_to_date_document
from podcast.publish import clock_guard, rule_guard
from podcast.publish.destination import TARGET_VARIABLE, open_destination

if TYPE_CHECKING:
    from podcast.desk.publishing.event_writer import EventWriter
    from podcast.desk.publishing.run_events import RunRequest
    from podcast.errors import DamagedFileError
    from podcast.pipeline import BuildResult
    from podcast.pipeline.publishing.publish_run import PlannedPublish
    from podcast.publish.cdn import CdnResult
    from podcast.publish.destination import Destination
    from podcast.publish.protocol.prepare import PreparedPublish
    from podcast.publish.protocol.recovery import TargetState
    from podcast.publish.protocol.verify import ObjectVerified
    from podcast.publish.target_change import Transferred


@dataclass
class RunJobs:
    """The jobs of a run.

    Args:
        root: the show's folder.
        request: what is to be done.
        writer: of its events.
    """

    root: Path
    request: RunRequest
    writer: EventWriter
    uploads: UploadWatch | None = None
    cdn: CdnResult | None = None

    @property
    def can_be_cancelled(self) -> bool:
        """Whether nothing of the feed was written yet."""
        return self.uploads is None or not self.uploads.has_begun_feed

    def carry_out(self) -> None:
        """Do what was asked for.

        Raises:
            PodcastError: as the commands do.
        """
        override = os.environ.get(TARGET_VARIABLE)
        destination = open_destination(self.root, override, self.writer.write_wait)
        state = self._write_live(destination)
        if self.request.job in {"plan", "publish"}:
            self._publish(destination)
        elif self.request.job == "verify":
            self._verify(destination, len(state.manifest.objects) + len(state.manifest.retired))
        else:
            self._undo(destination)

    def _write_live(self, destination: Destination) -> TargetState:
        """Write what the target has, and what was published before; return its state."""
        from podcast.publish.protocol.live import live_status
        from podcast.publish.protocol.recovery import read_state
        from podcast.publish.publish_history import read_publish_history

        state = read_state(destination.target, destination.settings.guid)
        live = live_status(destination.target, state, datetime.now(UTC), {})
        history = [asdict(past) for past in read_publish_history(destination.target, state)]
        for past in history:
            past["published_at"] = past["published_at"].isoformat() if past["published_at"] else ""
        self.writer.write("live", **live.as_json(), location=destination.location, history=history)
        return state

    # --- publish -----------------------------------------------------------------------------------------------------

    def _publish(self, destination: Destination) -> None:
        from podcast.pipeline.publishing import publish_run
        from podcast.pipeline.publishing.unchanged_publish import unchanged_publish

        self.writer.write("step", name="build")
        if unchanged_publish(self.root, destination):
            self._finish_plan(up_to_date_document())
            return
        planned = self._plan(destination)
        document = publish_document(planned)
        if not self._finish_plan(document):
            return
        if planned.clock_doubt:
            clock_guard.refuse_wrong_clock(planned.clock_doubt, self.request.allow)
        publish_run.refuse_harm(planned, self.request.allow)
        rule_guard.refuse_faults(publish_run.judge_rules(planned))
        if planned.prepared.is_up_to_date:
            self.writer.write("done")
            return
        transferred = self._transfer(planned.prepared, destination)
        self._after_publish(planned, destination, transferred)

    def _plan(self, destination: Destination) -> PlannedPublish:
        from podcast.pipeline.publishing import publish_run
        from podcast.publish.protocol.prepare import PublishOptions

        def build_again(_error: DamagedFileError) -> BuildResult:
            return self._build(destination)

        return publish_run.plan_publish(self._build(destination), destination, PublishOptions(), build_again)

    def _build(self, destination: Destination) -> BuildResult:
        from podcast import pipeline

        return pipeline.build_for_target(self.root, destination.target, report=BuildWatch(self.writer).report)

    def _finish_plan(self, document: PlanDocument) -> bool:
        """Write a plan; return whether it is to be carried out: it is the one that was confirmed."""
        data = document.as_json()
        if self.request.is_plan:
            self.writer.write("planned", **data)
            self.writer.write("done")
        elif document.digest != self.request.confirmed:
            self.writer.write("changed", **data)
        else:
            self.writer.write("planned", **data)
            return True
        return False

    def _transfer(self, prepared: PreparedPublish, destination: Destination) -> Transferred:
        from podcast.publish import target_change

        self.writer.write("step", name="keep")
        self.uploads = UploadWatch(self.writer, prepared.plan)
        notification = target_change.cdn_notification(prepared, destination)
        transferred = target_change.carry_out(prepared, notification, self.uploads.report, self.uploads.report_bytes)
        self.cdn = notification.send(transferred.result.manifest_sha256)
        if self.cdn:
            from podcast.publish import cdn

            self.writer.write("note", text=cdn.describe(self.cdn))
        return transferred

    def _after_publish(self, planned: PlannedPublish, destination: Destination, transferred: Transferred) -> None:
        """Record a publish, and check from outside what listeners meet."""
        from podcast.pipeline.publishing import publish_run
        from podcast.publish import announce, outside

        publish_run.record_complete_publish(planned, transferred.result.manifest_sha256, self.cdn)
        self.writer.write("step", name="verify")
        seen = publish_run.verify_from_outside(planned, destination)
        lines = [*outside.describe(seen, planned.show.timezone), *announce.send_pings(planned.show, seen)]
        kind = "skipped" if seen.skipped else "failed" if seen.failed else "good"
        self.writer.write("checked", lines=lines, result=kind)
        self._write_live(destination)
        self.writer.write("done")

    # --- undo --------------------------------------------------------------------------------------------------------

    def _undo(self, destination: Destination) -> None:
        from podcast.publish import release
        from podcast.publish.undo_sentences import undo_sentences

        with tempfile.TemporaryDirectory() as name:
            folder, generation = Path(name), self.request.generation
            prepared = release.prepare_undo(destination.settings, destination.target, generation, folder)
            document = undo_document(prepared, undo_sentences(prepared, folder))
            if self._finish_plan(document):
                self._transfer(prepared, destination)
                self._write_live(destination)
                self.writer.write("done")

    # --- verification ------------------------------------------------------------------------------------------------

    def _verify(self, destination: Destination, total: int) -> None:
        """Compare the published files with what they were, and note what is damaged for the next publish.

        Args:
            destination: of the show.
            total: the number of files.
        """
        from podcast.publish import release
        from podcast.publish.verify_sentences import verify_sentences

        done = 0

        def report(_event: ObjectVerified) -> None:
            nonlocal done
            done += 1
            self.writer.write_progress(name="verify", done=done, total=total)

        self.writer.write("step", name="verify")
        result = release.verify(destination.settings, destination.target, report, full=self.request.is_full)
        kind = "failed" if result.damaged else "good"
        self.writer.write("checked", lines=verify_sentences(result), result=kind)
        if result.damaged:
            release.mark_damaged(destination.target, result)
        self.writer.write("done")
