"""Loader of a show: its files as a model, and all problems of their form at once.

`load` never raises for the contents of the show's folder. Rules about fields together are in `podcast.checks`.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from podcast.errors import Problem, ShowError
from podcast.files.memory_cache import NO_MEMORY
from podcast.model.fields import ShowFields, TargetSettings
from podcast.model.file_names import SHOW_FILE
from podcast.model.show import Show
from podcast.model.types import is_web_address
from podcast.show import media_files
from podcast.show.caching.parsed_episodes import read_episode_folders
from podcast.show.caching.yaml_texts import YamlTexts
from podcast.show.episode_folder import EpisodeFolder, episode_slugs
from podcast.show.locations import Finding, SourceMap, problems_from_findings
from podcast.show.markdown_files import markdown_pages, read_pages
from podcast.show.partial_fields import certain_findings, read_fields
from podcast.show.validation import findings_of_error, validation_context
from podcast.show.yaml_file import YamlFile, file_problems, read_yaml_file, resolve_files, with_readable_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from podcast.files.memory_cache import MemoryCache
    from podcast.show.yaml_errors import Loc
    from podcast.show.yaml_file import NamedFile

__all__ = ["LoadedShow", "SourceMap", "TargetSettings", "load", "load_target_settings", "named_files"]


@dataclass(frozen=True, slots=True)
class LoadedShow:
    """The show (None when `podcast.yaml` is unusable), the problems of form, and the positions of the fields.

    An episode with problems of form is not among the show's episodes; one whose files are missing is, without them.
    `variants` are the show with all episodes and all fields; if some cannot be read, twice, with different placeholders
    at `unreadable` (path of the file, path to the value), see `partial_fields`.
    """

    show: Show | None
    problems: tuple[Problem, ...]
    source_map: SourceMap
    variants: tuple[Show, ...] = ()
    unreadable: frozenset[tuple[str, Loc]] = frozenset()


def load(
    root: Path, unsaved: Mapping[str, bytes] = MappingProxyType({}), memory: MemoryCache = NO_MEMORY
) -> LoadedShow:
    """Read `podcast.yaml` and every `episodes/<slug>/episode.yaml` below `root`.

    All problems of form of all files are collected, each with its position; none is raised.

    Args:
        root: of the show.
        unsaved: see `read_yaml_file`.
        memory: has the episodes that were read before.
    """
    root = root.resolve()
    file = with_readable_fields(read_yaml_file(root, SHOW_FILE, unsaved))
    context = validation_context(file.document.fields)
    fields = read_fields(ShowFields, file.document.fields, SHOW_FILE, context, file.document.unreadable)
    slugs, folder_findings = episode_slugs(root)
    context = {**context, **{name: None for name in context if (name,) in fields.unreadable}}
    shows = [_with_pages(root, variant) for variant in fields.variants]
    context |= (
        {"people": shows[0][0].people} if fields.complete else {}
    )  # their pictures are named as the disk has them
    folders = read_episode_folders(root, slugs, context, unsaved, memory)
    unreadable = {(SHOW_FILE, loc) for loc in fields.unreadable}
    findings = [*fields.findings, *certain_findings((show[1] for show in shows), unreadable), *folder_findings]
    findings += [finding for folder in folders for finding in folder.findings]
    files = [file, *(folder.file for folder in folders)]
    source_map = SourceMap(_texts(root, file, folders, unsaved))
    problems = set(problems_from_findings(findings, source_map))
    problems |= {problem for file in files for problem in file_problems(file)}
    problems |= {problem for folder in folders for problem in folder.problems}
    episodes = [folder.episode for folder in folders if folder.episode is not None]
    return LoadedShow(
        shows[0][0].with_episodes(episodes) if fields.complete else None,
        tuple(sorted(problems)),
        source_map,
        _variants([show for show, _findings in shows], folders),
        frozenset(unreadable | {(folder.variants[0].file, loc) for folder in folders for loc in folder.unreadable}),
    )


def _texts(root: Path, file: YamlFile, folders: list[EpisodeFolder], unsaved: Mapping[str, bytes]) -> YamlTexts:
    """Return the bytes of all YAML files; those of a file that has problems, or is not saved, are kept in memory."""
    texts = {} if file.data is None else {file.path: file.data}
    valid = []
    for folder in folders:
        path, data = folder.file.path, folder.file.data
        if path not in unsaved and folder.is_valid:
            valid.append(path)
        elif data is not None:
            texts[path] = data
    return YamlTexts(root, texts, valid)


def _with_pages(root: Path, fields: ShowFields) -> tuple[Show, tuple[Finding, ...]]:
    """Return the show without its episodes, and the problems of the files that it names."""
    fields, file_findings = resolve_files(root, "", fields, SHOW_FILE, named_files(fields))
    pages, page_findings = read_pages(root, fields)
    return Show.model_construct(**fields.__dict__, texts=pages), (*file_findings, *page_findings)


def _variants(shows: list[Show], folders: list[EpisodeFolder]) -> tuple[Show, ...]:
    """Return the show with all episodes: once if all can be read, else with each of two placeholders."""
    count = max(len(shows), *(len(folder.variants) for folder in folders), 1)
    return tuple(
        shows[number % len(shows)].with_episodes(folder.variants[number % len(folder.variants)] for folder in folders)
        for number in range(count)
    )


def load_target_settings(root: Path) -> TargetSettings:
    """Read what the target of a show depends on, from podcast.yaml alone; no other field of it matters.

    Raises:
        ShowError: one of these fields has a problem, or the file cannot be read.
    """
    from pydantic import ValidationError

    file = read_yaml_file(root.resolve(), SHOW_FILE)
    if file.document.fields is None:
        raise ShowError(tuple(sorted(file_problems(file))))
    fields = {name: value for name, value in file.document.fields.items() if name in TargetSettings.model_fields}
    if validation_context(fields)["timezone"] is None:  # only for times in messages
        fields["timezone"] = "UTC"
    try:
        return TargetSettings.model_validate(fields)
    except ValidationError as error:
        findings = findings_of_error(TargetSettings, fields, SHOW_FILE, error)
    raise ShowError(problems_from_findings(findings, SourceMap({file.path: file.data or b""})))


def named_files(show: ShowFields) -> Iterator[NamedFile]:
    """Yield every file that `podcast.yaml` names: its field, its name, its kind."""
    yield ("cover",), show.cover, media_files.PICTURE
    for key, person in show.people.items():
        if person.image:
            yield ("people", key, "image"), person.image, media_files.PICTURE
    for number, picture in enumerate(show.images):
        yield ("images", number, "file"), picture.file, media_files.PICTURE
    for number, season in enumerate(show.seasons):
        if season.image:
            yield ("seasons", number, "image"), season.image, media_files.PICTURE
    for loc, page in markdown_pages(show):
        yield loc, page, media_files.PAGE
    if show.sign_language and not is_web_address(show.sign_language):
        yield ("sign_language",), show.sign_language, media_files.VIDEO
    for name in ("intro", "outro"):
        if path := getattr(show.audio, name):
            yield ("audio", name), path, media_files.RECORDING
