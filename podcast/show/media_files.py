"""Files of the show's folders: the recording, the transcript, the cover, the notes, and those that fields name."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from podcast.errors import FileProblem
from podcast.i18n import _, gettext_noop, os_error_reason
from podcast.model.file_names import (
    AUDIO_SUFFIXES,
    OTHER_PICTURE_SUFFIXES,
    OTHER_TRANSCRIPT_SUFFIXES,
    PICTURE_SUFFIXES,
    SHOW_FILE,
    TRANSCRIPT_SUFFIXES,
    VIDEO_SUFFIXES,
)
from podcast.text import closest_match

SLUG_PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_SLUG_CHARACTERS = 100  # with the parts that addresses and temporary files add, a file name has at most 255 bytes

# Addresses of the site's own pages and folders.
RESERVED_SLUGS = frozenset(
    {"404", "assets", "audio", "feed", "index"}
    | {"abonnieren", "barrierefreiheit", "datenschutz", "impressum", "personen", "suche", "themen", "ueber"}
)
_SEASON = re.compile(r"(staffel|season)-[0-9]+")


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its name in messages, its suffixes, and the names that it may have when the field is left out.

    `only_stems` are the file names without suffix that count then (empty: any), `excluded_stems` those of other kinds.
    `other_suffixes` count then where no file has one of `suffixes`. A file that a field names may have any suffix if it
    is recognised by its content.
    """

    name: str
    suffixes: tuple[str, ...]
    other_suffixes: tuple[str, ...] = ()
    by_content: bool = False
    only_stems: frozenset[str] = frozenset()
    excluded_stems: frozenset[str] = frozenset()


RECORDING = FileKind(
    gettext_noop("audio file"),
    AUDIO_SUFFIXES,
    VIDEO_SUFFIXES,
    by_content=True,
    excluded_stems=frozenset({"intro", "outro", "jingle"}),
)
TRANSCRIPT = FileKind(
    gettext_noop("transcript"),
    TRANSCRIPT_SUFFIXES,
    OTHER_TRANSCRIPT_SUFFIXES,
    excluded_stems=frozenset({"chapters", "kapitel"}),
)
ANY_TRANSCRIPT = FileKind(gettext_noop("transcript"), TRANSCRIPT_SUFFIXES, by_content=True)  # published as it is
COVER = FileKind(gettext_noop("picture"), PICTURE_SUFFIXES, OTHER_PICTURE_SUFFIXES, only_stems=frozenset({"cover"}))
PICTURE = FileKind(gettext_noop("picture"), PICTURE_SUFFIXES, OTHER_PICTURE_SUFFIXES, by_content=True)
PAGE = FileKind(gettext_noop("Markdown file"), (".md",))
VIDEO = FileKind(gettext_noop("video"), (".mp4", ".webm"))  # what browsers play


def slug_problem(slug: str) -> FileProblem | None:
    """Return the problem of the name of an episode's folder, which is the permanent address of its page."""
    if not SLUG_PATTERN.fullmatch(slug):
        return FileProblem(
            _("is not a valid name for an episode"), _("rename the folder: a-z, 0-9 and single hyphens between them")
        )
    if len(slug) > MAX_SLUG_CHARACTERS:
        return FileProblem(
            _("has {count} characters").format(count=len(slug)),
            _("rename the folder: at most {longest_slug} characters").format(longest_slug=MAX_SLUG_CHARACTERS),
        )
    if slug in RESERVED_SLUGS or _SEASON.fullmatch(slug):
        return FileProblem(
            _("is an address that the site uses itself"),
            _("rename the folder, for example to folge-{slug}").format(slug=slug),
        )
    return None


def list_folder(folder: Path) -> dict[str, str]:
    """Return the names in a folder as people write them (composed, NFC) -> as the disk has them, without hidden files.

    Those of Word for open documents (`~$notes.docx`) count as hidden.

    Raises:
        OSError: the folder cannot be read.
    """
    names = sorted(name for name in os.listdir(folder) if not name.startswith((".", "~$")))  # noqa: PTH208 - a Path for each takes twice as long
    return {unicodedata.normalize("NFC", name): name for name in names}


def resolve_named_file(root: Path, folder: str, name: str, kind: FileKind) -> str | FileProblem:
    """Return the file that a field names, relative to the root.

    Args:
        root: of the show, resolved.
        folder: that the name starts from, relative to the root; empty for the root itself.
        name: as written, a path inside the folder.
        kind: the kind that the file must have.
    """
    suffixes = (*kind.suffixes, *kind.other_suffixes)
    if not kind.by_content and not name.lower().endswith(suffixes):
        return FileProblem(
            _('"{name}" is not a supported {kind}').format(name=name, kind=_(kind.name)),
            _("use {suffixes}").format(suffixes=_join_with_or(suffixes)),
        )
    path = PurePosixPath(folder)
    for part in PurePosixPath(name).parts:
        try:
            names = list_folder(root / path)
        except OSError:
            names = {}
        if part not in names:
            return FileProblem(_('"{name}" does not exist').format(name=name), _name_hint(name, part, sorted(names)))
        path /= names[part]
    return check_usable(root, str(path))


def _name_hint(name: str, part: str, names: list[str]) -> str:
    match = closest_match(part, names)
    if not match:
        return _("add the file, or correct the name")
    return _('did you mean "{near}"?').format(near=f"{name.rpartition(part)[0]}{match}")


def check_usable(root: Path, path: str) -> str | FileProblem:
    """Return `path` if it is a file inside the show (`root`, resolved) that is not empty; else the problem."""
    size = _size(root, path)
    if size == 0:
        size = FileProblem(_("is empty"), _("copy it again from its source"))
    return FileProblem(f'"{path}" {size.what}', size.remedy) if isinstance(size, FileProblem) else path


def _size(root: Path, path: str) -> int | FileProblem:
    """Return the size in bytes of the file at `path`, or the problem that keeps it from being read."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return FileProblem(_("has a name that is not UTF-8"), _("rename the file"))
    try:
        status, target = _stat_and_link_target(root, path)
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, before Python 3.13
        return _unreadable(root, path, error)
    if target and not target.is_relative_to(root):
        return FileProblem(
            _("is a link that leads out of the show's folder"), _("copy the file itself into the folder")
        )
    if not stat.S_ISREG(status.st_mode):
        return FileProblem(_("is not a file"), _("put a file there"))
    return status.st_size


def _unreadable(root: Path, path: str, error: OSError | RuntimeError) -> FileProblem:
    """The problem of a file whose status cannot be read."""
    if (root / path).is_symlink() and not isinstance(error, PermissionError):
        return FileProblem(_("is a broken link"), _("copy the file itself into the folder"))
    if isinstance(error, FileNotFoundError) and path == SHOW_FILE:
        return FileProblem(_("does not exist"), _("create it with `podcast init`, or move it back"))
    what = _("cannot be read ({reason})").format(reason=error_reason(error))
    return FileProblem(what, _("give yourself permission to read it, or replace it"))


def _stat_and_link_target(root: Path, path: str) -> tuple[os.stat_result, Path | None]:
    """Return the status of the file at `path`, and the target if a part of the path is a link (rare), else None.

    Raises:
        OSError, RuntimeError: the path cannot be followed.
    """
    current = str(root)
    status = root.lstat()
    for part in PurePosixPath(path).parts:
        current = f"{current}/{part}"
        status = os.lstat(current)  # with ten thousand episodes, a Path takes twice as long
        if stat.S_ISLNK(status.st_mode):
            target = (root / path).resolve(strict=True)
            return target.stat(), target
    return status, None


def read_content(root: Path, path: str, limit: int) -> bytes | FileProblem:
    """Return the bytes of a file, at most one more than `limit`, by which the caller sees that it is too large."""
    size = _size(root, path)
    if isinstance(size, FileProblem):
        return size
    try:
        with (root / path).open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        what = _("cannot be read ({reason})").format(reason=error_reason(error))
        return FileProblem(what, _("give yourself permission to read it"))


def error_reason(error: OSError | RuntimeError) -> str:
    """Describe an error of the operating system."""
    return os_error_reason(error) if isinstance(error, OSError) else _("is a circular link")


def _join_with_or(names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return names[0]
    return _("{names} or {last}").format(names=", ".join(names[:-1]), last=names[-1])
