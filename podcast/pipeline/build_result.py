"""The result of a build."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from podcast.steps.audio_takeover import Takeover

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from podcast.artifacts import Audio, Master
    from podcast.audio.job import MasterJob
    from podcast.errors import Problem
    from podcast.model.publishing.approval_state import EpisodeContent
    from podcast.model.show import Show
    from podcast.steps.build_state.record import BuildRecord
    from podcast.steps.paths import ProjectPaths
    from podcast.steps.site_writer import SiteChanges


@dataclass(frozen=True, slots=True)
class MasteringResult:
    """How every recording of a build was mastered, by slug; `elapsed` has those that this build has mastered."""

    jobs: Mapping[str, MasterJob]
    masters: Mapping[str, Master]
    elapsed: Mapping[str, float]  # seconds


@dataclass(frozen=True, slots=True)
class BuildResult:
    """A build: the show as it was built (chapters in the masters' time), its audio, what changed in site/.

    `hints` are those that only the sound of the recordings gives; `at` is the moment it was built for, None for now;
    `pending_problems` are those of drafts and later episodes, which are not part of the build; `record` is that of a
    build for a target, by which the next publish knows that nothing is new; `contents` is what approvals of its
    episodes cover, by slug, where the show needs any.
    """

    show: Show
    audio: Mapping[str, Audio]
    changes: SiteChanges
    paths: ProjectPaths
    mastering: MasteringResult
    hints: tuple[Problem, ...] = ()
    takeover: Takeover = field(default_factory=Takeover)
    audio_records: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    pending_problems: tuple[Problem, ...] = ()
    record: BuildRecord | None = None
    contents: Mapping[str, EpisodeContent] = field(default_factory=dict)

    @property
    def site(self) -> Path:
        """The folder that is published."""
        return self.paths.site

    @property
    def files(self) -> tuple[str, ...]:
        """Every file of the build, below site/."""
        return tuple(sorted((*self.changes.written, *self.changes.unchanged)))
