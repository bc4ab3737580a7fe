"""What an episode's folder holds: which of its files is the recording, the transcript, the cover, the notes."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from podcast.errors import FileProblem
from podcast.i18n import _, gettext_noop, os_error_reason
from podcast.model.show import AUDIO_SUFFIXES, PICTURE_SUFFIXES, TRANSCRIPT_SUFFIXES
from podcast.text import nearest

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 100  # characters; with what addresses and temporary files add it stays below the 255 bytes of a name

# Addresses that the site needs for itself.
RESERVED = frozenset(
    {"404", "assets", "audio", "feed", "index"}
    | {"abonnieren", "barrierefreiheit", "datenschutz", "impressum", "personen", "suche", "themen", "ueber"}
)
_SEASON = re.compile(r"(staffel|season)-[0-9]+")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its suffixes, what it is called by people, and which names it has when nobody names it.

    `only` are the stems that count when the field is left out (empty: any), `never` those of other things.
    """

    name: str
    suffixes: tuple[str, ...]
    only: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


RECORDING = Kind(gettext_noop("audio file"), AUDIO_SUFFIXES, never=frozenset({"intro", "outro", "jingle"}))
TRANSCRIPT = Kind(gettext_noop("transcript"), TRANSCRIPT_SUFFIXES, never=frozenset({"chapters", "kapitel"}))
COVER = Kind(gettext_noop("picture"), PICTURE_SUFFIXES, only=frozenset({"cover"}))
PICTURE = Kind(gettext_noop("picture"), PICTURE_SUFFIXES)
PAGE = Kind(gettext_noop("Markdown file"), (".md",))
NOTES = "notes.md"

# What a folder tells when the field is left out.
FOUND = {"recording": RECORDING, "transcript": TRANSCRIPT, "cover": COVER}


def slug_problem(slug: str) -> FileProblem | None:
    """What is wrong with the name of an episode's folder: it is the address of its page, for ever."""
    if not SLUG.fullmatch(slug):
        return FileProblem(
            _("is no name for an episode"), _("rename the folder: a-z, 0-9 and single hyphens between them")
        )
    if len(slug) > LONGEST_SLUG:
        return FileProblem(
            _("has {count} characters").format(count=len(slug)),
            _("rename the folder: at most {longest_slug} characters").format(longest_slug=LONGEST_SLUG),
        )
    if slug in RESERVED or _SEASON.fullmatch(slug):
        return FileProblem(
            _("is an address that the site needs for itself"),
            _("rename the folder, as in folge-{slug}").format(slug=slug),
        )
    return None


def listing(folder: Path) -> dict[str, str]:
    """The names in a folder as people write them (composed, NFC) -> as the disk has them; hidden ones left out.

    Raises:
        OSError: the folder cannot be read.
    """
    names = sorted(name for name in os.listdir(folder) if not name.startswith("."))  # noqa: PTH208 - a Path each takes twice as long
    return {unicodedata.normalize("NFC", name): name for name in names}


def named(root: Path, folder: str, name: str, kind: Kind) -> str | FileProblem:
    """The file that a field names, relative to the root.

    Args:
        root: of the show, resolved.
        folder: that the name starts from, relative to the root; empty for the root itself.
        name: as written, a path inside the folder.
        kind: what the file must be.
    """
    if not name.lower().endswith(kind.suffixes):
        return FileProblem(
            _('"{name}" is no {kind} that is read here').format(name=name, kind=_(kind.name)),
            _("use {suffixes}").format(suffixes=_list(kind.suffixes)),
        )
    path = PurePosixPath(folder)
    for part in PurePosixPath(name).parts:
        try:
            names = listing(root / path)
        except OSError:
            names = {}
        if part not in names:
            return FileProblem(_('"{name}" does not exist').format(name=name), _near(name, part, sorted(names)))
        path /= names[part]
    return usable(root, str(path))


def _near(name: str, part: str, names: list[str]) -> str:
    near = nearest(part, names)
    if not near:
        return _("put the file there, or correct the name")
    return _('did you mean "{near}"?').format(near=f"{name.rpartition(part)[0]}{near}")


def only(root: Path, folder: str, names: dict[str, str], field: str) -> str | FileProblem | None:
    """The one file in a folder that a field would name, relative to the root; None when there is none.

    Args:
        root: of the show, resolved.
        folder: relative to the root.
        names: the folder's `listing`.
        field: of `FOUND`.
    """
    kind = FOUND[field]
    found = [name for name in names if name.lower().endswith(kind.suffixes) and _may_be(name, kind)]
    if len(found) > 1:
        return FileProblem(
            _("could be any of {names}").format(names=", ".join(found)),
            _("name the one that counts, as in {field}: {name}").format(field=field, name=found[0]),
        )
    return usable(root, f"{folder}/{names[found[0]]}") if found else None


def _may_be(name: str, kind: Kind) -> bool:
    stem = PurePosixPath(name).stem.lower()
    if name.lower().endswith(".txt"):  # anything may be a text
        return stem in {"transcript", "transkript"}
    return stem not in kind.never and (not kind.only or stem in kind.only)


def usable(root: Path, path: str) -> str | FileProblem:
    """`path` when a file stands there, inside the show (`root`, resolved) and not empty; else what is wrong with it."""
    size = _size(root, path)
    if size == 0:
        size = FileProblem(_("is empty"), _("copy it again from where it comes from"))
    return FileProblem(f'"{path}" {size.what}', size.remedy) if isinstance(size, FileProblem) else path


def _size(root: Path, path: str) -> int | FileProblem:
    """The size in bytes of the file at `path`; what keeps it from being read, be it empty or not."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return FileProblem(_("is a name that is not UTF-8"), _("rename the file"))
    try:
        status, target = _looked_at(root, path)
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, before Python 3.13
        if (root / path).is_symlink() and not isinstance(error, PermissionError):
            return FileProblem(_("is a link that leads nowhere"), _("copy the file itself into the folder"))
        what = _("cannot be read ({reason})").format(reason=reason(error))
        return FileProblem(what, _("give yourself the right to read it, or replace it"))
    if target and not target.is_relative_to(root):
        return FileProblem(_("is a link out of the show's folder"), _("copy the file itself into the folder"))
    if not stat.S_ISREG(status.st_mode):
        return FileProblem(_("is no file"), _("put a file there"))
    return status.st_size


def _looked_at(root: Path, path: str) -> tuple[os.stat_result, Path | None]:
    """What stands at `path`, and where links led; None if none is on the way, which is so for nearly every file.

    Raises:
        OSError, RuntimeError: nothing that can be looked at.
    """
    place = str(root)
    status = root.lstat()
    for part in PurePosixPath(path).parts:
        place = f"{place}/{part}"
        status = os.lstat(place)  # ten thousand episodes are looked at: a Path takes twice as long
        if stat.S_ISLNK(status.st_mode):
            target = (root / path).resolve(strict=True)
            return target.stat(), target
    return status, None


def content(root: Path, path: str, limit: int) -> bytes | FileProblem:
    """The bytes of a small file; one more than `limit` at most, so that too large a file is seen to be."""
    size = _size(root, path)
    if isinstance(size, FileProblem):
        return size
    try:
        with (root / path).open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        what = _("cannot be read ({reason})").format(reason=reason(error))
        return FileProblem(what, _("give yourself the right to read it"))


def reason(error: OSError | RuntimeError) -> str:
    """The system's refusal in words."""
    return os_error_reason(error) if isinstance(error, OSError) else _("links in a circle")


def _list(words: tuple[str, ...]) -> str:
    if len(words) == 1:
        return words[0]
    return _("{names} or {last}").format(names=", ".join(words[:-1]), last=words[-1])
