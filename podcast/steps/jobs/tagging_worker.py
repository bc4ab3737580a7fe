"""The work on one tagged file, in this process or on another computer: it is written under a temporary name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio.passthrough import write_tags
from podcast.audio.passthrough.copy_file import copy_with_digest
from podcast.audio.tags import alternate_formats, id3

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.files.digest import Digest
    from podcast.model.show import Episode, Show
    from podcast.steps.jobs.file_job import ProgressReport


@dataclass(frozen=True, slots=True)
class TaggedFileJob:
    """A master to be tagged, in the format that the suffix of its path names, or a recording to be copied."""

    show: Show  # without its episodes
    episode: Episode  # chapters in the master's time
    tagging_job: id3.TaggingJob
    pictures: id3.EmbeddedPictures

    @property
    def format_name(self) -> str:
        """The format: `mp3`, one of `podcast.audio.opus_m4a.FORMATS`, or that of the recording."""
        return self.tagging_job.format or self.tagging_job.path.suffix[1:]


def write_file(job: TaggedFileJob, path: Path, report: ProgressReport | None = None) -> Digest:  # noqa: ARG001 -- as every `FileJob`
    """Write a tagged file, and return its digest.

    Raises:
        DamagedFileError: the master does not have the bytes that were mastered.
        InputChangedError: the recording to be copied has other bytes than when the build was planned.
        OSError: the disk refuses.
    """
    tagging_job = job.tagging_job
    if tagging_job.passthrough == "copy":
        return copy_with_digest(tagging_job.path, path, tagging_job.sha256)
    if tagging_job.passthrough:
        return write_tags.write_file(job.show, job.episode, tagging_job, job.pictures, path)
    write = id3.write_file if job.format_name == "mp3" else alternate_formats.write_file
    return write(job.show, job.episode, job.tagging_job, job.pictures, path)
