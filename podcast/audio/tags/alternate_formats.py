"""Tag the alternate formats of an episode: Opus and M4A."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.artifacts import AlternateFormat
from podcast.audio import opus_m4a
from podcast.audio.tags import mp4, vorbis
from podcast.errors import DamagedFileError
from podcast.files.digest import file_digest, file_sha256

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.audio.tags.id3 import EmbeddedPictures, TaggingJob
    from podcast.files.digest import Digest
    from podcast.model.show import Episode, Show

_WRITERS = {"m4a": mp4.write_mp4, "opus": vorbis.write_vorbis}


def write_file(show: Show, episode: Episode, job: TaggingJob, pictures: EmbeddedPictures, path: Path) -> Digest:
    """Write the tagged file, and return its digest.

    Args:
        show: the texts that are the same in all episodes.
        episode: its chapters in the master's time.
        job: the master in another format than MP3: the suffix of its path names it.
        pictures: the cover; chapters of these formats have no pictures.
        path: a temporary one: the name of the file contains the digest of its bytes.

    Raises:
        DamagedFileError: the master does not have the bytes that were encoded.
    """
    if job.sha256 and file_sha256(job.path) != job.sha256:
        raise DamagedFileError(job.path)
    _WRITERS[job.path.suffix[1:]](show, episode, job, pictures, path)
    return file_digest(path)


def tagged_format(master: Master, name: str, path: str, digest: Digest) -> AlternateFormat:
    """Return the facts about a tagged file in another format that feed and pages state."""
    bitrate = opus_m4a.format_bitrate(name, master.channels)
    return AlternateFormat(path, digest.size, opus_m4a.FORMATS[name].media_type, bitrate, digest.sha256)
