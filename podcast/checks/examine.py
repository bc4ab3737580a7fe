"""Examination of a show: problems and hints from its YAML files and from the files that they name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from podcast.checks import inspect_files, rules
from podcast.checks.acceptance.accepted_hints import without_accepted
from podcast.checks.audio_hints import audio_hints, hashed_recordings
from podcast.checks.load_show import load_show
from podcast.checks.rules.hints import find_hints
from podcast.checks.rules.media import find_media_hints
from podcast.checks.rules.published_elsewhere import files_from_elsewhere
from podcast.checks.unread_files import find_unread_files
from podcast.files.cache import create_cache, open_cache
from podcast.files.memory_cache import NO_MEMORY, MemoryCache
from podcast.i18n import _
from podcast.model.fields import EpisodeFields
from podcast.model.file_names import EPISODE_FILE, EPISODES, SHOW_FILE
from podcast.show.locations import Finding, problems_from_findings
from podcast.show.partial_fields import certain_findings
from podcast.show.validation import validate_fields, validation_context
from podcast.steps.paths import ProjectPaths

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from podcast.errors import Problem
    from podcast.model.show import Show
    from podcast.show.load import LoadedShow
    from podcast.show.validation import Context


@dataclass(frozen=True, slots=True)
class Examination:
    """A show with its problems and hints, sorted by place. Problems prevent a build, hints do not.

    `loaded.show` is None if podcast.yaml has problems of form. `pending_problems` are those of drafts and later
    episodes that do not prevent a publish, see `for_publish`. `memory` has the hints that were found before.
    """

    root: Path
    loaded: LoadedShow
    problems: tuple[Problem, ...]
    files: inspect_files.FileFacts
    pending_problems: tuple[Problem, ...] = ()
    memory: MemoryCache = NO_MEMORY

    def for_publish(self, moment: datetime) -> Examination:
        """Return the same show, with the problems that prevent a publish at `moment`: those of drafts do not.

        A problem of an episode that is due may come from a draft (a guid in both): it does not prevent anything either.
        """
        if self.show is None or not self.problems:
            return self
        pending = _pending_slugs(self.loaded, moment)
        variants = tuple(
            show.with_episodes(episode for episode in show.episodes if episode.slug not in pending)
            for show in self.loaded.variants
        )
        of_form = tuple(problem for problem in self.loaded.problems if _slug(problem) not in pending)
        of_rules = rules.find_problems(replace(self.loaded, variants=variants, problems=of_form), self.files.facts)
        of_all_rules = rules.find_problems(self.loaded, self.files.facts)
        blocking = tuple(
            problem
            for problem in self.problems
            if _slug(problem) not in pending and (problem in of_rules or problem not in of_all_rules)
        )
        ignored = tuple(problem for problem in self.problems if problem not in blocking)
        return replace(self, problems=blocking, pending_problems=ignored)

    def due_dates(self) -> frozenset[datetime]:
        """The moments at which an episode begins to be due, and its problems to prevent a publish."""
        episodes = self.show.episodes if self.show else ()
        dates = {episode.date for episode in episodes if not episode.draft}
        unreadable = ((data, context) for _slug, data, context in _unreadable_files(self.loaded) if not _is_draft(data))
        dates |= {_typed_date(data, context) for data, context in unreadable}
        return frozenset(date for date in dates if date)

    @property
    def show(self) -> Show | None:
        """The show, without the fields that are not valid."""
        return self.loaded.show

    def hints(self) -> tuple[Problem, ...]:
        """All hints: of rules, of files and of the audio analysis; without those that episodes accept."""
        show, incomplete = self.loaded.variants[0], rules.incomplete_fields(self.loaded)
        findings = (
            (*find_hints(variant, incomplete), *find_media_hints(variant, self.files.facts))
            for variant in self.loaded.variants
        )
        certain = certain_findings(findings, self.loaded.unreadable)
        of_rules = problems_from_findings(certain, self.loaded.source_map)
        with open_cache(ProjectPaths(self.root).database, self.root) as cache:
            recordings = hashed_recordings(show, self.root, cache, self.memory)
            of_audio = audio_hints(show, self.root, cache, recordings, self.files.facts)
        has_unknown_people = {name.partition(".")[0] for name in incomplete} & {"people", "speakers"}
        of_files = () if has_unknown_people else self.files.hints
        unread = find_unread_files(show, self.loaded, self.root, self.memory)
        return without_accepted(show, sorted({*of_rules, *of_files, *of_audio, *unread}))


def examine(
    root: Path, unsaved: Mapping[str, bytes] = MappingProxyType({}), memory: MemoryCache = NO_MEMORY
) -> Examination:
    """Examine the show below `root`: its fields, its rules and its files.

    Args:
        root: of the show.
        unsaved: see `podcast.show.yaml_file.read_yaml_file`.
        memory: of a program that examines the show again and again; what is valid there is not read.
    """
    memory.start()
    if (root / SHOW_FILE).is_file():
        create_cache(ProjectPaths(root).database, root)  # for what is parsed now
    loaded = load_show(root, unsaved, memory)
    files = inspect_files.inspect_files(loaded.variants[0], root, memory)
    of_rules = rules.find_problems(loaded, files.facts)
    descriptions = certain_findings(map(_description_length, loaded.variants), loaded.unreadable)
    of_description = problems_from_findings(descriptions, loaded.source_map)
    return Examination(root, loaded, tuple(sorted({*of_rules, *of_description, *files.problems})), files, memory=memory)


def _description_length(show: Show) -> Iterator[Finding]:
    """A description has at most 4000 bytes as the HTML that its Markdown becomes (Apple)."""
    from podcast.feed import description

    written = len(show.description.encode())
    # More is reported by a rule; with a fifth, the HTML is short enough even if every character were a `&`.
    if not written <= description.MAX_DESCRIPTION_BYTES < 5 * written or files_from_elsewhere(show):
        return
    from podcast.pages.text import markdown

    size = description.description_bytes(markdown.html(show.description, show.language))
    if size > description.MAX_DESCRIPTION_BYTES:
        what = _("is {size} bytes long with links and formatting; stores cut it off at {longest}").format(
            size=size, longest=description.MAX_DESCRIPTION_BYTES
        )
        yield Finding(SHOW_FILE, ("description",), what, _("shorten it (ä, ö, ü, ß count twice)"))


# --- drafts and later episodes ---------------------------------------------------------------------------------------

_DRAFT = re.compile(rb"^draft: *true *(#|$)", re.MULTILINE)
_DATE = re.compile(rb"^date: *[\"']?([^\"'#\r\n]+)", re.MULTILINE)


def _slug(problem: Problem) -> str:
    """The slug of the episode whose folder has the problem; empty for the show's own."""
    folder, _slash, rest = problem.path.partition("/")
    return rest.partition("/")[0] if folder == EPISODES else ""


def _pending_slugs(loaded: LoadedShow, moment: datetime) -> frozenset[str]:
    """The episodes that are drafts, or that are to appear after `moment`; also those whose file cannot be read."""
    episodes = loaded.show.episodes if loaded.show else ()
    pending = {episode.slug for episode in episodes if episode.draft or (episode.date and episode.date > moment)}
    for slug, data, context in _unreadable_files(loaded):
        date = None if _is_draft(data) else _typed_date(data, context)
        if _is_draft(data) or (date and date > moment):
            pending.add(slug)
    return frozenset(pending)


def _unreadable_files(loaded: LoadedShow) -> Iterator[tuple[str, bytes, Context]]:
    """Yield slug, bytes and context of each `episode.yaml` with problems of form."""
    valid_slugs = {episode.slug for episode in loaded.show.episodes} if loaded.show else set()
    texts = loaded.source_map.texts
    context = validation_context(loaded.source_map.document(SHOW_FILE).fields)
    for path in texts:
        slug = path.removeprefix(f"{EPISODES}/").removesuffix(f"/{EPISODE_FILE}")
        if path != SHOW_FILE and slug not in valid_slugs:
            yield slug, texts[path], context


def _is_draft(data: bytes) -> bool:
    """Whether a file with problems of form is that of a draft, by its lines."""
    return _DRAFT.search(data) is not None


def _typed_date(data: bytes, context: Context) -> datetime | None:
    """The date in a file with problems of form, by its lines; None if there is none that can be read."""
    typed = _DATE.search(data)
    text = typed[1].decode("utf-8", "replace").strip() if typed else ""
    fields = validate_fields(EpisodeFields, {"guid": "x", "title": "x", "date": text}, "", context)
    return fields.date if isinstance(fields, EpisodeFields) else None
