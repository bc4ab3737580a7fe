"""Builds of everything in site/ but the audio, without mastering."""

from datetime import UTC, datetime

from podcast.artifacts import Audio, Staged
from podcast.show.load import load
from podcast.steps import site_writer as built
from podcast.steps.paths import ProjectPaths
from podcast.steps.rendering import rendered

VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ada>Guten Tag.\n"


def the_show(root):
    return load(root).show.due(datetime(2026, 1, 1, tzinfo=UTC))


def audio(show):
    return {
        one.slug: Audio(f"audio/{one.slug}.12345678.mp3", 1000, 2.0, "audio/mpeg", 128, 0.5, -16.0, -1.0)
        for one in show.episodes
    }


def render(root, count=1, say=lambda _: None):
    show = the_show(root)
    return rendered(show, audio(show), ProjectPaths(root), count, say)


def held(artifacts):
    """What each file is to hold."""
    files = {path: one.path if isinstance(one, Staged) else one for path, one in artifacts.items()}
    return {path: one if isinstance(one, bytes) else one.read_bytes() for path, one in files.items()}


def put(root, artifacts):
    places = ProjectPaths(root)
    return built.put(places.site, artifacts, (), built.read(places.record), places.record)
