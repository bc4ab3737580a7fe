"""The other formats of an episode, tagged: what listeners download who choose one."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.artifacts import AlternateFormat
from podcast.audio import opus_m4a as formats
from podcast.audio.tags import mp4 as atoms
from podcast.audio.tags import vorbis as comments
from podcast.files import atomic
from podcast.files.digest import file_digest

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.audio.tags.id3 import Pictures, ToTag
    from podcast.model.show import Episode, Show

_WRITERS = {"m4a": atoms.write, "opus": comments.write}


@dataclass(frozen=True, slots=True)
class Into:
    """Where a format goes, by its name in `formats.FORMATS`, and the folder that is published."""

    form: str
    site: Path


def tag(show: Show, episode: Episode, job: ToTag, pictures: Pictures, into: Into) -> AlternateFormat:
    """Writes the tagged file into the site, under a name that holds the digest of its bytes.

    Args:
        show: for what is the same in all episodes.
        episode: its chapters in the master's time.
        job: the master's; the sound is the file of that format beside it.
        pictures: what it carries; chapters of these formats have none.
        into: where to.

    Raises:
        FileError: the disk refuses.
    """
    sound = job.path.with_suffix(f".{into.form}")
    tagged = sound.with_name(f"{sound.stem}.tagged.{into.form}")  # its name in the site follows from its bytes
    with atomic.atomic_path(tagged) as temporary:
        _WRITERS[into.form](show, episode, replace(job, path=sound), pictures, temporary)
    digest = file_digest(tagged)
    path = addresses.audio(episode.slug, digest.sha256, into.form)
    with atomic.atomic_path(into.site / path) as temporary:
        shutil.copyfile(tagged, temporary)
    tagged.unlink()
    form = formats.FORMATS[into.form]
    return AlternateFormat(
        path, digest.size, form.media_type, formats.bitrate(into.form, job.master.channels), digest.sha256
    )
