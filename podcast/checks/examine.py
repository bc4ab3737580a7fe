"""Examination of a show: problems and hints from its YAML files and from the files that they name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.checks import inspect_files, rules
from podcast.checks.audio_hints import audio_hints
from podcast.checks.facts import Facts
from podcast.checks.load_show import load_show
from podcast.checks.rules.hints import find_hints
from podcast.i18n import _
from podcast.model.show import SHOW_FILE
from podcast.show.locations import Finding, problems_from_findings
from podcast.steps.paths import ProjectPaths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.errors import Problem
    from podcast.model.show import Show
    from podcast.show.load import LoadedShow


@dataclass(frozen=True, slots=True)
class Examination:
    """A show with its problems and hints, sorted by place. Problems prevent a build, hints do not.

    `loaded.show` is None if podcast.yaml is unusable; then there are no hints.
    """

    root: Path
    loaded: LoadedShow
    problems: tuple[Problem, ...]
    files: inspect_files.FileFacts

    @property
    def show(self) -> Show | None:
        """The show, without the fields that are not valid."""
        return self.loaded.show

    def hints(self) -> tuple[Problem, ...]:
        """All hints: of rules, of files and of the audio analysis."""
        if self.show is None:
            return ()
        of_rules = problems_from_findings(find_hints(self.show), self.loaded.source_map)
        of_audio = audio_hints(self.show, ProjectPaths(self.root), last_cue_starts=self.files.facts.last_cue_starts)
        return tuple(sorted({*of_rules, *self.files.hints, *of_audio}))


def examine(root: Path) -> Examination:
    """Examine the show below `root`: its fields, its rules and its files."""
    loaded = load_show(root)
    if loaded.show is None:
        return Examination(root, loaded, loaded.problems, inspect_files.FileFacts(Facts()))
    files = inspect_files.inspect_files(loaded.show, root)
    of_rules = rules.find_problems(loaded, files.facts)
    of_description = problems_from_findings(_description_length(loaded.show), loaded.source_map)
    return Examination(root, loaded, tuple(sorted({*of_rules, *of_description, *files.problems})), files)


def _description_length(show: Show) -> Iterator[Finding]:
    """A description has at most 4000 bytes as the HTML that its Markdown becomes (Apple)."""
    from podcast.feed import description

    written = len(show.description.encode())
    # More is reported by a rule; with a fifth, the HTML is short enough even if every character were a `&`.
    if not written <= description.MAX_DESCRIPTION_BYTES < 5 * written:
        return
    from podcast.pages.text import markdown

    size = description.description_bytes(markdown.html(show.description, show.language))
    if size > description.MAX_DESCRIPTION_BYTES:
        what = _("is {size} bytes long with links and formatting; stores cut it off at {longest}").format(
            size=size, longest=description.MAX_DESCRIPTION_BYTES
        )
        yield Finding(SHOW_FILE, ("description",), what, _("shorten it (ä, ö, ü, ß count twice)"))
