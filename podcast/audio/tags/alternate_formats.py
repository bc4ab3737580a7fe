"""Tag the alternate formats of an episode, Opus and M4A, and write them into the site."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast import urls
from podcast.artifacts import AlternateFormat
from podcast.audio import opus_m4a
from podcast.audio.tags import mp4, vorbis
from podcast.files import atomic
from podcast.files.digest import file_digest

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.audio.tags.id3 import EmbeddedPictures, TaggingJob
    from podcast.model.show import Episode, Show

_WRITERS = {"m4a": mp4.write_mp4, "opus": vorbis.write_vorbis}


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """A format to write, by its name in `opus_m4a.FORMATS`, and the folder that is published."""

    name: str
    site: Path


def tag(
    show: Show, episode: Episode, job: TaggingJob, pictures: EmbeddedPictures, output: OutputFormat
) -> AlternateFormat:
    """Write the tagged file into the site, under a name that contains the digest of its bytes.

    Args:
        show: the texts that are the same in all episodes.
        episode: its chapters in the master's time.
        job: the master's; the audio is the file of that format beside it.
        pictures: the cover; chapters of these formats have no pictures.
        output: the format and the site's folder.

    Raises:
        FileError: a file cannot be written.
    """
    source = job.path.with_suffix(f".{output.name}")
    tagged = source.with_name(f"{source.stem}.tagged.{output.name}")  # its name in the site depends on its bytes
    with atomic.atomic_path(tagged) as temporary:
        _WRITERS[output.name](show, episode, replace(job, path=source), pictures, temporary)
    digest = file_digest(tagged)
    path = urls.audio(episode.slug, digest.sha256, output.name)
    with atomic.atomic_path(output.site / path) as temporary:
        shutil.copyfile(tagged, temporary)
    tagged.unlink()
    format_settings = opus_m4a.FORMATS[output.name]
    return AlternateFormat(
        path,
        digest.size,
        format_settings.media_type,
        opus_m4a.format_bitrate(output.name, job.master.channels),
        digest.sha256,
    )
