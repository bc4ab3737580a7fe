"""Digests of files: MD5 and SHA-256 in one pass."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = 1 << 20  # bytes read at a time


@dataclass(frozen=True, slots=True)
class Digest:
    """Size of a file in bytes, and its MD5 and SHA-256 in lower-case hex."""

    size: int
    md5: str
    sha256: str


def bytes_digest(data: bytes) -> Digest:
    """The digest of bytes in memory."""
    return Digest(len(data), hashlib.md5(data, usedforsecurity=False).hexdigest(), hashlib.sha256(data).hexdigest())


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, in lower-case hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_digest(path: Path) -> Digest:
    """The digest of a file, read in blocks, with both hashes in one pass."""
    md5, sha256, size = hashlib.md5(usedforsecurity=False), hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            md5.update(block)
            sha256.update(block)
            size += len(block)
    return Digest(size, md5.hexdigest(), sha256.hexdigest())
