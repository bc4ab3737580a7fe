"""Documents of the commands that change or verify the live site."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12

from podcast.publish.plan_summary import FileKind  # noqa: TC001 -- pydantic reads it

TargetSource = Literal["--target", "PODCAST_TARGET", "podcast.yaml"]


class TargetDocument(TypedDict):
    """Where the show is published, and where that was set."""

    location: str
    source: TargetSource


class EpisodeDocument(TypedDict):
    """An episode as the feed names it."""

    guid: str
    title: str
    season: int | None
    episode: int | None


class EpisodeChangesDocument(TypedDict):
    """What subscribers will see: `replaced` have a new recording, `withdrawn` and `removed` leave the feed.

    `archived` move to archives, which stores and most apps do not read; `returning` come back from them into feed.xml.
    """

    new: list[EpisodeDocument]
    replaced: list[EpisodeDocument]
    changed: list[EpisodeDocument]
    withdrawn: list[EpisodeDocument]
    removed: list[EpisodeDocument]
    archived: list[EpisodeDocument]
    returning: list[EpisodeDocument]


class KindDocument(TypedDict):
    """The files of one kind that are uploaded."""

    kind: FileKind
    files: int
    bytes: int


class CdnDocument(TypedDict):
    """What the CDN had to drop from its cache: the addresses, or `everything` below the show's `link`.

    `error` is why the CDN was not notified, `remedy` what to do about it; the publish is done all the same.
    """

    provider: str
    addresses: list[str]
    everything: bool
    error: str | None
    remedy: str | None


class TransferDocument(TypedDict):
    """Changes of the target: paths of files that were uploaded, retired (deleted later) and deleted, or would be.

    `generation` is the one that is live afterwards; `done` whether anything was changed. `cdn` is None where the show
    has none, or nothing had to be dropped.
    """

    target: TargetDocument
    generation: int
    dry_run: bool
    done: bool
    sums: list[KindDocument]
    uploaded: list[str]
    retired: list[str]
    deleted: list[str]
    cdn: CdnDocument | None


class FaultDocument(TypedDict):
    """A fault of the public site: its effect on listeners, the details, and the remedy."""

    url: str
    fault: str
    effect: str
    detail: str
    remedy: str


class OutsideDocument(TypedDict):
    """The check of the public site: `skipped` is why not, `available_since` the time since which it is correct.

    `hints` say what could be better, such as security headers; they are no reason to fail.
    """

    skipped: str | None
    faults: list[FaultDocument]
    hints: list[str]
    available_since: str | None


class PublishDocument(TransferDocument):
    """`podcast publish`: changes of the episodes and of the target; `outside` is None where nothing was checked.

    `exit_status` is that of the command: 6 if there are faults.
    """

    episodes: EpisodeChangesDocument
    feed: str
    outside: OutsideDocument | None
    exit_status: int


class UndoDocument(TransferDocument):
    """`podcast undo`: the generation that is restored, and when it was published."""

    restored_generation: int
    restored_published_at: str | None


class UnpublishDocument(TransferDocument):
    """`podcast unpublish`: the withdrawn episode, its file, and the check of the public site; or with --show, no slug.

    `audio_until` is when the last audio file that stays for apps may be deleted; None if none stays.
    """

    slug: str | None
    path: str | None
    audio_until: str | None
    outside: OutsideDocument | None
    exit_status: int


class DamagedFileDocument(TypedDict):
    """A file that is not as it was published; the next publish repairs it if it is in use."""

    file: str
    problem: str
    in_use: bool


class QuickFaultDocument(TypedDict):
    """A fault that the quick check found: `kind` is feed, size, newest, audio or certificate."""

    kind: str
    url: str
    detail: str


class QuickCheckDocument(TypedDict):
    """The quick check of the public show: the printed `line`, and what it is made of.

    `certificates` are the ends of the certificates by host; `ping` is whether the health check could be notified, None
    without one.
    """

    line: str
    feed: str
    feed_bytes: int
    episodes: int
    newest: str | None
    newest_date: str | None
    audio_files: int
    audio_checked: int
    certificates: dict[str, str]
    faults: list[QuickFaultDocument]
    ping: bool | None


class ConnectionDocument(TypedDict):
    """Results of `podcast verify --connection`, in sentences: capabilities of the target, and those it lacks."""

    works: list[str]
    hints: list[str]


class VerifyDocument(TypedDict):
    """`podcast verify`: the generation that was checked, and its faults.

    `pending` are files that an interrupted publish may have written; `foreign` is the number of files that do not
    belong to the show; `orphans` are unused objects in .podcast/; `taken_down`: only audio is left of the show. With
    --quick, there is only `quick`, and the target is not read; with --connection, only `target` and `connection`.
    """

    target: TargetDocument | None
    generation: int | None
    verified: int
    damaged: list[DamagedFileDocument]
    pending: list[str]
    foreign: int
    orphans: list[str]
    taken_down: bool
    quick: QuickCheckDocument | None
    connection: ConnectionDocument | None
