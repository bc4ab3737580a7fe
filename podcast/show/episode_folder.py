"""The folder of an episode: `episode.yaml` and what lies beside it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from podcast.errors import FileProblem
from podcast.i18n import _
from podcast.model.show import EPISODE_FILE, Episode, EpisodeFields
from podcast.model.types import Text
from podcast.show import media_files as folder
from podcast.show.chapters_file import with_chapters
from podcast.show.locations import Finding
from podcast.show.validation import formed
from podcast.show.yaml_file import File, file_read, with_files
from podcast.show.yaml_reader import MAX_BYTES, Document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.errors import Problem
    from podcast.show.validation import Context
    from podcast.show.yaml_file import Named

EPISODES = "episodes"

_NOTES: TypeAdapter[str] = TypeAdapter(Text)


@dataclass(frozen=True, slots=True)
class Folder:
    """An episode's folder that was read: the episode when its form is right, and what is wrong with its files."""

    file: File
    episode: Episode | None = None
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()  # of its file of markers


def slugs(root: Path) -> tuple[list[str], list[Finding]]:
    """The folders below episodes/, sorted; files and hidden folders are nobody's business."""
    place = root / EPISODES
    try:
        if not place.exists():
            return [], []
        with os.scandir(place) as entries:  # they know what they are without being asked one by one
            return sorted(one.name for one in entries if not one.name.startswith(".") and one.is_dir()), []
    except OSError as error:
        remedy = _("keep a folder of that name, with one folder per episode in it, that you may read")
        return [], [Finding(EPISODES, (), _("cannot be read ({reason})").format(reason=folder.reason(error)), remedy)]


def episode_folder(root: Path, slug: str, shared: Context) -> Folder:
    """Reads an episode's folder; `shared` is what `podcast.yaml` says to its episodes."""
    home = f"{EPISODES}/{slug}"
    try:
        names = folder.listing(root / home)
    except OSError as error:
        wrong = FileProblem(
            _("cannot be read ({reason})").format(reason=folder.reason(error)), _("give yourself the right to read it")
        )
        return Folder(File(home, None, Document(), wrong))
    if EPISODE_FILE not in names:
        return Folder(File(home, None, Document(), _no_episode(names)))
    file = file_read(root, f"{home}/{EPISODE_FILE}")
    wrong_name = folder.slug_problem(slug)
    findings = [Finding(home, (), wrong_name.what, wrong_name.remedy)] if wrong_name else []
    if file.document.fields is None:
        return Folder(file, None, tuple(findings))
    marked = with_chapters(root, home, file.document.fields, file.path)
    fields, file = marked.fields, file.used()
    findings += marked.findings
    form = formed(EpisodeFields, fields, file.path, shared)
    if isinstance(form, list):
        return Folder(file, None, (*findings, *form), marked.problems)
    form, more = with_files(root, home, form, file.path, _episode_files(form, fields))
    contents, found = _found(root, home, {name: one for name, one in names.items() if one != marked.file}, form)
    contents |= {"slug": slug, "recorded_chapters": marked.recorded}
    episode = None if file.document.faults else Episode.model_construct(**{**form.__dict__, **contents})
    return Folder(file, episode, (*findings, *more, *found), marked.problems)


def _no_episode(names: dict[str, str]) -> FileProblem:
    near = [name for name in names if name.lower() in {"episode.yml", "episodes.yaml", "episode.yaml", "episode.txt"}]
    remedy = (
        _("rename {near} to {episode}").format(near=near[0], episode=EPISODE_FILE)
        if near
        else _("write one, as `podcast new` does, or move the folder away")
    )
    return FileProblem(_("has no {episode}").format(episode=EPISODE_FILE), remedy)


def _episode_files(episode: EpisodeFields, fields: dict[str, Any]) -> Iterator[Named]:
    """Every file of its folder that `episode.yaml` names; people of the registry bring theirs along."""
    for name, kind in (("recording", folder.RECORDING), ("transcript", folder.TRANSCRIPT), ("cover", folder.PICTURE)):
        if path := getattr(episode, name):
            yield (name,), path, kind
    for name in ("intro", "outro"):
        if path := getattr(episode.audio, name, None):
            yield ("audio", name), path, folder.RECORDING
    for number, track in enumerate(episode.tracks):
        yield ("tracks", number, "file"), track.file, folder.RECORDING
    for number, chapter in enumerate(episode.chapters):
        if chapter.image:
            yield ("chapters", number, "image"), chapter.image, folder.PICTURE
    for number, person in enumerate(episode.people):
        if person.image and isinstance(fields["people"][number], dict):
            yield ("people", number, "image"), person.image, folder.PICTURE


def _found(root: Path, home: str, names: dict[str, str], form: EpisodeFields) -> tuple[dict[str, Any], list[Finding]]:
    """The fields that the folder fills, and what is wrong there."""
    contents: dict[str, Any] = {}
    findings = []
    path = f"{home}/{EPISODE_FILE}"
    tracks = {track.file for track in form.tracks}
    names = {name: on_disk for name, on_disk in names.items() if f"{home}/{on_disk}" not in tracks}
    for name in folder.FOUND:
        if name in form.model_fields_set:
            continue
        file = folder.only(root, home, names, name)
        if isinstance(file, FileProblem):
            findings.append(Finding(path, (name,), file.what, file.remedy))
        elif file:
            contents[name] = file
        elif name == "recording" and not (form.draft or form.withdrawn):
            remedy = _("put the audio file into the episode's folder, or write draft: true")
            findings.append(Finding(path, (name,), _("is missing"), remedy))
    if folder.NOTES in names:
        notes = _notes(root, f"{home}/{names[folder.NOTES]}", form)
        if isinstance(notes, Finding):
            findings.append(notes)
        else:
            contents["notes"] = notes
    return contents, findings


def _notes(root: Path, path: str, form: EpisodeFields) -> str | Finding:
    """The show notes of notes.md."""
    if form.notes:
        return Finding(path, (), _("stands beside notes: in episode.yaml"), _("keep the notes in one of the two"))
    data = folder.content(root, path, MAX_BYTES)
    notes = data if isinstance(data, FileProblem) else markdown(data)
    return Finding(path, (), notes.what, notes.remedy) if isinstance(notes, FileProblem) else notes


def markdown(data: bytes) -> str | FileProblem:
    """The text of a Markdown file, or what is wrong with it."""
    if len(data) > MAX_BYTES:
        return FileProblem(_("is larger than 1 MB"), _("shorten the notes"))
    if not data.strip():
        return FileProblem(_("is empty"), _("write something or remove the file"))
    try:
        return _NOTES.validate_python(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return FileProblem(
            _("holds a byte in line {line} that is not UTF-8").format(line=line), _("save the file as UTF-8")
        )
    except ValidationError as error:
        words = error.errors()[0]["ctx"]
        return FileProblem(words["what"], words["remedy"])
