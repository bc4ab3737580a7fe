"""Look up files and folders of an FTP server: by MLST and MLSD where it has them, else by SIZE, MDTM, CWD and LIST."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.target import EXIT_REFUSED
from podcast.publish.targets.web_space.ftp.ftp_errors import RefusalError
from podcast.publish.targets.web_space.ftp.ftp_listing import (
    facts_of_line,
    file_version,
    info_of_facts,
    is_this_or_parent,
    listed_name,
    moment,
)
from podcast.publish.targets.web_space.remote_files import FileInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.publish.targets.web_space.ftp.ftp_connection import FtpConnection
    from podcast.publish.targets.web_space.ftp.ftp_listing import ListedName

__all__ = ["entries", "info_at"]

ABSENT_OR_DENIED: Final = 550  # the code of a response


def info_at(connection: FtpConnection, place: str, *, has_facts: bool) -> FileInfo | None:
    """Return what is at an absolute path; None if nothing is.

    Args:
        connection: to the server.
        place: the path.
        has_facts: whether the server has MLST and MLSD.
    """
    if not has_facts:
        return _info_by_commands(connection, place)
    try:
        response = connection.command("MLST", place)
    except RefusalError as error:
        if error.code != ABSENT_OR_DENIED:
            raise
        return None
    facts, _name = facts_of_line(response.split("\n")[1])
    return info_of_facts(facts) or _info_by_commands(connection, place)


def entries(connection: FtpConnection, place: str, *, has_facts: bool) -> list[tuple[str, FileInfo]]:
    """Return what is in an existing folder, by name; see `info_at`."""
    pairs = _facts(connection, place) if has_facts else _listed(connection, place)
    return [(name, info) for name, info in pairs if info is not None]


def _facts(connection: FtpConnection, place: str) -> Iterator[tuple[str, FileInfo | None]]:
    for line in connection.lines("MLSD", place):
        facts, name = facts_of_line(line)
        if not is_this_or_parent(facts):
            yield name, info_of_facts(facts) or _info_by_commands(connection, f"{place.rstrip('/')}/{name}")


def _listed(connection: FtpConnection, place: str) -> Iterator[tuple[str, FileInfo | None]]:
    """List a folder by LIST, within it: a path would be read as options and patterns."""
    connection.command("CWD", place)
    lines = connection.lines("LIST -a")  # with files whose name begins with a dot
    if not any(line.endswith(" .") for line in lines):  # this server takes `-a` for a name, or has no such files
        lines = connection.lines("LIST")
    for line in lines:
        listed = listed_name(line)
        if listed is None:
            if not line.startswith("total "):
                raise _listing_error(line)
        elif listed.name not in {".", ".."}:
            yield listed.name, _listed_info(connection, f"{place.rstrip('/')}/{listed.name}", listed)


def _listed_info(connection: FtpConnection, place: str, listed: ListedName) -> FileInfo | None:
    """Complete the information of LIST; None if the file is gone meanwhile."""
    if listed.is_folder:
        return FileInfo(0, 0.0, "", is_folder=True)
    return _info_by_commands(connection, place, None if listed.is_link else listed.size)


def _info_by_commands(connection: FtpConnection, place: str, size: int | None = None) -> FileInfo | None:
    """Return what is at an absolute path, by the commands that servers without MLST have.

    Args:
        connection: to the server.
        place: the path.
        size: of the file that is there, in bytes, if it is known.
    """
    try:
        size = int(connection.command("SIZE", place).split()[1]) if size is None else size
        modified = connection.command("MDTM", place).split()[1]
    except RefusalError as error:
        if size is not None and error.code != ABSENT_OR_DENIED:  # a server without MDTM
            return FileInfo(size, 0.0, file_version(size, ""))
    else:
        return FileInfo(size, moment(modified), file_version(size, modified))
    try:
        connection.command("CWD", place)
    except RefusalError:
        return None
    return FileInfo(0, 0.0, "", is_folder=True)


def _listing_error(line: str) -> PublishError:
    message = _(
        "the server lists files in a form that is not known ({line}); ask its operator to turn on MLSD, or use another "
        "address, such as sftp://"
    )
    return PublishError(message.format(line=ascii(line[:200])), EXIT_REFUSED)
