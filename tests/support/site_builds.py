"""Builds of everything in site/ but the audio, without mastering."""

from datetime import UTC, datetime

from podcast.artifacts import Audio, Staged
from podcast.show.load import load
from podcast.steps import site_writer as built
from podcast.steps.paths import ProjectPaths
from podcast.steps.rendering import render_site

VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ada>Guten Tag.\n"


def the_show(root):
    return load(root).show.due(datetime(2026, 1, 1, tzinfo=UTC))


def audio(show):
    return {
        episode.slug: Audio(f"audio/{episode.slug}.12345678.mp3", 1000, 2.0, "audio/mpeg", 128, 0.5, -16.0, -1.0)
        for episode in show.episodes
    }


def render(root, count=1, report=lambda _: None):
    show = the_show(root)
    return render_site(show, audio(show), ProjectPaths(root), count, report)


def held(artifacts):
    """What each file is to hold."""
    files = {path: artifact.path if isinstance(artifact, Staged) else artifact for path, artifact in artifacts.items()}
    return {
        path: artifact if isinstance(artifact, bytes) else artifact.read_bytes() for path, artifact in files.items()
    }


def put(root, artifacts):
    places = ProjectPaths(root)
    return built.write_site(places.site, artifacts, (), built.read_record(places.record), places.record)
