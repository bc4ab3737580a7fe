"""The files of a single episode, for a preview that shows an edit before everything else is rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.pages import episode_files, render, view_models
from podcast.pages.content.lists import series_data
from podcast.pages.context import create_renderer, render_context
from podcast.pages.slugs import oldest_first

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from podcast.model.show import Show
    from podcast.pages.page import RenderInputs


def render_one_episode(
    show: Show, slug: str, inputs: RenderInputs, template_folders: Sequence[Path]
) -> dict[str, bytes]:
    """Return the files of an episode and the theme's assets by path, as `stream_site_files` yields them.

    Links to people and topics are made from the names in these episodes alone: where names of other episodes collide
    with them, `stream_site_files` gives other addresses.

    Args:
        show: with all episodes, none of them withdrawn.
        slug: of the episode.
        inputs: those of all episodes; pictures only of this one and of those beside it.
        template_folders: in order of precedence; the last is the built-in theme.

    Raises:
        TemplateError: a template is broken, or something makes browsers ask another host.
        ShowError: the transcript cannot be read.
    """
    pictures = inputs.pictures
    season_feeds = render.season_feeds_of(show, inputs.audio)
    renderer = create_renderer(
        render_context(show, template_folders, season_feeds, series_data(show, pictures), pictures)
    )
    near = render.with_listed_chapters(with_neighbours(show, slug))
    cards = view_models.episode_cards(near, inputs.audio, pictures)
    jobs = episode_files.episode_jobs(near, inputs, cards)
    job = next(job for job in jobs if job.episode.slug == slug)
    return {**renderer.theme.assets, **dict(episode_files.render_files(renderer, job)[0])}


def with_neighbours(show: Show, slug: str) -> Show:
    """Return the show with an episode and those before and after it."""
    ordered = oldest_first(show)
    position = next(number for number, episode in enumerate(ordered) if episode.slug == slug)
    near = {episode.slug for episode in ordered[max(position - 1, 0) : position + 2]}
    return show.with_episodes(episode for episode in show.episodes if episode.slug in near)
