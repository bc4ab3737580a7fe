"""Folder of an episode: `episode.yaml` and the files beside it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from podcast.errors import FileProblem
from podcast.i18n import _
from podcast.model.show import EPISODE_FILE, Episode, EpisodeFields
from podcast.model.types import Text
from podcast.show import media_files
from podcast.show.chapters_file import with_chapters
from podcast.show.locations import Finding
from podcast.show.validation import validate_fields
from podcast.show.yaml_file import YamlFile, read_yaml_file, resolve_files
from podcast.show.yaml_reader import MAX_BYTES, YamlDocument

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.errors import Problem
    from podcast.show.validation import Context
    from podcast.show.yaml_file import NamedFile

EPISODES = "episodes"

_MARKDOWN_TYPE: TypeAdapter[str] = TypeAdapter(Text)


@dataclass(frozen=True, slots=True)
class EpisodeFolder:
    """The content of an episode's folder: the episode if its fields are valid, and the problems of its files."""

    file: YamlFile
    episode: Episode | None = None
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()  # of its file of markers


def episode_slugs(root: Path) -> tuple[list[str], list[Finding]]:
    """Return the names of the folders below episodes/, sorted, without hidden ones; and why there are none."""
    folder = root / EPISODES
    try:
        if not folder.exists():
            return [], []
        with os.scandir(folder) as entries:  # an entry knows its type, without a request for each
            return sorted(entry.name for entry in entries if not entry.name.startswith(".") and entry.is_dir()), []
    except OSError as error:
        remedy = _("create a readable folder of that name with one folder per episode")
        return [], [
            Finding(EPISODES, (), _("cannot be read ({reason})").format(reason=media_files.error_reason(error)), remedy)
        ]


def read_episode_folder(root: Path, slug: str, context: Context) -> EpisodeFolder:
    """Read an episode's folder.

    Args:
        root: of the show, resolved.
        slug: the name of the folder.
        context: the values of `podcast.yaml` that its episodes need, see `validation_context`.
    """
    folder = f"{EPISODES}/{slug}"
    try:
        names = media_files.list_folder(root / folder)
    except OSError as error:
        what = _("cannot be read ({reason})").format(reason=media_files.error_reason(error))
        return _without_episode_file(folder, FileProblem(what, _("give yourself permission to read it")))
    if EPISODE_FILE not in names:
        return _without_episode_file(folder, _missing_episode_file(names))
    file = read_yaml_file(root, f"{folder}/{EPISODE_FILE}")
    slug_problem = media_files.slug_problem(slug)
    findings = [Finding(folder, (), slug_problem.what, slug_problem.remedy)] if slug_problem else []
    if file.document.fields is None:
        return EpisodeFolder(file, None, tuple(findings))
    chapters = with_chapters(root, folder, file.document.fields, file.path)
    file = file.without_fields()
    findings += chapters.findings
    fields = validate_fields(EpisodeFields, chapters.fields, file.path, context)
    if isinstance(fields, list):
        return EpisodeFolder(file, None, (*findings, *fields), chapters.problems)
    fields, file_findings = resolve_files(root, folder, fields, file.path, _episode_files(fields, chapters.fields))
    other_names = {name: on_disk for name, on_disk in names.items() if on_disk != chapters.file}
    implicit, implicit_findings = _implicit_fields(root, folder, other_names, fields)
    implicit |= {"slug": slug, "chapters_from_recording": chapters.from_recording}
    episode = None if file.document.problems else Episode.model_construct(**{**fields.__dict__, **implicit})
    return EpisodeFolder(file, episode, (*findings, *file_findings, *implicit_findings), chapters.problems)


def _without_episode_file(folder: str, problem: FileProblem) -> EpisodeFolder:
    return EpisodeFolder(YamlFile(folder, None, YamlDocument(), problem))


def _missing_episode_file(names: dict[str, str]) -> FileProblem:
    misnamed = {"episode.yml", "episodes.yaml", "episode.yaml", "episode.txt"}
    candidates = [name for name in names if name.lower() in misnamed]
    remedy = (
        _("rename {near} to {episode}").format(near=candidates[0], episode=EPISODE_FILE)
        if candidates
        else _("create one (`podcast new` does), or move the folder away")
    )
    return FileProblem(_("has no {episode}").format(episode=EPISODE_FILE), remedy)


def _episode_files(episode: EpisodeFields, fields: dict[str, Any]) -> Iterator[NamedFile]:
    """Yield every file of its folder that `episode.yaml` names; pictures of registry people are in `podcast.yaml`."""
    for name, kind in (
        ("recording", media_files.RECORDING),
        ("transcript", media_files.TRANSCRIPT),
        ("cover", media_files.PICTURE),
    ):
        if path := getattr(episode, name):
            yield (name,), path, kind
    for name in ("intro", "outro"):
        if path := getattr(episode.audio, name, None):
            yield ("audio", name), path, media_files.RECORDING
    for number, track in enumerate(episode.tracks):
        yield ("tracks", number, "file"), track.file, media_files.RECORDING
    for number, chapter in enumerate(episode.chapters):
        if chapter.image:
            yield ("chapters", number, "image"), chapter.image, media_files.PICTURE
    for number, person in enumerate(episode.people):
        if person.image and isinstance(fields["people"][number], dict):
            yield ("people", number, "image"), person.image, media_files.PICTURE


def _implicit_fields(
    root: Path, folder: str, names: dict[str, str], fields: EpisodeFields
) -> tuple[dict[str, Any], list[Finding]]:
    """Return the fields that follow from the files of the folder, and the problems of those files."""
    implicit: dict[str, Any] = {}
    findings = []
    path = f"{folder}/{EPISODE_FILE}"
    tracks = {track.file for track in fields.tracks}
    names = {name: on_disk for name, on_disk in names.items() if f"{folder}/{on_disk}" not in tracks}
    for name in media_files.IMPLICIT_FILES:
        if name in fields.model_fields_set:
            continue
        file = media_files.find_single_file(root, folder, names, name)
        if isinstance(file, FileProblem):
            findings.append(Finding(path, (name,), file.what, file.remedy))
        elif file:
            implicit[name] = file
        elif name == "recording" and not (fields.draft or fields.withdrawn):
            remedy = _("put the audio file into the episode's folder, or set draft: true")
            findings.append(Finding(path, (name,), _("is missing"), remedy))
    if media_files.NOTES in names:
        notes = _read_notes(root, f"{folder}/{names[media_files.NOTES]}", fields)
        if isinstance(notes, Finding):
            findings.append(notes)
        else:
            implicit["notes"] = notes
    return implicit, findings


def _read_notes(root: Path, path: str, fields: EpisodeFields) -> str | Finding:
    """Return the show notes of notes.md, or why they cannot be used."""
    if fields.notes:
        return Finding(path, (), _("exists although episode.yaml has notes:"), _("keep the notes in one of the two"))
    data = media_files.read_content(root, path, MAX_BYTES)
    notes = data if isinstance(data, FileProblem) else decode_markdown(data)
    return Finding(path, (), notes.what, notes.remedy) if isinstance(notes, FileProblem) else notes


def decode_markdown(data: bytes) -> str | FileProblem:
    """Return the text of a Markdown file, or its problem."""
    if len(data) > MAX_BYTES:
        return FileProblem(_("is larger than 1 MB"), _("shorten the notes"))
    if not data.strip():
        return FileProblem(_("is empty"), _("add text or remove the file"))
    try:
        return _MARKDOWN_TYPE.validate_python(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return FileProblem(
            _("contains a byte in line {line} that is not UTF-8").format(line=line), _("save the file as UTF-8")
        )
    except ValidationError as error:
        context = error.errors()[0]["ctx"]
        return FileProblem(context["what"], context["remedy"])
