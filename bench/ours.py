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
    from podcast.model.groups import AudioTargets

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
    from podcast.audio.master import read_master
    from podcast.audio.tags import id3 as tags
    from podcast.pages.images import images
    from podcast.show import load
    from podcast.steps import site_writer as built

    root = Path(folder)
    show = load.load(root).show
    [episode] = show.episodes
    record = built.read_record(root / ".podcast" / "built.json").audio[episode.slug]
    made = root / ".podcast" / "masters" / f"{record.master}.mp3"
    path, size = root / "long.mp3", int(float(megabytes) * 1e6)
    path.write_bytes((made.read_bytes() * (size // made.stat().st_size + 1))[:size])
    facts = dataclasses.replace(read_master(made), seconds=size / read_master(made).bitrate / 125)
    cover, taken = images.tag_cover(root / show.cover), []
    for number in range(TIMES):
        job = tags.TaggingJob(path, record.master, facts, "")
        told = episode.model_copy(update={"title": f"Titel {number}"})
        begin = time.process_time()
        tags.tag(show, told, job, tags.EmbeddedPictures(cover), root / "tagged")
        taken.append(time.process_time() - begin)
    print(*taken)


if __name__ == "__main__":
    {"master": master, "tag": tag}[sys.argv[1]](*sys.argv[2:])
