"""All that listeners and readers meet of an episode, as digests: what an approval covers.

It is everything in the episode's folder: sound, words, pictures, date. Not covered are `draft`, `reviewed`, comments,
the layout of files, and what podcast.yaml sets for all episodes (docs/decisions/approvals.md).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from podcast.files import fingerprints
from podcast.files.digest import bytes_digest
from podcast.model.fields import EpisodeFields
from podcast.model.file_names import EPISODES, OTHER_PICTURE_SUFFIXES, PICTURE_SUFFIXES
from podcast.model.groups import RegistryPerson
from podcast.model.publishing.approval_state import EpisodeContent
from podcast.model.types import is_web_address
from podcast.show import media_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from podcast.files.cache import Cache
    from podcast.files.fingerprints import InputState
    from podcast.model.groups import Person
    from podcast.model.show import Episode

# Fields that neither listeners nor readers meet; and a withdrawal, which has to be possible at once.
NOT_COVERED: Final = frozenset({"draft", "reviewed", "accepted_hints", "withdrawn"})
# Fields that are covered by the bytes of the files that they name, or by the text that was read from them.
_BY_FILES: Final = frozenset({"recording", "transcript", "easy_language", "tracks", "duck", "people", "date", "notes"})
_FROM_RECORDING: Final = frozenset({"chapters", "cuts"})  # which may be those of the recording, covered by its bytes
_PICTURES: Final = (*PICTURE_SUFFIXES, *OTHER_PICTURE_SUFFIXES)
_PART_DIGITS: Final = 8  # of the digest of a part, which only names a change


@dataclass(frozen=True, slots=True)
class ShowContent:
    """The content of episodes by slug; `states` are those of the files that it was read from."""

    episodes: Mapping[str, EpisodeContent] = field(default_factory=dict)
    states: Mapping[Path, InputState] = field(default_factory=dict)


def read_content(
    episodes: Iterable[Episode], root: Path, cache: Cache, recordings: Mapping[str, str] = MappingProxyType({})
) -> ShowContent:
    """Read what approvals of episodes cover.

    Args:
        episodes: as they were loaded, with chapters in the time of the recording.
        root: the show's folder.
        cache: has the digests of files that have not changed.
        recordings: SHA-256 of recordings that are not here, by the slugs of their episodes.

    Raises:
        FileError: the disk refuses.
    """
    files = [(episode, _files(episode, root)) for episode in episodes]
    named = _present(root, (path for _episode, paths in files for path in paths))
    texts = _present(root, (episode.transcript for episode, _paths in files if episode.transcript))
    states = fingerprints.input_states([*named, *texts])
    sha256 = {**fingerprints.fingerprints(named, cache), **fingerprints.text_fingerprints(texts, cache)}
    digests = {path.relative_to(root).as_posix(): digest for path, digest in sha256.items()}
    digests |= {_absent_recording(slug): sha256 for slug, sha256 in recordings.items()}
    contents = {episode.slug: _episode_content(episode, paths, digests) for episode, paths in files}
    return ShowContent(contents, states)


def _absent_recording(slug: str) -> str:
    """The key of a recording that is not here; no file has that name."""
    return f"\0{slug}"


def _present(root: Path, paths: Iterable[str]) -> list[Path]:
    return [root / path for path in sorted(set(paths)) if (root / path).is_file()]


def _episode_content(episode: Episode, files: tuple[str, ...], digests: Mapping[str, str]) -> EpisodeContent:
    values = {name: value for name, value in _parts(episode, files, digests) if value not in (None, "", [], {})}
    parts = {name: bytes_digest(_json(value)).sha256[:_PART_DIGITS] for name, value in sorted(values.items())}
    return EpisodeContent(
        bytes_digest(_json(values)).sha256, parts, tuple(path for path in files if path not in digests)
    )


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True).encode()


def _parts(episode: Episode, files: tuple[str, ...], digests: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Yield the name and the value of each part; a field that a later version adds is a part of its own."""
    names = EpisodeFields.model_fields.keys() - NOT_COVERED - _BY_FILES
    fields = episode.model_dump(mode="json", include=set(names), exclude_defaults=True, warnings=False)
    for name, value in fields.items():
        if not (name in _FROM_RECORDING and getattr(episode, f"{name}_from_recording")):
            yield name, _covered(value, digests)
    yield "date", episode.date.astimezone(UTC).isoformat() if episode.date else None
    yield "people", [_credit(person, digests) for person in episode.people]
    if not episode.mixed_tracks:
        yield "recording", digests.get(episode.recording or "") or digests.get(_absent_recording(episode.slug))
    tracks = [track.model_dump(mode="json", exclude_defaults=True) for track in episode.mixed_tracks]
    yield "tracks", _covered(tracks, digests)
    yield "duck", episode.duck if tracks else None
    yield "transcript", digests.get(episode.transcript or "")
    yield "notes", _covered(episode.notes or "", {})
    of_notes = (path for path in files if path.endswith(_PICTURES) and path.rpartition("/")[2] in (episode.notes or ""))
    yield "pictures", [digests.get(path) for path in of_notes]
    yield "easy_language", _covered(episode.easy_language_text or "", {})


def _credit(person: Person, digests: Mapping[str, str]) -> Any:
    """A person as the episode's own file names them: what podcast.yaml says of them is the same in all episodes."""
    if isinstance(person, RegistryPerson):
        return person.key
    return _covered(person.model_dump(mode="json", exclude_defaults=True), digests)


def _covered(value: Any, digests: Mapping[str, str]) -> Any:
    """The value of a field as it is covered: the digest of a file in place of its name, texts without their layout."""
    if isinstance(value, dict):
        return {name: _covered(item, digests) for name, item in value.items()}
    if isinstance(value, list):
        return [_covered(item, digests) for item in value]
    if isinstance(value, str):
        return digests.get(value) or re.sub(r"\r\n?", "\n", value).strip()
    return value


def covered_files(episode: Episode, root: Path) -> tuple[str, ...]:
    """Return the files whose bytes are covered, below the show's root, with the transcript."""
    return (*_files(episode, root), *((episode.transcript,) if episode.transcript else ()))


def _files(episode: Episode, root: Path) -> tuple[str, ...]:
    """The files of an episode whose bytes are covered, below the show's root, without its texts."""
    named = (
        *(episode.recording, episode.cover, *(track.file for track in episode.mixed_tracks)),
        *(getattr(episode.audio, name, None) for name in ("intro", "outro")),
        *(transcript.file for transcript in episode.transcript_files),
        *(chapter.image for chapter in episode.chapters),
        *(person.image for person in episode.people if not isinstance(person, RegistryPerson)),
        *(picture.file for picture in episode.images),
        *(video for video in (episode.sign_language,) if video and not is_web_address(video)),
        *_note_pictures(episode, root),
    )
    return tuple(sorted({path for path in named if path}))


def _note_pictures(episode: Episode, root: Path) -> tuple[str, ...]:
    """The pictures of the folder that the notes name."""
    notes, folder = episode.notes or "", f"{EPISODES}/{episode.slug}"
    if "](" not in notes and "<img" not in notes.lower():
        return ()
    try:
        names = media_files.list_folder(root / folder)
    except OSError:
        return ()
    pictures = {name: on_disk for name, on_disk in names.items() if name.lower().endswith(_PICTURES)}
    return tuple(f"{folder}/{on_disk}" for name, on_disk in pictures.items() if name in notes or quote(name) in notes)
