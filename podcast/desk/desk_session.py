"""The desk of one show: what all views share."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from podcast.desk.event_stream import EventBroadcaster
from podcast.desk.moving.import_runs import ImportRuns
from podcast.desk.publishing.publish_desk import PublishDesk
from podcast.desk.releasing.approval_states import read_contents
from podcast.desk.releasing.share_runs import ShareRuns
from podcast.desk.saving.history import History
from podcast.desk.show_state import ShowCache
from podcast.desk.targets.connection_checks import ConnectionChecks
from podcast.desk.templating import Templates, desk_templates
from podcast.desk.transcript.recognition import Recognitions
from podcast.errors import PodcastError
from podcast.i18n import current_language
from podcast.show.yaml_reader import read_yaml
from podcast.strings import translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import HTMLResponse

    from podcast.desk.security.access import Access, DeskAddress
    from podcast.desk.show_state import DeskShow

_kept_show: ContextVar[list[DeskShow] | None] = ContextVar("kept_show", default=None)


@contextmanager
def one_show() -> Iterator[None]:
    """Let `Desk.show` return the same value until the block ends, which changes nothing."""
    if _kept_show.get() is not None:
        yield
        return
    token = _kept_show.set([])
    try:
        yield
    finally:
        _kept_show.reset(token)


@dataclass(frozen=True, slots=True)
class PageFraming:
    """What makes the parts around a page: its whole frame, what depends on the browser, the rail of an episode."""

    frame: Callable[[Any, Request, str | None, str], Mapping[str, Any]]
    request_words: Callable[[Any, Request], Mapping[str, Any]]
    rail: Callable[[Any, str, str], tuple[object, ...]]


@dataclass
class Desk:
    """The desk of one show, for one run of the program.

    Args:
        root: the show's folder, or one without a show yet.
        address: that the desk listens at.
        access: the rights of browsers.
        framing: makes what is around every page.
        resources: are released when the desk ends, or goes on with another folder.
        watch: begins to watch the folder, into `resources`.
    """

    root: Path
    address: DeskAddress
    access: Access
    framing: PageFraming
    history: History = field(init=False)
    publishing: PublishDesk = field(init=False)
    sharing: ShareRuns = field(init=False)
    imports: ImportRuns = field(init=False)
    connections: ConnectionChecks = field(init=False)
    recognitions: Recognitions = field(init=False)
    events: EventBroadcaster = field(default_factory=EventBroadcaster)
    templates: Templates = field(default_factory=desk_templates)
    saved_at: datetime | None = None
    resources: ExitStack = field(default_factory=ExitStack)
    watch: Callable[[Desk], None] = lambda _desk: None

    def __post_init__(self) -> None:
        """Begin without edits."""
        self.root = self.root.resolve()
        self.history = History(self.root)
        self._shows = ShowCache(self.root)
        self._good_files: dict[str, tuple[bytes, datetime]] = {}
        self.sharing = ShareRuns(self.root, self.events.send)
        self.imports = ImportRuns(self.events.send)
        self.connections = ConnectionChecks(self.root, self.events.send)
        self.publishing = PublishDesk(self.root, self._send_run_event)
        self.recognitions = Recognitions(self.root)

    def open_folder(self, root: Path) -> None:
        """Switch to the show of another folder; its history of edits is empty."""
        self.resources.close()
        self.root, imports = root, self.imports
        self.__post_init__()
        self.imports = imports
        self.watch(self)

    @property
    def language(self) -> str:
        """The language of the desk: `de` or `en`."""
        return current_language()

    def now(self) -> datetime:
        """The time of this computer, in UTC."""
        return datetime.now(UTC)

    def _send_run_event(self, kind: str, data: Mapping[str, Any]) -> None:
        """Tell the open pages of a run; when one has ended, other episodes may be public."""
        if data["status"] != "running":
            self._shows.forget()
        self.events.send(kind, data)

    def show(self) -> DeskShow:
        """Return the show as its files are now, with its problems and hints by episode.

        While a page is only read, it is the same for the whole request.
        """
        shows_of_request = _kept_show.get()
        if shows_of_request is None:
            return self._shows.read()
        if not shows_of_request:
            shows_of_request.append(self._shows.read())
        return shows_of_request[0]

    def read_ahead(self) -> None:
        """Read the show as its files are now, with its hints and what approvals cover, before a page needs it."""
        with suppress(OSError, PodcastError):
            show = self._shows.read()
            show.hints(None)
            if show.fields.release:
                read_contents(show, [*show.episodes.values()])

    def forget_show(self) -> None:
        """Read the show again at the next call: its problems are in another language."""
        self._shows.forget()

    def translate(self, key: str, /, **values: object) -> str:
        """Return a text of the desk: `translate("overview.season_number", number=2)`.

        Raises:
            KeyError: there is no text of this key, or a placeholder has no value.
        """
        return translator(self.language, "desk")(key, **values)

    def words(self) -> Mapping[str, Any]:
        """Return what every template gets: `say` and `language`."""
        return {"say": translator(self.language, "desk"), "language": self.language}

    def digest(self, path: str) -> str:
        """Return the digest of a file of the show (SHA-256, hex), empty if there is none; forms carry it."""
        try:
            data = (self.root / path).read_bytes()
        except OSError:
            return ""
        if path.endswith(".yaml") and read_yaml(data).fields is not None:
            self._good_files[path] = data, self.now()
        return self.history.versions.add(data)

    def good_file(self, path: str) -> tuple[bytes, datetime] | None:
        """Return the last readable version of a YAML file that a page showed, and its time; None if there is none."""
        return self._good_files.get(path)

    def page(
        self,
        request: Request,
        template: str,
        *,
        slug: str | None = None,
        section: str = "episodes",
        status: int = 200,
        **context: Any,
    ) -> HTMLResponse:
        """Return a page: the template in its frame, with bar, rail, state of saving and CSRF token.

        Args:
            request: that is answered.
            template: extends `page.html`, or `episode.html` with the rail.
            slug: of the episode that the page is about.
            section: the part of the bar that is current: `episodes`, `show` or `publish`.
            status: of HTTP.
            context: the template's own variables.
        """
        from starlette.responses import HTMLResponse

        with one_show():
            variables = {**self.words(), **self.framing.frame(self, request, slug, section), **context}
            return HTMLResponse(self.templates.render(template, variables), status)

    def fragment(self, request: Request, template: str, **context: Any) -> str:
        """Return the HTML of a part of a page, for a script that swaps it in; `context` as of `page`."""
        return self.templates.render(template, {**self.words(), **self.framing.request_words(self, request), **context})

    def rail_html(self, slug: str, part: str = "") -> str:
        """Return the rail of an episode as HTML.

        Args:
            slug: of the episode.
            part: the current one, as `facts`.
        """
        return self.templates.render("rail.html", {**self.words(), "rail": self.framing.rail(self, slug, part)})
