"""The show as the producer wrote it, and everything that is wrong with its form, all at once.

`load` never raises for what stands in the show's folder. What the fields mean together is looked at in `check`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.errors import PodcastError, Problem
from podcast.i18n import _
from podcast.model.show import SHOW_FILE, Show, ShowFields
from podcast.show import media_files as folder
from podcast.show.episode_folder import episode_folder, slugs
from podcast.show.locations import Finding, Places, located
from podcast.show.markdown_files import pages_of, texts
from podcast.show.validation import context, formed
from podcast.show.yaml_file import File, faults, file_read, with_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.show.yaml_file import Named

__all__ = ["Loaded", "Places", "load", "root"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read: the show (None when `podcast.yaml` is unusable), the problems of form, where the fields stand.

    An episode with problems of form is not among the show's episodes; one whose files are missing is, without them.
    """

    show: Show | None
    problems: tuple[Problem, ...]
    places: Places


def root(start: Path) -> Path:
    """The show's folder: the nearest one, from `start` upwards, that holds `podcast.yaml`.

    Raises:
        PodcastError: there is none.
    """
    start = start.absolute()
    for candidate in (start, *start.parents):
        try:
            if (candidate / SHOW_FILE).is_file():
                return candidate
        except OSError:  # a folder that may not be looked into
            continue
    message = _("{start}: no {file} here or in a folder above; go into the show's folder, or name it with -C DIR")
    raise PodcastError(message.format(start=start, file=SHOW_FILE))


def load(root: Path) -> Loaded:
    """Reads `podcast.yaml` and every `episodes/<slug>/episode.yaml` below `root`.

    All problems of form of all files are collected, each with its place; nothing is raised for what a producer wrote.
    """
    root = root.resolve()
    file = file_read(root, SHOW_FILE)
    form, findings = _show(root, file)
    pages, unread = texts(root, form) if form else ({}, ())
    names, strangers = slugs(root)
    shared = {**context(file.document.fields), **({"people": form.people} if form else {})}
    episodes = [episode_folder(root, slug, shared) for slug in names]
    files = [file, *(episode.file for episode in episodes)]
    places = Places({file.path: file.data for file in files if file.data is not None})
    found = [*findings, *unread, *strangers, *(finding for episode in episodes for finding in episode.findings)]
    problems = {*located(found, places), *(fault for file in files for fault in faults(file))}
    problems |= {problem for episode in episodes for problem in episode.problems}
    read = (episode.episode for episode in episodes if episode.episode is not None)
    show = Show.model_construct(**form.__dict__, texts=pages).with_episodes(read) if form else None
    return Loaded(show, tuple(sorted(problems)), places)


def _show(root: Path, file: File) -> tuple[ShowFields | None, tuple[Finding, ...]]:
    if file.document.fields is None:
        return None, ()
    form = formed(ShowFields, file.document.fields, SHOW_FILE, context(file.document.fields))
    if isinstance(form, list):
        return None, tuple(form)
    return with_files(root, "", form, SHOW_FILE, _show_files(form))


def _show_files(show: ShowFields) -> Iterator[Named]:
    """Every file that `podcast.yaml` names: its field, its name, its kind."""
    yield ("cover",), show.cover, folder.PICTURE
    for key, person in show.people.items():
        if person.image:
            yield ("people", key, "image"), person.image, folder.PICTURE
    for loc, page in pages_of(show):
        yield loc, page, folder.PAGE
    for name in ("intro", "outro"):
        if sound := getattr(show.audio, name):
            yield ("audio", name), sound, folder.RECORDING
