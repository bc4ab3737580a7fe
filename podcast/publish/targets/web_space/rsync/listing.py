"""What `stat` prints on the server: for each file `/<size> <seconds> <inode> <mode in hex> <name>`.

A name has no slash (or is an absolute or relative path whose last part counts), so one at the start of a line begins
the next file, whatever line breaks a name has.
"""

from __future__ import annotations

import re
import stat
from typing import TYPE_CHECKING, Final

from podcast.publish.targets.web_space.remote_files import FileInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["parse_listing"]

_ENTRY: Final = re.compile(r"/(\d+) (\d+) (\d+) ([0-9a-f]+) (.*?)(?=\n/\d+ \d+ \d+ [0-9a-f]+ |\n?\Z)", re.DOTALL)


def parse_listing(output: str) -> Iterator[tuple[str, FileInfo | None]]:
    """Parse what `stat` has printed.

    The version of a file tells its inode as well: one that was replaced by renaming has another, even within a second.

    Returns:
        The names of files and folders, with None for links, whose targets must be looked at.
    """
    for entry in _ENTRY.finditer(output):
        size, modified, inode, mode, name = entry.groups()
        kind = int(mode, 16)
        if stat.S_ISLNK(kind):
            yield name, None
        elif stat.S_ISDIR(kind):
            yield name, FileInfo(0, float(modified), "", is_folder=True)
        elif stat.S_ISREG(kind):
            yield name, FileInfo(int(size), float(modified), f"{size}-{modified}-{inode}")
