"""Jobs for a recording that is published as it is: it is measured, and copied into the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.audio.job import MasterJob
from podcast.audio.passthrough import measure
from podcast.audio.tags import id3

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.model.audio_settings import AudioTargets
    from podcast.model.show import Episode
    from podcast.steps.paths import ProjectPaths


def measuring_job(
    episode: Episode, recording: Path, targets: AudioTargets, paths: ProjectPaths, digests: Mapping[Path, str]
) -> MasterJob:
    """Return the job of measuring a recording, without its reason.

    Args:
        episode: that it belongs to.
        recording: its path.
        targets: that its loudness is compared with.
        paths: of the show.
        digests: the SHA-256 of the show's files.
    """
    path = paths.master(measure.fingerprint(digests[recording]))
    return MasterJob(episode.slug, recording, targets, None, None, path, "", passthrough=True)


def copying_job(job: MasterJob, master: Master, sha256: str) -> id3.TaggingJob:
    """Return the job of copying a recording into the site.

    Args:
        job: that has measured it.
        master: its facts.
        sha256: that it had when the build was planned.
    """
    return id3.TaggingJob(
        job.recording, job.path.stem, master, "", sha256=sha256, passthrough="copy", format=master.format
    )
