"""The status of all episodes as it was last read, valid while the last build is: then it is read from one file.

It is kept where all of it follows from that build: no draft, no problem. It has no sentence, so no language.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, cast

from podcast.artifacts import LoudnessValues
from podcast.errors import FileError
from podcast.files import atomic
from podcast.report.status_table import EpisodeStatus
from podcast.steps.build_state.check import unchanged_build
from podcast.steps.paths import ProjectPaths

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.checks.examine import Examination
    from podcast.model.show import Episode
    from podcast.steps.build_state.record import BuildRecord

_STATES: Final = frozenset({"built", "scheduled", "withdrawn"})  # of episodes whose status follows from a build


@dataclass(frozen=True, slots=True)
class StatusEpisode:
    """State of an episode in a status."""

    slug: str
    title: str
    type: str
    season: int | None
    episode: int | None
    date: datetime | None


@dataclass(frozen=True, slots=True)
class StatusMaster:
    """State of a master in a status."""

    seconds: float
    after: LoudnessValues


@dataclass(frozen=True, slots=True)
class _KnownStatus(EpisodeStatus):
    """The status of an episode of which it is known what it lacks."""

    known_missing: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that the episode still lacks."""
        return self.known_missing


class RememberedStatus:
    """The status of a show whose last build is still right; of any other show nothing is remembered.

    Args:
        root: the show's folder.
    """

    def __init__(self, root: Path) -> None:
        """Compare the show with its last build."""
        record = unchanged_build(root)
        self._path, self._build = ProjectPaths(root).status_record, _build_key(record) if record else ""

    @property
    def is_as_built(self) -> bool:
        """Whether the show is as it was when it was built."""
        return bool(self._build)

    def read(self) -> tuple[EpisodeStatus, ...] | None:
        """Return the status of all episodes; None if it has to be read from the show."""
        if not self._build:
            return None
        try:
            checksum, _newline, text = self._path.read_bytes().partition(b"\n")
            value = json.loads(text) if hashlib.sha256(text).hexdigest().encode() == checksum else {}
            return tuple(map(_status, value["episodes"])) if value["build"] == self._build else None
        except (OSError, KeyError, TypeError, ValueError):
            return None

    def store(self, statuses: Sequence[EpisodeStatus], examination: Examination) -> None:
        """Store the status of all episodes, without what is public, where it follows from the last build."""
        if not self._build or examination.loaded.problems or not {status.state for status in statuses} <= _STATES:
            return
        text = json.dumps({"build": self._build, "episodes": list(map(_row, statuses))}).encode()
        with contextlib.suppress(FileError):  # a disk that refuses: it is read anew
            atomic.write(self._path, hashlib.sha256(text).hexdigest().encode() + b"\n" + text, durable=False)


def _build_key(record: BuildRecord) -> str:
    """The digest of everything by which two builds differ."""
    span = (record.since, record.until, record.timezone)
    values = (record.program, record.inputs, record.outputs, record.caches, span, record.live_manifest)
    return hashlib.sha256(repr(values).encode()).hexdigest()


def _row(status: EpisodeStatus) -> dict[str, Any]:
    episode, master = status.episode, status.master
    return {
        "slug": episode.slug,
        "title": episode.title,
        "type": episode.type,
        "season": episode.season,
        "episode": episode.episode,
        "date": episode.date.isoformat() if episode.date else None,
        "missing": status.missing,
        "state": status.state,
        "master": [master.seconds, *astuple(master.after)] if master else None,
        "faults": status.audio_faults,
        "approvals": status.approvals,
    }


def _status(row: Mapping[str, Any]) -> EpisodeStatus:
    date, master = row["date"], row["master"]
    fields = {name: row[name] for name in ("slug", "title", "type", "season", "episode")}
    episode = StatusEpisode(**fields, date=datetime.fromisoformat(date) if date else None)
    values = StatusMaster(master[0], LoudnessValues(*master[1:])) if master else None
    # They have what a status says of an episode and a master, and nothing else.
    return _KnownStatus(
        cast("Episode", episode),
        row["state"],
        "",
        cast("Master", values),
        tuple(row["faults"]),
        approvals=row["approvals"],
        known_missing=tuple(row["missing"]),
    )
