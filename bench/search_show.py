"""The files of the search for a show of so many episodes, without all the rest of its site."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import search_content

from podcast.artifacts import Audio
from podcast.model.show import Episode, Show
from podcast.pages import view_models as views
from podcast.pages.render import site_files
from podcast.pages.search import index as search
from podcast.pages.theme import default_templates
from podcast.timeline.time_map import TimeMap
from podcast.transcripts.sections import sections
from podcast.transcripts.write import format_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from podcast.pages.view_models import EpisodeCard

FIRST = datetime(2000, 1, 1, 9, tzinfo=UTC)


def built(folder: Path, count: int) -> tuple[dict[str, list[str]], float]:
    """Writes the search of so many episodes; the slugs that answer each question, newest first, and CPU seconds."""
    every = [_episode(one) for one in range(1, count + 1)]
    show = Show(
        title="Große Sendung", description="D", link="https://podcast.example.org/", language="de", author="Amt",
        timezone="Europe/Berlin", categories=("Government",), explicit=False, cover="c.jpg", cover_alt="C",
        guid="0f7c2a4e-5f0e-5d3c-9a55-0d1c2b3a4f5e",
    ).with_episodes(every)  # fmt: skip
    newest = every[-1:]
    _write(folder, site_files(show.with_episodes(newest), _audio(newest), {}, {}, [default_templates()]).items())
    cards = {card.slug: card for card in views.episode_cards(show, _audio(every))}
    truth: dict[str, list[str]] = {query: [] for query in search_content.QUERIES.values()}
    entries = {}
    with ProcessPoolExecutor() as executor:
        jobs = ((show.with_episodes([one]), one, cards[one.slug], at, count) for at, one in enumerate(every, 1))
        for slug, found, transcript, meets in executor.map(_sought, jobs, chunksize=8):
            _write(folder, [(found.path, found.data), (f"{slug}/transcript.txt", transcript)])
            entries[slug] = found.entry
            for query in meets:
                truth[query].insert(0, slug)
    begin = time.process_time()
    for path, data in search.index_files(show, entries.__getitem__):
        _write(folder, [(path, data)])
    return truth, time.process_time() - begin


def _episode(number: int) -> Episode:
    return Episode(
        slug=f"folge-{number:05}", guid=f"g{number}", title=search_content.title(number), summary="Ein Gespräch.",
        season=(number - 1) // search_content.SEASON + 1, episode=(number - 1) % search_content.SEASON + 1,
    ).model_copy(update={"date": FIRST + timedelta(days=number)})  # fmt: skip


def _audio(episodes: list[Episode]) -> dict[str, Audio]:
    return {
        one.slug: Audio(f"audio/{one.slug}.mp3", 1, 9999.0, "audio/mpeg", 128, TimeMap(), -16.0, -1.0)
        for one in episodes
    }


def _sought(job: tuple[Show, Episode, EpisodeCard, int, int]) -> tuple[str, search.SearchEntry, bytes, frozenset[str]]:
    show, episode, card, at, count = job
    spoken = search_content.episode(at, count)
    entry = search.index_entry(show, episode, spoken.cues, card)
    return episode.slug, entry, format_text(sections(spoken.cues, ())), spoken.meets()


def _write(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    for path, data in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
