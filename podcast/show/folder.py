"""What an episode's folder holds: which of its files is the recording, the transcript, the cover, the notes."""

from __future__ import annotations

import re
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from podcast.show.model import AUDIO_SUFFIXES, PICTURE_SUFFIXES, TRANSCRIPT_SUFFIXES
from podcast.show.words import did_you_mean

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


RECORDING = Kind("audio file", AUDIO_SUFFIXES, never=frozenset({"intro", "outro", "jingle"}))
TRANSCRIPT = Kind("transcript", TRANSCRIPT_SUFFIXES, never=frozenset({"chapters", "kapitel"}))
COVER = Kind("picture", PICTURE_SUFFIXES, only=frozenset({"cover"}))
PICTURE = Kind("picture", PICTURE_SUFFIXES)
PAGE = Kind("Markdown file", (".md",))
NOTES = "notes.md"

# What a folder tells when the field is left out.
FOUND = {"recording": RECORDING, "transcript": TRANSCRIPT, "cover": COVER}


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a file cannot be used, and what to do."""

    what: str
    remedy: str


def slug_problem(slug: str) -> Wrong | None:
    """What is wrong with the name of an episode's folder: it is the address of its page, for ever."""
    if not SLUG.fullmatch(slug):
        return Wrong("is no name for an episode", "rename the folder: a-z, 0-9 and single hyphens between them")
    if len(slug) > LONGEST_SLUG:
        return Wrong(f"has {len(slug)} characters", f"rename the folder: at most {LONGEST_SLUG} characters")
    if slug in RESERVED or _SEASON.fullmatch(slug):
        return Wrong("is an address that the site needs for itself", f"rename the folder, as in folge-{slug}")
    return None


def listing(folder: Path) -> dict[str, str]:
    """The names in a folder as people write them (composed, NFC) -> as the disk has them; hidden ones left out.

    Raises:
        OSError: the folder cannot be read.
    """
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    return {unicodedata.normalize("NFC", name): name for name in names}


def named(root: Path, folder: str, name: str, kind: Kind) -> str | Wrong:
    """The file that a field names, relative to the root.

    Args:
        root: of the show, resolved.
        folder: that the name starts from, relative to the root; empty for the root itself.
        name: as written, a path inside the folder.
        kind: what the file must be.
    """
    if not name.lower().endswith(kind.suffixes):
        return Wrong(f'"{name}" is no {kind.name} that is read here', f"use {_list(kind.suffixes)}")
    path = PurePosixPath(folder)
    for part in PurePosixPath(name).parts:
        try:
            names = listing(root / path)
        except OSError:
            names = {}
        if part not in names:
            return Wrong(f'"{name}" does not exist', _near(name, part, sorted(names)))
        path /= names[part]
    return usable(root, str(path))


def _near(name: str, part: str, names: list[str]) -> str:
    near = did_you_mean(part, names)
    beside = name.rpartition(part)[0]
    return near.replace('"', f'"{beside}', 1) if near.startswith("did") else "put the file there, or correct the name"


def only(root: Path, folder: str, names: dict[str, str], field: str) -> str | Wrong | None:
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
        return Wrong(f"could be any of {', '.join(found)}", f"name the one that counts, as in {field}: {found[0]}")
    return usable(root, f"{folder}/{names[found[0]]}") if found else None


def _may_be(name: str, kind: Kind) -> bool:
    stem = PurePosixPath(name).stem.lower()
    if name.lower().endswith(".txt"):  # anything may be a text
        return stem in {"transcript", "transkript"}
    return stem not in kind.never and (not kind.only or stem in kind.only)


def usable(root: Path, path: str) -> str | Wrong:
    """`path` when a file stands there, inside the show (`root`, resolved) and not empty; else what is wrong with it."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return Wrong(f'"{path}" is a name that is not UTF-8', "rename the file")
    try:
        target = (root / path).resolve(strict=True)
        status = target.stat()
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, before Python 3.13
        return Wrong(f'"{path}" cannot be read ({_reason(error)})', "give yourself the right to read it, or replace it")
    if not target.is_relative_to(root):
        return Wrong(f'"{path}" is a link out of the show\'s folder', "copy the file itself into the folder")
    if not stat.S_ISREG(status.st_mode):
        return Wrong(f'"{path}" is no file', "put a file there")
    if not status.st_size:
        return Wrong(f'"{path}" is empty', "copy it again from where it comes from")
    return path


def content(root: Path, path: str, limit: int) -> bytes | Wrong:
    """The bytes of a small file; one more than `limit` at most, so that too large a file is seen to be."""
    checked = usable(root, path)
    if isinstance(checked, Wrong):
        what = checked.what.removeprefix(f'"{path}" ')
        return b"" if what == "is empty" else Wrong(what, checked.remedy)
    try:
        with (root / path).open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        return Wrong(f"cannot be read ({_reason(error)})", "give yourself the right to read it")


def _reason(error: OSError | RuntimeError) -> str:
    return (isinstance(error, OSError) and error.strerror) or "links in a circle"


def _list(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]
