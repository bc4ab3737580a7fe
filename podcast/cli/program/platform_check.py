"""Check that this computer can run the program, before anything is imported that needs it.

This module, and `podcast.i18n`, which it needs for the sentence, run on older versions of Python as well.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec

from podcast.i18n import _, language_from_argv, temporary_language

MIN_PYTHON = (3, 11)


def platform_problem() -> str:
    """Why the program cannot run here, in one sentence; empty if it can."""
    if sys.version_info < MIN_PYTHON:
        required, actual = (".".join(map(str, version[:2])) for version in (MIN_PYTHON, sys.version_info))
        sentence = _("podcast needs Python {required} or newer, and this is Python {actual}; install a newer one")
        return sentence.format(required=required, actual=actual)
    if find_spec("fcntl") is None and find_spec("msvcrt") is None:  # locks of POSIX systems, and of Windows
        sentence = _("podcast runs on Linux, macOS and Windows, and not on this system ({platform})")
        return sentence.format(platform=sys.platform)
    return ""


def require_supported_platform() -> None:
    """Stop with one sentence where the program cannot run."""
    with temporary_language(language_from_argv(sys.argv[1:])):
        problem = platform_problem()
    if problem:
        sys.stderr.write(problem + "\n")
        sys.exit(1)
