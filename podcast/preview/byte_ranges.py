"""What a `Range` header asks for, as RFC 9110 (14.1, 14.2) reads it: what makes no sense is as if it were not there."""

from __future__ import annotations

import re

_SPEC = re.compile(r"(\d+)-(\d*)|-(\d+)")
_MOST = 100  # ranges of one request; more are asked for by nobody who means well (RFC 9110, 17.15)


def wanted(header: str, size: int) -> str:
    """The header with only what can be answered.

    Args:
        header: as it came.
        size: of the file, in bytes.

    Returns:
        An empty text where the whole file is the answer; `bytes=SIZE-` (which nothing satisfies) where every range
        lies outside the file; else the ranges inside.
    """
    unit, _, listed = header.partition("=")
    specs = [spec.strip() for spec in listed.split(",") if spec.strip()]
    found = [_SPEC.fullmatch(spec) for spec in specs]
    if unit.strip().lower() != "bytes" or not 0 < len(specs) <= _MOST or not all(found) or not size:
        return ""
    matches = [match for match in found if match]
    if any(match[2] and int(match[1]) > int(match[2]) for match in matches):
        return ""
    inside = [match[0] for match in matches if (int(match[3]) if match[3] else size - int(match[1])) > 0]
    return f"bytes={','.join(inside)}" if inside else f"bytes={size}-"
