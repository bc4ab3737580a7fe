"""Where every episode stands, as lines for the terminal and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

from podcast.i18n import _, format_number, gettext_noop, ngettext
from podcast.report.text_table import Column, columns_of, table, translated
from podcast.text import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from podcast.artifacts import Master
    from podcast.model.show import Episode, Show

State: TypeAlias = Literal["draft", "scheduled", "built", "not built", "withdrawn"]
# What is shown of a state, and of what an episode lacks.
_WORDS = (
    *(
        gettext_noop("draft"),
        gettext_noop("scheduled"),
        gettext_noop("built"),
        gettext_noop("not built"),
        gettext_noop("withdrawn"),
    ),
    *(
        gettext_noop("recording"),
        gettext_noop("date"),
        gettext_noop("summary"),
        gettext_noop("transcript"),
        gettext_noop("cover_alt"),
    ),
    *(gettext_noop("live"), gettext_noop("changed")),
    *(
        gettext_noop("clipping"),
        gettext_noop("digital silence"),
        gettext_noop("pause"),
        gettext_noop("dead channel"),
        gettext_noop("imbalance"),
    ),
    *(
        gettext_noop("inverted"),
        gettext_noop("offset"),
        gettext_noop("hum"),
        gettext_noop("quiet passage"),
        gettext_noop("telephone"),
    ),
    *(gettext_noop("lossy"), gettext_noop("low bit rate")),
)
Public: TypeAlias = Literal["live", "changed", ""]


@dataclass(frozen=True, slots=True)
class Standing:
    """An episode's state; `why` it is not built (else empty), its master where there is one that is up to date.

    `sound` are the kinds of faults that were heard in its recording. `public` says whether the world has it: as it is
    here, or as it was before something changed; it is empty where it has not, or nobody can tell.
    """

    episode: Episode
    state: State
    why: str
    master: Master | None
    sound: tuple[str, ...] = ()
    public: Public = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """What the episode still lacks; a transcript may, the rest must be there before it is published."""
        one = self.episode
        if one.withdrawn:
            return ()
        wanted = {
            "recording": bool(one.recording),
            "date": bool(one.date),
            "summary": bool(one.summary),
            "transcript": bool(one.transcript),
            "cover_alt": bool(one.cover_alt or not one.cover),
        }
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
            "sound": list(self.sound),
            "public": self.public or None,
        }


# A column, and what stands in it; the date is in the show's time zone.
COLUMNS: tuple[tuple[Column, Callable[[Standing, ZoneInfo], str]], ...] = (
    (Column(gettext_noop("state")), lambda one, _zone: _(one.state)),
    (Column(gettext_noop("public")), lambda one, _zone: _(one.public)),
    (
        Column(gettext_noop("date")),
        lambda one, zone: f"{one.episode.date.astimezone(zone):%Y-%m-%d %H:%M}" if one.episode.date else "",
    ),
    (Column(gettext_noop("number")), lambda one, _zone: number(one.episode)),
    (Column(gettext_noop("episode"), cut=True), lambda one, _zone: one.episode.slug),
    (
        Column(gettext_noop("length"), right=True),
        lambda one, _zone: clock(round(one.master.seconds)) if one.master else "",
    ),
    (
        Column(gettext_noop("LUFS"), right=True),
        lambda one, _zone: format_number(one.master.after.loudness) if one.master else "",
    ),
    (Column(gettext_noop("missing")), lambda one, _zone: ", ".join(map(_, one.missing))),
    (Column(gettext_noop("sound")), lambda one, _zone: ", ".join(map(_, one.sound))),
    (Column(gettext_noop("why")), lambda one, _zone: _(one.why)),
)


# On a narrow terminal columns fall away, in this order; `--json` has them all.
_FIRST_TO_GO = ("sound", "LUFS", "length", "number", "missing", "why", "public")


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
    found = _table(kept, width)
    for head in _FIRST_TO_GO:
        if width is None or max(map(columns_of, found), default=0) <= width:
            break
        kept = {column: cells for column, cells in kept.items() if column.head != head}
        found = _table(kept, width)
    return found


def _table(kept: Mapping[Column, Sequence[str]], width: int | None) -> list[str]:
    return table(list(map(translated, kept)), list(zip(*kept.values(), strict=True)), width) if kept else []


def next_out(show: Show, found: Episode | None) -> list[str]:
    """When the next scheduled episode goes out, in the show's time zone; nothing where none is scheduled."""
    if found is None or found.date is None:
        return []
    sentence = _("next out: {slug}, with the first `podcast publish` from {date:%Y-%m-%d %H:%M} on ({zone})")
    return [sentence.format(slug=found.slug, date=found.date.astimezone(ZoneInfo(show.timezone)), zone=show.timezone)]


def next_step(standings: Sequence[Standing], *, problems: bool, asked: bool) -> str:
    """What is to be done next; empty where there is nothing.

    Args:
        standings: of all episodes.
        problems: whether the show has problems of form: they come first, and are told elsewhere.
        asked: whether the target told what is live.
    """
    if problems:
        return ""
    if any(one.state == "not built" for one in standings):
        return _("next: `podcast build`, then `podcast publish`")
    if asked and any(one.state == "built" and one.public != "live" for one in standings):
        return _("next: `podcast publish`")
    lacking = next((one for one in standings if one.state == "scheduled" and {*one.missing} - {"transcript"}), None)
    draft = lacking or next((one for one in standings if one.state == "draft"), None)
    if draft and draft.missing:
        sentence = _("next: {file} still lacks {missing}")
        return sentence.format(file=draft.episode.file, missing=", ".join(map(_, draft.missing)))
    if draft:
        return _("next: read {file} once more, then take draft: true out of it").format(file=draft.episode.file)
    return ""


def census(standings: Sequence[Standing]) -> str:
    """How many of each: `7 built, 1 scheduled, 17 drafts`."""
    states: tuple[State, ...] = ("built", "not built", "scheduled", "draft", "withdrawn")
    found = {state: sum(one.state == state for one in standings) for state in states}
    return ", ".join(_counted(state, count) for state, count in found.items() if count) or _("no episode yet")


def _counted(state: State, count: int) -> str:
    told = {
        "built": ngettext("{count} built", "{count} built", count),
        "not built": ngettext("{count} not built", "{count} not built", count),
        "scheduled": ngettext("{count} scheduled", "{count} scheduled", count),
        "draft": ngettext("{count} draft", "{count} drafts", count),
        "withdrawn": ngettext("{count} withdrawn", "{count} withdrawn", count),
    }
    return told[state].format(count=count)
