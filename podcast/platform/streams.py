"""stdin, stdout and stderr as the system has them: consoles of Windows write cp1252 into pipes and files."""

from __future__ import annotations

import codecs
import errno
import io
from typing import Any

from podcast.platform.rules import WINDOWS_RULES


def is_utf8(stream: Any) -> bool:
    """Whether a text stream can take every character."""
    try:
        return codecs.lookup(getattr(stream, "encoding", None) or "utf-8").name.startswith("utf")
    except LookupError:
        return False


def replace_unprintable(*streams: Any) -> None:
    """Let text streams write `?` for a character that their encoding lacks, such as an arrow in cp1252.

    Otherwise the command would end with an error in the middle of a line.
    """
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper) and not is_utf8(stream):
            stream.reconfigure(errors="replace")


def is_closed_pipe(error: OSError) -> bool:
    """Whether an error says that the program which reads the output has ended, as in `podcast status | head`.

    Windows calls that an invalid argument.
    """
    return error.errno == errno.EPIPE or (WINDOWS_RULES and error.errno == errno.EINVAL and error.filename is None)
