"""Hints at files in a show's folders that look like notes, a transcript or a picture, and are not used.

Recordings, projects of audio editors and folders below an episode's are there on purpose: they are left out, as are the
files that operating systems and editors leave behind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from podcast.checks.folders.conflict_hints import conflict_hints
from podcast.checks.folders.listed_files import PICTURES, WRITTEN, listed_files, meant_files, unread_hint
from podcast.checks.markdown_references import MAY_HAVE_PICTURE, find_references
from podcast.files.memory_cache import NO_MEMORY
from podcast.i18n import _, ngettext
from podcast.model.file_names import (
    APPROVALS_FILE,
    EPISODE_FILE,
    EPISODES,
    SHOW_FILE,
    TRANSCRIPT_SUFFIXES,
)
from podcast.show import media_files
from podcast.show.caching.parsed_episodes import FOLDER_KIND
from podcast.show.notes_file import NOTES_FILES
from podcast.text import closest_match
from podcast.text_formats.word_file import MAX_FILE_BYTES, is_word_file, picture_count

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.errors import Problem
    from podcast.files.memory_cache import MemoryCache
    from podcast.model.show import Episode, Show
    from podcast.show.load import LoadedShow

_TRANSCRIPT_NAME = re.compile(r"trans[ck]ri(?:pt|b)|untertitel|subtitle|caption|mitschrift|abschrift", re.IGNORECASE)
_CHAPTERS_NAME = re.compile(r"chapter|kapitel|marker|marken", re.IGNORECASE)
_EASY_LANGUAGE = ("leichte-sprache", "leichte_sprache", "easy-language", "easy_language")
_PAGES = {  # names of pages that people give their files -> the field that names the file
    "imprint": ("impressum", "imprint", "legal-notice"),
    "privacy": ("datenschutz", "datenschutzerklaerung", "datenschutzerklärung", "privacy", "privacy-policy"),
    "accessibility": ("barrierefreiheit", "accessibility"),
    "about": ("about", "ueber", "über", "ueber-uns", "über-uns"),
    "easy_language": _EASY_LANGUAGE,
}
_OWN_FIELDS = frozenset({"about", "easy_language"})  # the others are fields of legal


def find_unread_files(
    show: Show, loaded: LoadedShow, root: Path, memory: MemoryCache = NO_MEMORY
) -> tuple[Problem, ...]:
    """Return a hint for each file that is there and is not used.

    Args:
        show: with all episodes of which anything is known.
        loaded: the same show with its YAML files; episodes with fields that cannot be read have no hints.
        root: of the show.
        memory: has the hints that were found before.
    """
    unreadable = {path for path, _loc in loaded.unreadable}
    episodes = [episode for episode in show.episodes if episode.file not in unreadable]
    hints = [hint for episode in episodes for hint in _remembered_hints(episode, loaded, root, memory)]
    for folder in {path.rpartition("/")[0] for path in unreadable}:
        hints += conflict_hints(folder, listed_files(root / folder))
    if SHOW_FILE not in unreadable:
        hints += _show_hints(show, root)
    return tuple(sorted(hints))


# --- episodes --------------------------------------------------------------------------------------------------------


def _remembered_hints(episode: Episode, loaded: LoadedShow, root: Path, memory: MemoryCache) -> tuple[Problem, ...]:
    """Return the hints of an episode; from memory while its folder is as it was when the show was loaded."""
    folder = memory.state(FOLDER_KIND, episode.slug)
    state = folder, episode.fingerprint
    hints: tuple[Problem, ...] | None = memory.get("unread files", episode.slug, state) if folder else None
    if hints is None:
        hints = tuple(_episode_hints(episode, loaded, root))
        if folder:
            memory.put("unread files", episode.slug, state, hints)
    return hints


def _episode_hints(episode: Episode, loaded: LoadedShow, root: Path) -> Iterator[Problem]:
    folder = f"{EPISODES}/{episode.slug}"
    used, names = _used_files(episode, folder), listed_files(root / folder)
    yield from conflict_hints(folder, names, used)
    unused = {name: on_disk for name, on_disk in meant_files(names).items() if on_disk not in used}
    if unused:  # to read episode.yaml again takes long, for ten thousand episodes
        fields = loaded.source_map.document(episode.file).fields or {}
        for value in fields.values():  # the file of chapters; others that are named have a problem of their own
            unused.pop(value.removeprefix("./") if isinstance(value, str) else "", None)
    remedies = _Remedies(episode)
    for name, on_disk in unused.items():
        if (root / folder / on_disk).is_file() and not _needs_no_hint(episode, name):
            yield unread_hint(f"{folder}/{name}", _("is not used"), remedies.remedy(name))
    if episode.notes_file and is_word_file(episode.notes_file):
        yield from _lost_pictures(root, episode.notes_file)


def _needs_no_hint(episode: Episode, name: str) -> bool:
    """Whether a file of the folder needs no hint: it has a problem instead, or is the source of the transcript."""
    stem, suffix = PurePosixPath(name).stem.lower(), PurePosixPath(name).suffix.lower()
    is_transcript = suffix in {".vtt", ".srt", ".json"} or stem in {"transcript", "transkript"}
    if not episode.transcript and is_transcript and not _CHAPTERS_NAME.search(stem):
        return suffix in {*TRANSCRIPT_SUFFIXES, ".docx"}
    transcript = PurePosixPath(episode.transcript or "").stem.lower()
    if stem in {transcript, re.sub(r"-\d+$", "", transcript)} - {""}:
        return True  # what the transcript was exported from
    return name in NOTES_FILES or (stem == "cover" and not episode.cover and suffix in PICTURES)


def _used_files(episode: Episode, folder: str) -> frozenset[str]:
    """Return the names in the folder, as on the disk, of files that are used, and of folders with such files."""
    paths = {
        *(episode.recording, episode.transcript, episode.cover, episode.notes_file),
        *(episode.easy_language, episode.sign_language),
        *(getattr(episode.audio, name, None) for name in ("intro", "outro")),
        *(track.file for track in episode.tracks),
        *(transcript.file for transcript in episode.transcript_files),
        *(chapter.image for chapter in episode.chapters),
        *(person.image for person in episode.people),
        *(picture.file for picture in episode.images),
    }
    inside = {path.removeprefix(f"{folder}/").partition("/")[0] for path in paths if path}
    notes = episode.notes or ""
    references = find_references(notes) if MAY_HAVE_PICTURE.search(notes) else ()
    pictures = {unquote(reference.target).removeprefix("./") for reference in references if reference.kind == "picture"}
    return frozenset({EPISODE_FILE, APPROVALS_FILE, *inside, *pictures})


@dataclass(frozen=True, slots=True)
class _Remedies:
    """Remedies for unread files of an episode's folder, by their names and by the files that the episode has."""

    episode: Episode

    def remedy(self, name: str) -> str:
        """Return what to do with a file of the folder."""
        stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix.lower()
        if suffix in {".yml", ".yaml"}:
            return _("move its fields to {episode}, or move it away").format(episode=EPISODE_FILE)
        if suffix in PICTURES:
            return self._picture_remedy(name)
        if stem.lower() in _EASY_LANGUAGE and suffix == ".md":
            return _("name it in episode.yaml, as in easy_language: {name}").format(name=name)
        if _CHAPTERS_NAME.search(stem) and suffix in {".txt", ".json"}:
            return _("name it in episode.yaml, as in chapters: {name}, or move it away").format(name=name)
        if _TRANSCRIPT_NAME.search(stem) or suffix in {".vtt", ".srt", ".json"}:
            return self._transcript_remedy(suffix)
        return self._notes_remedy(suffix)

    def _picture_remedy(self, name: str) -> str:
        sentence = (
            _("show it in the notes, as in ![what it shows]({name}), or move it away")
            if self.episode.cover
            else _("name it in episode.yaml, as in cover: {name}, show it in the notes, or move it away")
        )
        return sentence.format(name=name)

    def _transcript_remedy(self, suffix: str) -> str:
        if self.episode.transcript:
            present = PurePosixPath(self.episode.transcript).name
            return _("move it away: the transcript is {present}").format(present=present)
        if suffix in {*TRANSCRIPT_SUFFIXES, ".docx"}:
            return _("rename it to {name}").format(name=f"transcript{suffix}")
        return _("save it as {name}").format(name="transcript.docx")

    def _notes_remedy(self, suffix: str) -> str:
        if self.episode.notes:
            present = PurePosixPath(self.episode.notes_file).name if self.episode.notes_file else "notes:"
            return _("move it away, or add its text to {present}").format(present=present)
        if suffix in {".docx", ".md", ".markdown", ".txt"}:
            meant = "notes.docx" if suffix == ".docx" else "notes.md"
            sentence = _("rename it to {meant} if it holds the show notes, or move it away")
        else:
            meant = "notes.docx"
            sentence = _("save it as {meant} if it holds the show notes, or move it away")
        return sentence.format(meant=meant)


def _lost_pictures(root: Path, path: str) -> Iterator[Problem]:
    data = media_files.read_content(root.resolve(), path, MAX_FILE_BYTES)
    count = picture_count(data) if isinstance(data, bytes) else 0
    if count:
        what = ngettext("has {count} picture, which is left out", "has {count} pictures, which are left out", count)
        remedy = _("save the text as notes.md, and the pictures as files beside it, or ignore this hint")
        yield unread_hint(path, what.format(count=count), remedy)


# --- the show --------------------------------------------------------------------------------------------------------


def _show_hints(show: Show, root: Path) -> Iterator[Problem]:
    names = listed_files(root)
    yield from conflict_hints("", names)
    for name, on_disk in meant_files(names).items():
        if name not in {SHOW_FILE, show.cover, *(image.file for image in show.images)} and (root / on_disk).is_file():
            yield from _root_hint(show, name, root)
    for name, on_disk in meant_files(listed_files(root / EPISODES)).items():
        if (root / EPISODES / on_disk).is_file():
            remedy = _("move it into the folder of its episode")
            yield unread_hint(f"{EPISODES}/{name}", _("is not used"), remedy)
    portraits = {person.image for person in show.people.values()}
    portraits |= {season.image for season in show.seasons}
    portraits |= {person.image for episode in show.episodes for person in episode.people}
    for name in meant_files(listed_files(root / "people")):
        path = f"people/{name}"
        if name.lower().endswith(PICTURES) and path not in portraits:
            yield unread_hint(path, _("is not used"), _portrait_remedy(show, path))


def _root_hint(show: Show, name: str, root: Path) -> Iterator[Problem]:
    """Yield the hint for a file beside podcast.yaml; most files there belong to other programs."""
    stem, suffix = PurePosixPath(name).stem.lower(), PurePosixPath(name).suffix.lower()
    if suffix in PICTURES and "cover" in stem and (root / (show.cover or "")).is_file():
        remedy = _("move it away: the cover is {cover}").format(cover=show.cover)
        yield unread_hint(name, _("is not used"), remedy)
    elif suffix in {".yml", ".yaml"} and stem == "podcast":
        yield unread_hint(
            name, _("is not used"), _("move its fields to {file}, or move it away").format(file=SHOW_FILE)
        )
    elif suffix in WRITTEN:
        field = next((field for field, stems in _PAGES.items() if stem in stems), "")
        is_own_field = field in _OWN_FIELDS
        if field and not getattr(show if is_own_field else show.legal, field, None):
            file = f"{PurePosixPath(name).stem}.md"
            example = f"{field}: {file}" if is_own_field else f"legal: {{{field}: {file}}}"
            yield unread_hint(
                name, _("is not used"), _("name it in podcast.yaml, as in {example}").format(example=example)
            )


def _portrait_remedy(show: Show, path: str) -> str:
    """Return the remedy for a picture in people/, with the person whose name is most similar."""
    keys = {key: key for key, person in show.people.items() if not person.image}
    key = closest_match(PurePosixPath(path).stem, list(keys))
    if not key:
        return _("name it in podcast.yaml, as in image: {path}, or move it away").format(path=path)
    return _("name it in podcast.yaml, as in people: {{{key}: {{image: {path}}}}}").format(key=key, path=path)
