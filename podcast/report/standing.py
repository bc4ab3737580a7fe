"""Where every episode stands, as lines for the terminal and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

from podcast.report.table import Column, table
from podcast.show.model import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from podcast.artifacts import Master
    from podcast.show.model import Episode, Show

State: TypeAlias = Literal["draft", "scheduled", "built", "not built", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Standing:
    """An episode's state; `why` it is not built (else empty), its master where there is one that is up to date."""

    episode: Episode
    state: State
    why: str
    master: Master | None

    @property
    def missing(self) -> tuple[str, ...]:
        """What the episode still lacks; a transcript may, the rest must be there before it is published."""
        one = self.episode
        if one.withdrawn:
            return ()
        wanted = {"recording": one.recording, "date": one.date, "summary": one.summary, "transcript": one.transcript}
        return tuple(name for name, there in wanted.items() if not there)

    def as_json(self) -> dict[str, Any]:
        """The standing as a JSON object: loudness in LUFS, true peak in dBTP, dates as ISO 8601."""
        one, heard = self.episode, self.master
        return {
            "slug": one.slug,
            "title": one.title,
            "type": one.type,
            "season": one.season,
            "episode": one.episode,
            "state": self.state,
            "why": self.why or None,
            "date": one.date.isoformat() if one.date else None,
            "seconds": heard.seconds if heard else None,
            "loudness": heard.after.loudness if heard else None,
            "true_peak": heard.after.true_peak if heard else None,
            "missing": list(self.missing),
        }


# A column, and what stands in it; the date is in the show's time zone.
COLUMNS: tuple[tuple[Column, Callable[[Standing, ZoneInfo], str]], ...] = (
    (Column("state"), lambda one, _: one.state),
    (
        Column("date"),
        lambda one, zone: f"{one.episode.date.astimezone(zone):%Y-%m-%d %H:%M}" if one.episode.date else "",
    ),
    (Column("number"), lambda one, _: number(one.episode)),
    (Column("episode", cut=True), lambda one, _: one.episode.slug),
    (Column("length", right=True), lambda one, _: clock(round(one.master.seconds)) if one.master else ""),
    (Column("LUFS", right=True), lambda one, _: f"{one.master.after.loudness:.1f}" if one.master else ""),
    (Column("missing"), lambda one, _: ", ".join(one.missing)),
    (Column("why"), lambda one, _: one.why),
)


def number(episode: Episode) -> str:
    """An episode's number in short: `S1 E2`, `S1 trailer`, `E7`."""
    season = f"S{episode.season}" if episode.season else ""
    own = f"E{episode.episode}" if episode.episode else ""
    return " ".join(part for part in (season, own if episode.type == "full" else episode.type) if part)


def lines(show: Show, standings: Sequence[Standing], width: int | None = None) -> list[str]:
    """A line for each episode below a line of heads; columns in which nothing stands are left out.

    Args:
        show: for its time zone.
        standings: in the order in which they are shown.
        width: of the terminal, in characters; None: nothing is cut.
    """
    zone = ZoneInfo(show.timezone)
    columns = {column: [cell(one, zone) for one in standings] for column, cell in COLUMNS}
    kept = {column: cells for column, cells in columns.items() if any(cells)}
    return table(list(kept), list(zip(*kept.values(), strict=True)), width) if kept else []


def census(standings: Sequence[Standing]) -> str:
    """How many of each: `7 built, 1 scheduled, 17 drafts`."""
    states: tuple[State, ...] = ("built", "not built", "scheduled", "draft", "withdrawn")
    counted = {state: sum(one.state == state for one in standings) for state in states}
    found = [
        f"{count} {name}{'s' if name == 'draft' and count > 1 else ''}" for name, count in counted.items() if count
    ]
    return ", ".join(found) or "no episode yet"
