"""A show examined: all that is wrong with it, and all that could be better, by its words and by the files it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.checks import audio_hints as preflight
from podcast.checks import inspect_files, rules
from podcast.checks import load_show as loading
from podcast.checks.facts import Facts
from podcast.checks.rules import hints
from podcast.i18n import _
from podcast.model.show import SHOW_FILE
from podcast.show.locations import Finding, located
from podcast.steps import paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.errors import Problem
    from podcast.model.show import Show
    from podcast.show.load import Loaded


@dataclass(frozen=True, slots=True)
class Examined:
    """A show and what was found, sorted by place: problems are in the way of a build, hints are not.

    `loaded.show` is None when `podcast.yaml` is unusable; then there are no hints.
    """

    root: Path
    loaded: Loaded
    problems: tuple[Problem, ...]
    noticed: inspect_files.Noticed

    @property
    def show(self) -> Show | None:
        """The show, as far as its form is right."""
        return self.loaded.show

    def hints(self) -> tuple[Problem, ...]:
        """All that could be better."""
        if self.show is None:
            return ()
        found = located(hints.hints(self.show), self.loaded.places)
        heard = preflight.hints(self.show, paths.ProjectPaths(self.root), None, self.noticed.facts.transcripts)
        return tuple(sorted({*found, *self.noticed.hints, *heard}))


def examined(root: Path) -> Examined:
    """Everything that is wrong with the show below `root`, in form, in meaning and in its files."""
    loaded = loading.loaded(root)
    if loaded.show is None:
        return Examined(root, loaded, loaded.problems, inspect_files.Noticed(Facts()))
    noticed = inspect_files.noticed(loaded.show, root)
    problems = rules.problems(loaded, noticed.facts)
    more = located(_long_description(loaded.show), loaded.places)
    return Examined(root, loaded, tuple(sorted({*problems, *more, *noticed.problems})), noticed)


def _long_description(show: Show) -> Iterator[Finding]:
    """Apple: at most 4000 bytes of description, and that is of what the Markdown becomes."""
    from podcast.feed import description

    written = len(show.description.encode())
    if not written <= description.LONGEST < 5 * written:  # found elsewhere; or short, even if every letter were a &
        return
    from podcast.pages.text import markdown

    size = description.length(markdown.html(show.description, show.language))
    if size > description.LONGEST:
        what = _("is {size} bytes long with its links and emphases, stores cut it at {longest}").format(
            size=size, longest=description.LONGEST
        )
        yield Finding(SHOW_FILE, ("description",), what, _("shorten it (ä, ö, ü, ß count twice)"))
