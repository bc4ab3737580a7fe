"""Files of the show that the site has as they are: videos in sign language, and transcripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import urls
from podcast.artifacts import StoredFile
from podcast.files.fingerprints import fingerprints
from podcast.model.types import is_web_address

if TYPE_CHECKING:
    from podcast.files.cache import Cache
    from podcast.model.show import Show
    from podcast.steps.paths import ProjectPaths


def linked_files(show: Show, paths: ProjectPaths, cache: Cache) -> dict[str, StoredFile]:
    """Return the files by their path below site/; videos elsewhere on the web are none of them.

    Raises:
        FileError: the disk refuses.
    """
    videos = [(None, show.sign_language), *((episode, episode.sign_language) for episode in show.episodes)]
    files = {
        urls.sign_language_video(show, episode, source): paths.root / source
        for episode, source in videos
        if source and not is_web_address(source)
    }
    for episode in show.episodes:
        transcripts = (transcript.file for transcript in episode.transcript_files)
        files |= {urls.transcript_file(episode, source): paths.root / source for source in transcripts}
    sha256 = fingerprints(files.values(), cache)
    return {path: StoredFile(file, sha256[file], file.stat().st_size) for path, file in files.items()}
