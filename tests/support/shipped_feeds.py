"""The feeds of the shipped show, with stand-ins for its audio."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from podcast import urls as addresses
from podcast.feed.rss import build_feeds
from podcast.pages.text import markdown
from podcast.show.load import load
from tests.support.feed_inputs import an_audio
from tests.support.paths import ROOT

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@cache
def shipped() -> dict[str, bytes]:
    """Its feeds, the sounds being stand-ins of one length each: what they are is the mastering's business."""
    loaded = load(ROOT).show
    assert loaded is not None
    show = loaded.due(NOW)
    audio = {episode.slug: an_audio(episode.slug, 1_000_000 + number) for number, episode in enumerate(show.episodes)}
    texts = {
        addresses.HOME: show.description,
        **{episode.slug: episode.notes for episode in show.episodes if episode.notes},
    }
    notes = {slug: markdown.html(text, show.language) for slug, text in texts.items()}
    return build_feeds(show, audio, {show.cover: "assets/cover.1a2b3c4d.jpg"}, notes)
