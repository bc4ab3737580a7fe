"""Documents of `check`, `compare`, `serve`, `build` and `clean`."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias

from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12

from podcast.cli.documents.common import ProblemDocument
from podcast.cli.documents.sound_documents import EpisodeSoundDocument  # noqa: TC001 pydantic reads it

Severity: TypeAlias = Literal["problem", "hint"]


class TrackDocument(TypedDict):
    """A track as it is mixed: its `file`, and how it is known when it starts.

    `origin` is first (its time is the episode's), given, found (by sound that it shares with others), unclear, or
    music. `offset_ms` is when it starts in the episode; `drift_ppm` how much faster its clock ran than the first one's,
    null where that was not measured; `corrected` says that the drift was removed; `gain` is in dB.
    """

    file: str
    origin: Literal["first", "given", "found", "unclear", "music"]
    offset_ms: float
    drift_ppm: float | None
    corrected: bool
    gain: float


class EditsDocument(TypedDict):
    """Cuts and shortened pauses of an episode: how many there are, and how many seconds each kind removes."""

    cuts: int
    cut_seconds: float
    pauses: int
    pause_seconds: float


class StageDocument(TypedDict):
    """A stage of a build, by a name that does not change, and its CPU seconds: of the command itself, and of workers.

    "start" is the start of Python and of what was loaded before the build; "transfer" sending jobs and their results.
    """

    stage: str
    parent: float
    workers: float


class ProfileDocument(TypedDict):
    """The CPU time of a build: its episodes, how many worker processes it had, its stages, the largest first."""

    episodes: int
    workers: int
    stages: list[StageDocument]


class BuildDocument(TypedDict):
    """`podcast build`: paths in site/ that were written, are unchanged, were removed, or come from elsewhere.

    `mastered` are the slugs of the recordings that this build has mastered; `tracks` are those of episodes that are
    mixed from tracks, by slug, and `edits` what was removed from within those that have cuts or shortened pauses;
    `report` is the path of the report page and `sound` what it says of each episode, newest first, both with --report;
    `pending` are problems of drafts and later episodes; `profile` is the CPU time of each stage, with --profile.
    """

    site: str
    episodes: list[str]
    mastered: list[str]
    tracks: dict[str, list[TrackDocument]]
    edits: dict[str, EditsDocument]
    written: list[str]
    unchanged: list[str]
    removed: list[str]
    foreign: list[str]
    audio_bytes: int
    report: str | None
    sound: list[EpisodeSoundDocument] | None
    hints: list[ProblemDocument]
    pending: list[ProblemDocument]
    profile: ProfileDocument | None


class FindingDocument(ProblemDocument):
    """A finding of `podcast check`: a problem prevents a build, a hint does not."""

    severity: Severity


class PlaceDocument(TypedDict):
    """A place that names a link."""

    path: str
    line: int
    column: int
    field: str


class LinkDocument(TypedDict):
    """A link: `status` is that of HTTP, 0 without an answer; `to` is its new address; `reason` explains the verdict."""

    url: str
    verdict: Literal["ok", "moved", "dead", "unsure", "skipped", "unchecked"]
    status: int
    to: str
    reason: str
    places: list[PlaceDocument]


class FeedFaultDocument(TypedDict):
    """A rule that a feed breaks: `guid` and `title` are the episode's, null for the show; `value` breaks the rule."""

    rule: str
    level: Literal["MUST", "SHOULD"]
    guid: str | None
    title: str | None
    value: str
    what: str


class FeedCheckDocument(TypedDict):
    """`podcast check --feed`: the rules that a feed breaks, and the addresses that it was redirected to."""

    feed: str
    redirects: list[str]
    faults: list[FeedFaultDocument]


class CheckDocument(TypedDict):
    """`podcast check`: all findings; with --links every link, and whether there was a network to check them.

    With --feed there are no findings in files: `feed` has the rules that the feed breaks.
    """

    problems: list[FindingDocument]
    hints: list[FindingDocument]
    next: str | None
    links: NotRequired[list[LinkDocument]]
    network: NotRequired[Literal["ok", "offline", "intercepted"]]
    feed: NotRequired[FeedCheckDocument]


class ComparedFeedDocument(TypedDict):
    """A feed that was compared."""

    location: str
    episodes: int


class FieldDifferenceDocument(TypedDict):
    """A field that differs, with its value in both feeds, empty where it is missing; times are UTC."""

    field: str
    first: str
    second: str


class ComparedEpisodeDocument(TypedDict):
    """An episode of one feed alone."""

    guid: str
    title: str


class EpisodeDifferenceDocument(ComparedEpisodeDocument):
    """An episode that differs between two feeds."""

    fields: list[FieldDifferenceDocument]


class CompareDocument(TypedDict):
    """`podcast compare`: all differences between two feeds."""

    feeds: list[ComparedFeedDocument]
    equal: bool
    show: list[FieldDifferenceDocument]
    only_first: list[ComparedEpisodeDocument]
    only_second: list[ComparedEpisodeDocument]
    changed: list[EpisodeDifferenceDocument]


class CleanDocument(TypedDict):
    """`podcast clean`: the files that were removed, or would be with --dry-run."""

    files: list[str]
    bytes: int
    dry_run: bool


class DeskDocument(TypedDict):
    """`podcast desk`, at its start: its addresses, which are secret; with --install, the files that were written alone.

    `device_url` is for other devices, with --lan. `already_running`: `url` is that of a desk that was started before.
    """

    url: str | None
    device_url: str | None
    port: int | None
    files: list[str]
    already_running: bool


class ServeDocument(TypedDict):
    """`podcast serve`, at its start: the addresses; `device_url` is for a phone, with --lan; `token` is its secret."""

    url: str
    device_url: str | None
    port: int
