"""Loader of a show: its files as a model, and all problems of their form at once.

`load` never raises for the contents of the show's folder. Rules about fields together are in `podcast.checks`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.errors import PodcastError, Problem
from podcast.i18n import _
from podcast.model.show import SHOW_FILE, Show, ShowFields
from podcast.show import media_files
from podcast.show.episode_folder import episode_slugs, read_episode_folder
from podcast.show.locations import Finding, SourceMap, problems_from_findings
from podcast.show.markdown_files import markdown_pages, read_pages
from podcast.show.validation import validate_fields, validation_context
from podcast.show.yaml_file import YamlFile, file_problems, read_yaml_file, resolve_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.show.yaml_file import NamedFile

__all__ = ["LoadedShow", "SourceMap", "find_show_root", "load"]


@dataclass(frozen=True, slots=True)
class LoadedShow:
    """The show (None when `podcast.yaml` is unusable), the problems of form, and the positions of the fields.

    An episode with problems of form is not among the show's episodes; one whose files are missing is, without them.
    """

    show: Show | None
    problems: tuple[Problem, ...]
    source_map: SourceMap


def find_show_root(start: Path) -> Path:
    """Return the show's folder: the nearest one, from `start` upwards, that holds `podcast.yaml`.

    Raises:
        PodcastError: there is no such folder.
    """
    start = start.absolute()
    for candidate in (start, *start.parents):
        try:
            if (candidate / SHOW_FILE).is_file():
                return candidate
        except OSError:  # a folder that may not be read
            continue
    message = _("{start}: no {file} here or in a parent folder; change to the show's folder, or name it with -C DIR")
    raise PodcastError(message.format(start=start, file=SHOW_FILE))


def load(root: Path) -> LoadedShow:
    """Read `podcast.yaml` and every `episodes/<slug>/episode.yaml` below `root`.

    All problems of form of all files are collected, each with its position; none is raised.
    """
    root = root.resolve()
    file = read_yaml_file(root, SHOW_FILE)
    fields, show_findings = _read_show_fields(root, file)
    pages, page_findings = read_pages(root, fields) if fields else ({}, ())
    slugs, folder_findings = episode_slugs(root)
    context = {**validation_context(file.document.fields), **({"people": fields.people} if fields else {})}
    folders = [read_episode_folder(root, slug, context) for slug in slugs]
    files = [file, *(folder.file for folder in folders)]
    source_map = SourceMap({file.path: file.data for file in files if file.data is not None})
    findings = [*show_findings, *page_findings, *folder_findings]
    findings += [finding for folder in folders for finding in folder.findings]
    problems = set(problems_from_findings(findings, source_map))
    problems |= {problem for file in files for problem in file_problems(file)}
    problems |= {problem for folder in folders for problem in folder.problems}
    episodes = [folder.episode for folder in folders if folder.episode is not None]
    show = Show.model_construct(**fields.__dict__, texts=pages).with_episodes(episodes) if fields else None
    return LoadedShow(show, tuple(sorted(problems)), source_map)


def _read_show_fields(root: Path, file: YamlFile) -> tuple[ShowFields | None, tuple[Finding, ...]]:
    if file.document.fields is None:
        return None, ()
    fields = validate_fields(ShowFields, file.document.fields, SHOW_FILE, validation_context(file.document.fields))
    if isinstance(fields, list):
        return None, tuple(fields)
    return resolve_files(root, "", fields, SHOW_FILE, _show_files(fields))


def _show_files(show: ShowFields) -> Iterator[NamedFile]:
    """Yield every file that `podcast.yaml` names: its field, its name, its kind."""
    yield ("cover",), show.cover, media_files.PICTURE
    for key, person in show.people.items():
        if person.image:
            yield ("people", key, "image"), person.image, media_files.PICTURE
    for loc, page in markdown_pages(show):
        yield loc, page, media_files.PAGE
    for name in ("intro", "outro"):
        if path := getattr(show.audio, name):
            yield ("audio", name), path, media_files.RECORDING
