"""Document of `import`."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12

from podcast.cli.documents.common import ProblemDocument  # noqa: TC001 pydantic reads it


class ImportFindingDocument(TypedDict):
    """A fault of the feed and what was done about it: `rule` is its key, `where` the item, empty for the show.

    `kind` is repaired, kept (as it was, though it breaks a rule), lost, or to do (the producer has to decide).
    """

    rule: str
    where: str
    message: str
    kind: Literal["repaired", "kept", "lost", "to do"]


class ImportedEpisodeDocument(TypedDict):
    """An episode that was added: its folder below episodes/, its guid and its title."""

    slug: str
    guid: str
    title: str


class FailedDownloadDocument(TypedDict):
    """A file that could not be fetched: its address, its place in the folder, the kind of the file and the reason."""

    url: str
    path: str
    kind: str
    reason: str


class ImportDifferenceDocument(TypedDict):
    """An element that differs: its value in the feed that was imported, and in the feed of the folder.

    `rule` is the reason, `explanation` the same in words; `matters` says that subscribers or the producer lose
    something.
    """

    field: str
    first: str
    second: str
    rule: str
    explanation: str
    matters: bool


class DifferentEpisodeDocument(TypedDict):
    """An episode that differs: `number` is its place in the feed that was imported, from 1."""

    slug: str
    guid: str
    title: str
    number: int
    fields: list[ImportDifferenceDocument]


class ProofDocument(TypedDict):
    """The comparison of the feed with that of the folder: how many episodes were compared, and how many are equal.

    In those, what differs does not matter, as the order of some elements; `episodes` has them as well. `lossless` says
    that nothing differs that matters; `with_audio` that the audio files were compared as well.
    """

    compared: int
    equal: int
    lossless: bool
    with_audio: bool
    show: list[ImportDifferenceDocument]
    episodes: list[DifferentEpisodeDocument]


class SourceFeedDocument(TypedDict):
    """The feed that was imported: its address after redirects, its title, its items and the number of its documents."""

    location: str
    title: str
    items: int
    documents: int


class ImportDetails(TypedDict):
    """An import: what is new in the folder, what was found, and the proof; null if podcast.yaml has problems.

    `written` are paths below `folder`; `steps` are what is left to do at the old host, once the proof is complete.
    """

    feed: SourceFeedDocument
    folder: str
    new: list[ImportedEpisodeDocument]
    unchanged: int
    written: list[str]
    failed: list[FailedDownloadDocument]
    findings: list[ImportFindingDocument]
    problems: list[ProblemDocument]
    proof: ProofDocument | None
    steps: list[str]


class MoveDetails(TypedDict):
    """The check of a move from outside: what is right, what has to be changed, and what could be better."""

    old_feed: str
    new_feed: str
    complete: bool
    passed: list[str]
    problems: list[str]
    hints: list[str]


class ImportDocument(TypedDict):
    """Result of `import`: `show` is null without FEED, `move` is the check of --verify-move.

    `statistics` is the copy of the old host's figures; `exit_status` is 1 if something is left that matters.
    """

    show: ImportDetails | None
    move: MoveDetails | None
    statistics: str | None
    exit_status: int
