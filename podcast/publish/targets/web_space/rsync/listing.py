"""What `stat` prints on the server: `/<size> <seconds> <inode> <mode, hex> <date> <time> <zone> <name>` for each file.

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

_ABOUT: Final = r"/(\d+) (\d+) (\d+) ([0-9a-f]+) \S+ [\d:]*(?:\.(\d+))? \S+ "
_ENTRY: Final = re.compile(rf"{_ABOUT}(.*?)(?=\n/\d+ \d+ \d+ [0-9a-f]+ |\n?\Z)", re.DOTALL)


def parse_listing(output: str) -> Iterator[tuple[str, FileInfo | None]]:
    """Parse what `stat` has printed.

    The version of a file tells the fraction of the second and its inode as well: one that was replaced by renaming has
    another, even at once.

    Returns:
        The names of files and folders, with None for links, whose targets must be looked at.
    """
    for entry in _ENTRY.finditer(output):
        size, modified, inode, mode, fraction, name = entry.groups()
        kind = int(mode, 16)
        if stat.S_ISLNK(kind):
            yield name, None
        elif stat.S_ISDIR(kind):
            yield name, FileInfo(0, float(modified), "", is_folder=True)
        elif stat.S_ISREG(kind):
            yield name, FileInfo(int(size), float(modified), f"{size}-{modified}.{fraction or 0}-{inode}")
