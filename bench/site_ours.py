"""Our pages for a show that is on disk: read, rendered, written into site/, without sound. Run by bench/site.py."""

from __future__ import annotations

import sys
from pathlib import Path

from podcast.artifacts import Audio
from podcast.show.load import load
from podcast.steps import paths, workers
from podcast.steps import site_writer as built
from podcast.steps.rendering import render_site


def main() -> None:
    """`site_ours.py ROOT [PROCESSES]`: what `podcast build` does after all is mastered and tagged."""
    root = Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else workers.usable_cpus()
    show = load(root).show
    assert show is not None, "\n".join(map(str, load(root).problems[:5]))  # noqa: S101 -- a bench
    audio = {
        one.slug: Audio(f"audio/{one.slug}.01234567.mp3", 24_000_000, 1500.0, "audio/mpeg", 128, 0.0, -16.0, -1.0)
        for one in show.episodes
    }
    places = paths.ProjectPaths(root)
    before = built.read_record(places.record)
    changes = built.write_site(places.site, render_site(show, audio, places, count), (), before, places.record)
    built.save_record(places.record, built.BuildRecord(frozenset((*changes.written, *changes.unchanged))))
    print(f"{len(changes.written)} written, {len(changes.unchanged)} as they were")


if __name__ == "__main__":
    main()
