"""Parsing of `Range` headers by RFC 9110 (14.1, 14.2): an invalid header is ignored."""

from __future__ import annotations

import re

_SPEC = re.compile(r"(\d+)-(\d*)|-(\d+)")
_MAX_RANGES = 100  # of one request; more are a sign of an attack (RFC 9110, 17.15)


def satisfiable_ranges(header: str, size: int) -> str:
    """The header without the ranges that lie outside the file.

    Args:
        header: as it came.
        size: of the file, in bytes.

    Returns:
        An empty text where the whole file is the answer; `bytes=SIZE-` (which nothing satisfies) where every range
        lies outside the file; else the ranges inside.
    """
    unit, _, listed = header.partition("=")
    specs = [spec.strip() for spec in listed.split(",") if spec.strip()]
    parsed = [_SPEC.fullmatch(spec) for spec in specs]
    if unit.strip().lower() != "bytes" or not 0 < len(specs) <= _MAX_RANGES or not all(parsed) or not size:
        return ""
    matches = [match for match in parsed if match]
    if any(match[2] and int(match[1]) > int(match[2]) for match in matches):
        return ""
    inside = [match[0] for match in matches if (int(match[3]) if match[3] else size - int(match[1])) > 0]
    return f"bytes={','.join(inside)}" if inside else f"bytes={size}-"
