"""Document of `status`."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12

from podcast.cli.documents.release_documents import ApprovalsDocument  # noqa: TC001 - pydantic reads annotations


class EpisodeStatusDocument(TypedDict):
    """State of an episode: loudness in LUFS, true peak in dBTP, of its current master."""

    slug: str
    title: str
    type: str
    season: int | None
    episode: int | None
    state: Literal["draft", "scheduled", "built", "not built", "withdrawn"]
    reason: str | None
    date: str | None
    seconds: float | None
    loudness: float | None
    true_peak: float | None
    missing: list[str]
    audio_faults: list[str]
    public: Literal["live", "changed"] | None
    approvals: ApprovalsDocument | None


class PublisherDocument(TypedDict):
    """A publish that is running."""

    host: str
    pid: int
    since: str


class LiveDocument(TypedDict):
    """State of the target: the generation that is live (0: none), and how site/ differs from it."""

    generation: int
    since: str | None
    restored_generation: int | None
    files: int
    size: int
    publishing: PublisherDocument | None
    interrupted: bool
    taken_down: bool
    to_repair: int
    undo_generations: list[int]
    to_upload: list[str] | None
    to_retire: list[str] | None


class NextRelease(TypedDict):
    """The scheduled episode that goes out next."""

    slug: str
    date: str


class StatusDocument(TypedDict):
    """`podcast status`: `target` is None where the show has none; `live` too where the target cannot be read.

    `problems` is the number of problems that `podcast check` reports; episodes may be missing because of them.
    """

    episodes: list[EpisodeStatusDocument]
    target: str | None
    live: LiveDocument | None
    next_release: NextRelease | None
    next: str | None
    problems: int
