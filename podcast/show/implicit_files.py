"""Files of an episode's folder that count without a field: the recording, the transcript, the cover."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from podcast.errors import FileProblem
from podcast.files.file_signatures import recognise_file
from podcast.i18n import _
from podcast.model.file_names import OTHER_PICTURE_SUFFIXES, PICTURE_SUFFIXES, TRANSCRIPT_SUFFIXES
from podcast.show.media_files import COVER, RECORDING, TRANSCRIPT, FileKind, check_usable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

# Fields that may be left out: the folder has one file of that kind.
IMPLICIT_FILES = {"recording": RECORDING, "transcript": TRANSCRIPT, "cover": COVER}
# Kinds of content that people take for a recording.
MISTAKEN_KINDS = frozenset({"archive", "protected", "playlist", "audacity", "midi"})
# Files that are no recordings without a look into them.
_KNOWN_SUFFIXES = (
    *(*PICTURE_SUFFIXES, *OTHER_PICTURE_SUFFIXES, *TRANSCRIPT_SUFFIXES),
    *(".yaml", ".yml", ".md", ".csv", ".tsv", ".xml", ".psc", ".nhsx", ".chapters", ".pdf", ".html"),
    *(".docx", ".doc", ".odt", ".rtf", ".pages"),
)


def find_single_file(root: Path, folder: str, names: dict[str, str], field: str) -> str | FileProblem | None:
    """Return the only file in a folder that a field would name, relative to the root; None when there is none.

    Args:
        root: of the show, resolved.
        folder: relative to the root.
        names: the folder's names, see `list_folder`.
        field: of `IMPLICIT_FILES`.
    """
    kind = IMPLICIT_FILES[field]
    candidates = _candidates(names, kind, kind.suffixes) or _candidates(names, kind, kind.other_suffixes)
    if not candidates and kind is RECORDING:
        candidates = find_by_content(root, folder, names, {"recording"})
    if len(candidates) > 1:
        return FileProblem(
            _("is ambiguous: {names}").format(names=", ".join(candidates)),
            _("name the right one, as in {field}: {name}").format(field=field, name=candidates[0]),
        )
    return check_usable(root, f"{folder}/{names[candidates[0]]}") if candidates else None


def _candidates(names: Iterable[str], kind: FileKind, suffixes: tuple[str, ...]) -> list[str]:
    return [name for name in names if name.lower().endswith(suffixes) and _is_candidate(name, kind)]


def find_by_content(root: Path, folder: str, names: dict[str, str], kinds: Collection[str]) -> list[str]:
    """Return the files of a folder that have no usual suffix and whose content is of one of these kinds.

    Args:
        root: of the show, resolved.
        folder: relative to the root.
        names: the folder's names, see `list_folder`.
        kinds: of `podcast.files.file_signatures.FileType`.
    """
    files = []
    for name, on_disk in names.items():
        path = root / folder / on_disk
        if name.lower().endswith(_KNOWN_SUFFIXES) or not path.is_file():  # opening a pipe would block
            continue
        try:
            file_type = recognise_file(path)
        except OSError:
            continue
        if file_type and file_type.kind in kinds and _is_candidate(name, RECORDING):
            files.append(name)
    return files


def _is_candidate(name: str, kind: FileKind) -> bool:
    stem = PurePosixPath(name).stem.lower()
    if name.lower().endswith((".txt", ".docx", ".tsv", ".xml")):  # a text may be anything
        return stem in {"transcript", "transkript"}
    return stem not in kind.excluded_stems and (not kind.only_stems or stem in kind.only_stems)
