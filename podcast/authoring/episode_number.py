"""Season and number of the next episode."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podcast.model.show import Show


def next_number(show: Show, season: int | None = None) -> tuple[int | None, int | None]:
    """Return the season (the latest one by default), and the next number of a full episode in it.

    A show that numbers none of its episodes gets no number; one without seasons is numbered continuously.
    """
    seasons = {episode.season for episode in show.episodes if episode.season} | {item.number for item in show.seasons}
    season = season or max(seasons, default=None)
    full_episodes = [episode for episode in show.episodes if episode.season == season and episode.type == "full"]
    numbers = [episode.episode for episode in full_episodes if episode.episode]
    is_unnumbered = show.episodes and show.type == "episodic" and not any(item.episode for item in show.episodes)
    return season, None if is_unnumbered else max(numbers, default=0) + 1
