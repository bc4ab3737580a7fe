"""Listings of an FTP server as values; pure.

MLST and MLSD give facts (RFC 3659). The lines of LIST have no standard: those of Unix `ls -l`, which nearly all servers
imitate, and those of IIS are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from podcast.publish.targets.web_space.remote_files import FileInfo

__all__ = ["ListedName", "facts_of_line", "file_version", "info_of_facts", "is_this_or_parent", "listed_name", "moment"]

# drwxr-xr-x   2 user group   4096 Nov 30 02:31 name      the group may be missing; then one space, and the name
_UNIX_LINE: Final = re.compile(
    r"(?P<type>[-dlbcps])[-rwxsStTlL]{9}\S*\s+\d+\s+\S+\s+(?:\S+\s+)?(?P<size>\d+)"
    r"\s+(?:\S+\s+\d{1,2}|\d{1,2}\.?\s+\S+|\d{4}-\d\d-\d\d)\s+(?:\d{1,2}:\d\d(?::\d\d)?|\d{4}) (?P<name>.+)",
    re.DOTALL,
)
# 02-23-26  09:09AM       <DIR>          name
_IIS_LINE: Final = re.compile(
    r"\d\d-\d\d-\d\d(?:\d\d)?\s+\d\d:\d\d(?:[AP]M)?\s+(?:(?P<type><DIR>) {10}|(?P<size>\d+) )(?P<name>.+)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class ListedName:
    """A line of LIST. Its time is left out: it has no seconds, and no time zone."""

    name: str
    size: int  # bytes; 0 of a folder
    is_folder: bool
    is_link: bool


def facts_of_line(line: str) -> tuple[dict[str, str], str]:
    """Return the facts of a line of MLST or MLSD, by their names in lower case, and the name or path at its end."""
    facts, _, name = line.lstrip(" ").partition(" ")
    pairs = (fact.partition("=") for fact in facts.split(";") if fact)
    return {key.lower(): value for key, _, value in pairs}, name


def is_this_or_parent(facts: dict[str, str]) -> bool:
    """Whether a line of MLSD is about the folder itself or its parent."""
    return facts.get("type", "").lower() in {"cdir", "pdir"}


def info_of_facts(facts: dict[str, str]) -> FileInfo | None:
    """Return what facts tell; None if they tell neither of a file nor of a folder, but of a link."""
    kind, modified = facts.get("type", "").lower(), facts.get("modify", "")
    if kind in {"dir", "cdir", "pdir"}:
        return FileInfo(0, moment(modified), "", is_folder=True)
    size = facts.get("size", "")
    if kind != "file" or not size.isdecimal():
        return None
    return FileInfo(int(size), moment(modified), file_version(int(size), modified, facts.get("unique", "")))


def file_version(size: int, modified: str, unique: str = "") -> str:
    """Return the version of a file: size, time as the server writes it, and its number on the server's disk."""
    return f"{size}-{modified}-{unique}"


def moment(value: str) -> float:
    """Return the seconds since 1970 of a time of RFC 3659 (`20261130023158.123`, always UTC); 0 if it is none."""
    try:
        return datetime.strptime(value[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return 0.0


def listed_name(line: str) -> ListedName | None:
    """Return what a line of LIST names; None if the line has no form that is known."""
    if match := _UNIX_LINE.fullmatch(line):
        is_link, is_folder = match["type"] == "l", match["type"] == "d"
        name = match["name"].partition(" -> ")[0] if is_link else match["name"]
        return ListedName(name, 0 if is_folder else int(match["size"]), is_folder, is_link)
    if match := _IIS_LINE.fullmatch(line):
        is_folder = match["type"] is not None
        return ListedName(match["name"], 0 if is_folder else int(match["size"]), is_folder, is_link=False)
    return None
