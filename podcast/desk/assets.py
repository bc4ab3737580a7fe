"""Style, script and fonts of the desk: the parts of the script are joined into one, in strict mode."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

import rcssmin
import rjsmin

ASSETS: Final = Path(__file__).parent / "assets"
_FIRST: Final = "core.js"
_NEEDLESS: Final = re.compile(r";(?=\})|,(?=[}\])])")  # what the minifier leaves; a test holds that no string has it


@cache
def script() -> bytes:
    """Return the one script: `core.js`, then the other parts by name, in one strict scope."""
    parts = sorted((ASSETS / "script").glob("*.js"), key=lambda path: (path.name != _FIRST, path.name))
    text = "\n".join(path.read_text("utf-8") for path in parts)
    return _minified_script(f'(() => {{\n"use strict";\n{text}\n}})();\n')


def _minified_script(text: str) -> bytes:
    return _NEEDLESS.sub("", rjsmin.jsmin(text)).encode()


@cache
def part_sizes() -> dict[str, int]:
    """Return the size of each part of the script, in bytes as served."""
    return {path.name: len(_minified_script(path.read_text("utf-8"))) for path in (ASSETS / "script").glob("*.js")}


@cache
def style() -> bytes:
    """Return the style sheet."""
    text: str = rcssmin.cssmin((ASSETS / "desk.css").read_text("utf-8"))
    return text.encode()
