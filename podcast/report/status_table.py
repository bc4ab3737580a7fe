"""The state of every episode, as a table for the terminal and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

from podcast.i18n import _, format_number, gettext_noop, ngettext
from podcast.report.text_table import Column, display_width, table, translate_head
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from podcast.artifacts import Master
    from podcast.model.fields import TargetSettings
    from podcast.model.show import Episode, Show

    AnyShow = Show | TargetSettings

EpisodeState: TypeAlias = Literal["draft", "scheduled", "built", "not built", "withdrawn"]
PublicState: TypeAlias = Literal["live", "changed", ""]
# Texts that are looked up by a value: states, missing fields, public states, kinds of audio faults.
_TRANSLATED = (
    *(gettext_noop("draft"), gettext_noop("scheduled"), gettext_noop("built"), gettext_noop("not built")),
    *(gettext_noop("withdrawn"), gettext_noop("live"), gettext_noop("changed")),
    *(gettext_noop("recording"), gettext_noop("date"), gettext_noop("summary"), gettext_noop("transcript")),
    *(gettext_noop("cover_alt"), gettext_noop("clipping"), gettext_noop("digital silence"), gettext_noop("pause")),
    *(gettext_noop("dead channel"), gettext_noop("imbalance"), gettext_noop("inverted"), gettext_noop("offset")),
    *(gettext_noop("hum"), gettext_noop("quiet passage"), gettext_noop("telephone"), gettext_noop("lossy")),
    *(gettext_noop("speakers apart"), gettext_noop("noise"), gettext_noop("reverberation"), gettext_noop("clicks")),
    *(gettext_noop("dropouts"), gettext_noop("echo"), gettext_noop("soft clipping"), gettext_noop("plosives")),
    *(gettext_noop("low bit rate"),),
)


@dataclass(frozen=True, slots=True)
class EpisodeStatus:
    """An episode's state: why it is not built (else empty), and its master if that is up to date.

    `audio_faults` are the kinds of faults that the pre-flight analysis found in its recording. `public` compares the
    site at the target with this one: `live` if it has the episode as it is here, `changed` if it has an older state;
    empty if it has none, or the target was not asked. `approvals` is the state of its approvals as a JSON
    object (`podcast.model.publishing.approval_state`), None where the show needs none.
    """

    episode: Episode
    state: EpisodeState
    reason: str
    master: Master | None
    audio_faults: tuple[str, ...] = ()
    public: PublicState = ""
    approvals: Mapping[str, Any] | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that the episode still lacks. All but the transcript are needed before it is published."""
        episode = self.episode
        if episode.withdrawn:
            return ()
        present = {
            "recording": episode.has_recording,
            "date": bool(episode.date),
            "summary": bool(episode.summary),
            "transcript": bool(episode.transcript or episode.transcript_files),
            "cover_alt": bool(episode.cover_alt or not episode.cover),
        }
        return tuple(name for name, is_present in present.items() if not is_present)

    def as_json(self) -> dict[str, Any]:
        """The status as a JSON object: loudness in LUFS, true peak in dBTP, dates as ISO 8601."""
        episode, master = self.episode, self.master
        return {
            "slug": episode.slug,
            "title": episode.title,
            "type": episode.type,
            "season": episode.season,
            "episode": episode.episode,
            "state": self.state,
            "reason": self.reason or None,
            "date": episode.date.isoformat() if episode.date else None,
            "seconds": master.seconds if master else None,
            "loudness": master.after.loudness if master else None,
            "true_peak": master.after.true_peak if master else None,
            "missing": list(self.missing),
            "audio_faults": list(self.audio_faults),
            "public": self.public or None,
            "approvals": self.approvals,
        }


def _approvals_in_short(status: EpisodeStatus) -> str:
    """How many approvals there are of those that are needed, and how many are outdated: `1/2, 1 outdated`."""
    if not status.approvals:
        return ""
    count, outdated = f"{len(status.approvals['valid'])}/{status.approvals['needs']}", len(status.approvals["outdated"])
    if not outdated:
        return count
    return f"{count}, {ngettext('{count} outdated', '{count} outdated', outdated).format(count=outdated)}"


# A column, and the text of its cells; dates are in the show's time zone.
COLUMNS: tuple[tuple[Column, Callable[[EpisodeStatus, ZoneInfo], str]], ...] = (
    (Column(gettext_noop("state")), lambda status, _zone: _(status.state)),
    (Column(gettext_noop("public")), lambda status, _zone: _(status.public)),
    (
        Column(gettext_noop("date")),
        lambda status, zone: f"{status.episode.date.astimezone(zone):%Y-%m-%d %H:%M}" if status.episode.date else "",
    ),
    (Column(gettext_noop("number")), lambda status, _zone: episode_label(status.episode)),
    (Column(gettext_noop("episode"), shrinks=True), lambda status, _zone: status.episode.slug),
    (
        Column(gettext_noop("length"), align_right=True),
        lambda status, _zone: format_time(round(status.master.seconds)) if status.master else "",
    ),
    (
        Column(gettext_noop("LUFS"), align_right=True),
        lambda status, _zone: format_number(status.master.after.loudness) if status.master else "",
    ),
    (Column(gettext_noop("approvals")), lambda status, _zone: _approvals_in_short(status)),
    (Column(gettext_noop("missing")), lambda status, _zone: ", ".join(map(_, status.missing))),
    (Column(gettext_noop("sound")), lambda status, _zone: ", ".join(map(_, status.audio_faults))),
    (Column(gettext_noop("why")), lambda status, _zone: _(status.reason)),
)


# On a narrow terminal these columns are left out, in this order; `--json` has them all.
_OPTIONAL_HEADS = ("sound", "LUFS", "length", "number", "missing", "why", "approvals", "public")


def episode_label(episode: Episode) -> str:
    """An episode's number in short: `S1 E2`, `S1 trailer`, `E7`."""
    season = f"S{episode.season}" if episode.season else ""
    own = f"E{episode.episode}" if episode.episode else ""
    return " ".join(part for part in (season, own if episode.type == "full" else episode.type) if part)


def status_lines(show: AnyShow, statuses: Sequence[EpisodeStatus], width: int | None = None) -> list[str]:
    """Return a line for each episode below a line of heads; empty columns are left out.

    Args:
        show: for its time zone.
        statuses: in the order in which they are shown.
        width: of the terminal, in characters; None: nothing is shortened.
    """
    zone = ZoneInfo(show.timezone)
    columns = {column: [cell(status, zone) for status in statuses] for column, cell in COLUMNS}
    shown = {column: cells for column, cells in columns.items() if any(cells)}
    lines = _table(shown, width)
    for head in _OPTIONAL_HEADS:
        if width is None or max(map(display_width, lines), default=0) <= width:
            break
        shown = {column: cells for column, cells in shown.items() if column.head != head}
        lines = _table(shown, width)
    return lines


def _table(columns: Mapping[Column, Sequence[str]], width: int | None) -> list[str]:
    return (
        table(list(map(translate_head, columns)), list(zip(*columns.values(), strict=True)), width) if columns else []
    )


def outdated_approval_lines(statuses: Sequence[EpisodeStatus]) -> list[str]:
    """Return a line for each approval that is outdated, with what has changed since."""
    sentence = _("{slug}: the approval by {name} is outdated; changed since: {changed}")
    return [
        sentence.format(slug=status.episode.slug, name=approval["name"], changed=", ".join(approval["changed"]))
        for status in statuses
        if status.approvals
        for approval in status.approvals["outdated"]
    ]


def next_release_line(show: AnyShow, episode: Episode | None) -> list[str]:
    """When the next scheduled episode goes out, in the show's time zone; no line if none is scheduled."""
    if episode is None or episode.date is None:
        return []
    sentence = _("next to be published: {slug}, by the first `podcast publish` from {date:%Y-%m-%d %H:%M} on ({zone})")
    local = episode.date.astimezone(ZoneInfo(show.timezone))
    return [sentence.format(slug=episode.slug, date=local, zone=show.timezone)]


def status_counts(statuses: Sequence[EpisodeStatus]) -> str:
    """The number of episodes in each state: `7 built, 1 scheduled, 17 drafts`."""
    states: tuple[EpisodeState, ...] = ("built", "not built", "scheduled", "draft", "withdrawn")
    counts = {state: sum(status.state == state for status in statuses) for state in states}
    texts = [_count_text(state, count) for state, count in counts.items() if count]
    return ", ".join(texts) or _("no episodes yet")


def _count_text(state: EpisodeState, count: int) -> str:
    texts = {
        "built": ngettext("{count} built", "{count} built", count),
        "not built": ngettext("{count} not built", "{count} not built", count),
        "scheduled": ngettext("{count} scheduled", "{count} scheduled", count),
        "draft": ngettext("{count} draft", "{count} drafts", count),
        "withdrawn": ngettext("{count} withdrawn", "{count} withdrawn", count),
    }
    return texts[state].format(count=count)
