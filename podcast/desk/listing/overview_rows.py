"""The overview of all episodes: a row each with its state and next step, in groups; filters and their counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.desk.episode_states import state_at
from podcast.desk.listing.next_steps import NextAction, next_action
from podcast.desk.rail import episode_parts
from podcast.i18n import current_language
from podcast.model.file_names import EPISODES
from podcast.model.season_colours import season_colour

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from podcast.desk.desk_session import Desk
    from podcast.desk.episode_states import EpisodeStateName
    from podcast.desk.show_state import DeskShow
    from podcast.model.show import Episode

FILTERS: Final = ("all", "work", "scheduled", "published", "problem")
_GROUPS: Final = (
    ("in_work", ("unreadable", "changed", "ready", "draft")),
    ("scheduled", ("scheduled",)),
    ("published", ("published",)),
    ("withdrawn", ("withdrawn",)),
)
_MAX_ROWS: Final = {"in_work": 8, "published": 40, "withdrawn": 10}  # of a group beside others


@dataclass(frozen=True, slots=True)
class Query:
    """What the overview is asked for: one of `FILTERS`, words of titles, people and topics, a season (0: all)."""

    state: str = "all"
    text: str = ""
    season: int = 0

    @property
    def is_filtered(self) -> bool:
        """Whether it leaves out anything."""
        return self.state != "all" or bool(self.text.strip()) or self.season > 0


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """An episode in the overview; `action` is its next step, `remark` what else is to say."""

    slug: str
    number: str
    colour: int
    title: str
    people: str
    state: EpisodeStateName
    date: str
    action: NextAction | None
    remark: str


@dataclass(frozen=True, slots=True)
class RowGroup:
    """A group of rows with the key of its heading; `total` counts also those that are not shown."""

    name: str
    rows: tuple[EpisodeRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole overview: the number of episodes by filter, the groups, and the row to go on with."""

    counts: Mapping[str, int]
    groups: tuple[RowGroup, ...]
    going_on: EpisodeRow | None
    seasons: tuple[int, ...]


def read_overview(desk: Desk, query: Query) -> Overview:
    """Return the overview that is asked for."""
    show, now = desk.show(), desk.now()
    states = {slug: state_at(show, slug, now) for slug in show.slugs}
    counts = Counter(name for slug, state in states.items() for name in _filters(show, slug, state))
    chosen = [slug for slug, state in states.items() if _is_chosen(show, slug, state, query)]
    groups = tuple(_groups(desk, states, chosen, query))
    seasons = sorted({episode.season for episode in show.episodes.values() if episode.season})
    going_on = None if query.is_filtered else _going_on(desk, groups)
    return Overview({name: counts[name] for name in FILTERS}, groups, going_on, tuple(seasons))


def _filters(show: DeskShow, slug: str, state: EpisodeStateName) -> Iterator[str]:
    """Yield the filters that an episode passes."""
    yield "all"
    if state in dict(_GROUPS)["in_work"]:
        yield "work"
    if state == "scheduled":
        yield "scheduled"
    if slug in show.public.live:
        yield "published"
    if show.problems(slug):
        yield "problem"


def _is_chosen(show: DeskShow, slug: str, state: EpisodeStateName, query: Query) -> bool:
    episode = show.episodes.get(slug)
    if query.state not in _filters(show, slug, state):
        return False
    if query.season and (episode is None or episode.season != query.season):
        return False
    text = _searchable(slug, episode)
    return all(word in text for word in query.text.casefold().split())


def _searchable(slug: str, episode: Episode | None) -> str:
    if episode is None:
        return slug
    names = " ".join(person.name for person in episode.people)
    return f"{slug} {episode.title} {names} {' '.join(episode.topics)}".casefold()


def _groups(
    desk: Desk, states: Mapping[str, EpisodeStateName], chosen: Sequence[str], query: Query
) -> Iterator[RowGroup]:
    show = desk.show()
    for name, members in _GROUPS:
        slugs = [slug for slug in chosen if states[slug] in members]
        ordered = _ordered(show, slugs, {slug: members.index(states[slug]) for slug in slugs}, name)
        limit = len(ordered) if query.is_filtered else _MAX_ROWS.get(name, len(ordered))
        if slugs:
            yield RowGroup(name, tuple(episode_row(desk, slug) for slug in ordered[:limit]), len(slugs))


def _ordered(show: DeskShow, slugs: Iterable[str], ranks: Mapping[str, int], group: str) -> list[str]:
    """Slugs in the order of a group: what is in work by its state and the last edit, all others by date."""
    if group == "in_work":
        return sorted(slugs, key=lambda slug: (ranks[slug], -_edited(show, slug), slug))
    dates = {slug: _timestamp(show.episodes.get(slug)) for slug in slugs}
    return sorted(dates, key=lambda slug: (dates[slug], slug), reverse=group != "scheduled")


def _timestamp(episode: Episode | None) -> float:
    return episode.date.timestamp() if episode and episode.date else 0.0


def _edited(show: DeskShow, slug: str) -> float:
    """When the file of an episode was written last."""
    try:
        return (show.root / EPISODES / slug / "episode.yaml").stat().st_mtime
    except OSError:
        return 0.0


def _going_on(desk: Desk, groups: Iterable[RowGroup]) -> EpisodeRow | None:
    """The episode that was edited last, if it has a next step."""
    show = desk.show()
    rows = [row for group in groups if group.name == "in_work" for row in group.rows if row.action]
    return max(rows, key=lambda row: _edited(show, row.slug), default=None)


def episode_row(desk: Desk, slug: str) -> EpisodeRow:
    """Return the row of an episode."""
    show = desk.show()
    episode = show.episodes.get(slug)
    state = state_at(show, slug, desk.now())
    parts = episode_parts(desk, slug)
    action = next_action(desk.translate, show, slug, state, parts)
    if episode is None:
        return EpisodeRow(slug, "–", 0, slug.replace("-", " "), "", state, "–", action, "")
    people = ", ".join(person.name for person in episode.people)
    local = show.fields.local_time(episode.date) if episode.date else None
    date = format_short_day(local) if local else "–"
    remark = "" if episode.transcript or episode.transcript_files else desk.translate("overview.without_transcript")
    colour = season_colour(episode.season)
    return EpisodeRow(slug, episode_number(desk, episode), colour, episode.title, people, state, date, action, remark)


def episode_number(desk: Desk, episode: Episode) -> str:
    """Return season and number of an episode in short: `3/02`, `–`, `3/Trailer`."""
    own = f"{episode.episode:02d}" if episode.episode else "–"
    if episode.type != "full":
        own = desk.translate(f"overview.{episode.type}")
    return f"{episode.season}/{own}" if episode.season else own


def episode_place(desk: Desk, episode: Episode) -> str:
    """Return where an episode stands in the show, and its day: `Season 3, episode 2 · 9 Apr 2024`; empty: neither."""
    number = desk.translate("overview.season_number", number=episode.season) if episode.season else ""
    if episode.season and episode.episode:
        number = desk.translate("preview.number", season=episode.season, number=episode.episode)
    local = desk.show().fields.local_time(episode.date) if episode.date else None
    return " · ".join(filter(None, (number, format_short_day(local) if local else "")))


def format_short_day(moment: datetime) -> str:
    """Return a day by the conventions of the current language, without zeros in German: `1.3.2022`."""
    if current_language() == "de":
        return f"{moment.day}.{moment.month}.{moment.year}"
    return f"{moment.day} {moment:%b %Y}"
