"""Builds of everything in site/ but the audio, without mastering."""

from datetime import UTC, datetime

from podcast.artifacts import Audio, Staged, StoredFile
from podcast.files.cache import Cache
from podcast.show.load import load
from podcast.steps import site_writer as built
from podcast.steps.paths import ProjectPaths
from podcast.steps.rendering import RenderingInput, render_site
from podcast.timeline.time_map import TimeMap

VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ada>Guten Tag.\n"


def the_show(root):
    return load(root).show.due(datetime(2026, 1, 1, tzinfo=UTC))


def audio(show):
    return {
        episode.slug: Audio(
            f"audio/{episode.slug}.12345678.mp3", 1000, 2.0, "audio/mpeg", 128, TimeMap.shifted(0.5), -16.0, -1.0
        )
        for episode in show.episodes
    }


def render(root, count=1, report=lambda _: None):
    show = the_show(root)
    paths = ProjectPaths(root)
    with Cache(paths.database, root) as cache:
        cache.start_build()
        artifacts = render_site(show, audio(show), RenderingInput(paths, cache, count), report)
        cache.finish_build()
        return artifacts


def held(artifacts, root):
    """What each file is to hold."""
    site = ProjectPaths(root).site
    files = {
        path: artifact.path if isinstance(artifact, Staged | StoredFile) else artifact
        for path, artifact in artifacts.items()
    }
    files = {path: site / artifact if isinstance(artifact, str) else artifact for path, artifact in files.items()}
    return {
        path: artifact if isinstance(artifact, bytes) else artifact.read_bytes() for path, artifact in files.items()
    }


def put(root, artifacts):
    places = ProjectPaths(root)
    with Cache(places.database, root) as cache:
        return built.write_site(places, cache, artifacts, {})
