"""The order of things: load → check → plan → master → tag → render → write → publish.

A module for each part: `load_steps`, `audio_steps`, `build_steps`, `publish_steps`; `build_requests` asks the next
build to make files again. `check_show`, `load_show`, `build_site` and `publish_site` are the public API of the package,
see docs/en/api.md.
"""

from __future__ import annotations

from typing import TypeAlias

from podcast.pipeline.build_record import build_outcome
from podcast.pipeline.build_requests import request_remaster, request_verification
from podcast.pipeline.build_result import BuildResult, MasteringResult
from podcast.pipeline.build_steps import (
    BuildEvent,
    build_for_target,
    build_show,
    build_site,
)
from podcast.pipeline.load_steps import NothingDueError, check_show, in_show_time, load_show
from podcast.pipeline.mastering_report import write_report
from podcast.pipeline.publish_record import record_publish
from podcast.pipeline.publish_steps import (
    EXIT_NOT_REACHABLE,
    carry_out,
    feed_changes,
    feed_url,
    prepare,
    publish_site,
)
from podcast.publish.protocol.publish_events import PublishEvent
from podcast.show.load import load_target_settings
from podcast.steps.mastering_events import (
    FileDamaged,
    FormatsEncoded,
    InputChanged,
    JobDiscarded,
    MasteringFailed,
    MasteringPlanned,
    RecordingMastered,
)
from podcast.steps.rendering_progress import RenderingProgress
from podcast.steps.tagging import AudioTagged

Event: TypeAlias = BuildEvent | PublishEvent

__all__ = [
    "EXIT_NOT_REACHABLE",
    "AudioTagged",
    "BuildEvent",
    "BuildResult",
    "Event",
    "FileDamaged",
    "FormatsEncoded",
    "InputChanged",
    "JobDiscarded",
    "MasteringFailed",
    "MasteringPlanned",
    "MasteringResult",
    "NothingDueError",
    "RecordingMastered",
    "RenderingProgress",
    "build_for_target",
    "build_outcome",
    "build_show",
    "build_site",
    "carry_out",
    "check_show",
    "feed_changes",
    "feed_url",
    "in_show_time",
    "load_show",
    "load_target_settings",
    "prepare",
    "publish_site",
    "record_publish",
    "request_remaster",
    "request_verification",
    "write_report",
]
