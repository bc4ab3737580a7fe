"""Style sheets and scripts without what only people read: comments, and space that means nothing."""

from __future__ import annotations

import re

# CSS Syntax Module Level 3: strings, comments, white space. Strings and addresses stay as they are; a space before a
# colon, or around + and -, may mean something and stays.
_GAP = r"(?:\s|/\*.*?\*/)"
_PIECES = re.compile(
    r"""(?P<kept>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|url\([^)"']*\))"""
    rf"|(?P<mark>{_GAP}*(?:;{_GAP}*\}}|[{{}};,]){_GAP}*|:{_GAP}+)|{_GAP}+",
    re.DOTALL,
)


def squeezed(sheet: str) -> str:
    """The same style sheet, shorter."""
    return _PIECES.sub(_short, sheet).strip()


def trimmed(script: str) -> str:
    """A script of ours without indentation and whole lines of comment; none of our texts goes over several lines."""
    lines = (line.strip() for line in script.split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def _short(match: re.Match[str]) -> str:
    if match["kept"]:
        return match["kept"]
    if mark := match["mark"]:
        bare = re.sub(_GAP, "", mark, flags=re.DOTALL)
        return bare.replace(";}", "}")
    return " "
