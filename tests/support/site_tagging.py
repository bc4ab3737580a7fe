"""A master is tagged into a site, as a build does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.steps.jobs.tagged_files import TaggedFileWriter
from podcast.steps.jobs.tagging_worker import TaggedFileJob

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from podcast.audio.tags.id3 import EmbeddedPictures, TaggingJob
    from podcast.files.digest import Digest
    from podcast.model.show import Episode, Show


def tag_into(
    site: Path,
    show: Show,
    episode: Episode,
    job: TaggingJob,
    pictures: EmbeddedPictures,
    announce: Callable[[str, Digest], None] = lambda _path, _digest: None,
) -> tuple[str, Digest]:
    """The path of the tagged file below the site, and its digest."""
    writer = TaggedFileWriter(site, site / ".staged", announce)
    file = writer.start(TaggedFileJob(show, episode, job, pictures))()
    return file.path, file.digest
