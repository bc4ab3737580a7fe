"""Parts of the program by themselves, each in a process of its own.

python bench/ours.py master RECORDING.wav RESULT.mp3    a recording mastered, with no show around it
python bench/ours.py tag SHOW MEGABYTES                 a file tagged, again and again; prints seconds of processor time
"""

from __future__ import annotations

import dataclasses
import os
import sys
import time
from pathlib import Path

TIMES = 7  # how often a file is tagged


def master(recording: str, result: str) -> None:
    """On all processors, as a build does it that has only one recording to master."""
    from podcast.audio.job import MasterJob
    from podcast.audio.master import master
    from podcast.model.audio_settings import AudioTargets

    job = MasterJob(
        slug="bench",
        recording=Path(recording),
        targets=AudioTargets(),
        intro=None,
        outro=None,
        path=Path(result),
        reason="new",
        threads=len(os.sched_getaffinity(0)),
    )
    master(job)


def tag(folder: str, megabytes: str) -> None:
    """Each time with another title; the sound is the show's first master, repeated until it is long enough."""
    from podcast.audio import master_cache
    from podcast.audio.tags import id3 as tags
    from podcast.files.cache import Cache
    from podcast.pages.images import images
    from podcast.show import load
    from podcast.steps import paths

    root = Path(folder)
    show = load.load(root).show
    [episode] = show.episodes
    [made] = (root / ".podcast" / "masters").glob("*.mp3")
    with Cache(paths.ProjectPaths(root).database, root) as cache:
        sound = master_cache.read_master(cache, made)
    path, size = root / "long.mp3", int(float(megabytes) * 1e6)
    path.write_bytes((made.read_bytes() * (size // made.stat().st_size + 1))[:size])
    facts = dataclasses.replace(sound, seconds=size / sound.bitrate / 125)
    with Cache() as cache:
        cover, taken = images.tag_cover(show.cover, images.PictureStore(root, root / "pictures", cache)), []
    for number in range(TIMES):
        job = tags.TaggingJob(path, made.stem, facts, "")
        told = episode.model_copy(update={"title": f"Titel {number}"})
        begin = time.process_time()
        tags.tag(show, told, job, tags.EmbeddedPictures(cover), tags.SiteOutput(root / "tagged"))
        taken.append(time.process_time() - begin)
    print(*taken)


if __name__ == "__main__":
    {"master": master, "tag": tag}[sys.argv[1]](*sys.argv[2:])
