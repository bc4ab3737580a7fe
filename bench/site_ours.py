"""Our site with what other makers write as well: a page an episode, lists of the seasons, feed.xml, and no more.

It is made of the program's own parts, in one process: the show is read, transcripts and notes are rendered, every page
is searched for addresses of other hosts. Run by bench/site.py.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from podcast import urls
from podcast.artifacts import Audio
from podcast.feed.rss import build_feeds
from podcast.pages import slugs
from podcast.pages.content import topics
from podcast.pages.content.episode import ShowIndexes, episode_pages
from podcast.pages.content.lists import list_pages, series_data
from podcast.pages.context import create_renderer, render_context
from podcast.pages.episode_files import episode_jobs
from podcast.pages.page import RenderInputs
from podcast.pages.text import markdown
from podcast.pages.theme import default_templates
from podcast.pages.view_models import episode_cards
from podcast.show.load import load
from podcast.steps.transcript_cues import TranscriptCues
from podcast.timeline.time_map import TimeMap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.model.show import Show


def main() -> None:
    """`site_ours.py ROOT`: write the site to ROOT/alike."""
    root = Path(sys.argv[1])
    show = load(root).show
    assert show is not None, "\n".join(map(str, load(root).problems[:5]))  # noqa: S101 -- a benchmark
    for path, data in _files(root, show):
        target = root / "alike" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _files(root: Path, show: Show) -> Iterator[tuple[str, bytes]]:
    audio = {
        episode.slug: Audio(
            f"audio/{episode.slug}.01234567.mp3", 24_000_000, 1500.0, "audio/mpeg", 128, TimeMap(), -16.0, -1.0
        )
        for episode in show.episodes
    }
    transcripts = TranscriptCues(show, audio, root)
    inputs = RenderInputs(audio, {}, transcripts, root)
    series = series_data(show, {})
    renderer = create_renderer(render_context(show, [default_templates()], {}, series, {}))
    yield from renderer.theme.assets.items()
    cards = episode_cards(show, audio)
    seasons = {urls.season(show, season.number) for season in show.seasons}
    for page in list_pages(show, inputs, cards):
        if page.address in seasons | {urls.HOME}:
            yield urls.file_path(page.address), renderer.render(page)
    people, topic_index = slugs.person_directory(show), topics.topic_index(show)
    notes = {}
    for job in episode_jobs(show, inputs, cards):
        episode = job.episode
        cues = {episode.slug: transcripts[episode.slug]}
        own = RenderInputs(audio, {}, cues)
        page, *_ = episode_pages(
            show, own, (episode, job.neighbouring_cards), ShowIndexes(people, topic_index), dict(series)
        )
        yield urls.file_path(page.address), renderer.render(page)
        notes[episode.slug] = markdown.html(episode.notes, show.language)
    without_seasons = show.with_episodes(
        episode.model_copy(update={"season": None, "episode": None}) for episode in show.episodes
    )
    feeds = build_feeds(without_seasons.model_copy(update={"seasons": ()}), audio, {show.cover: "cover.jpg"}, notes)
    yield from feeds.items()


if __name__ == "__main__":
    main()
