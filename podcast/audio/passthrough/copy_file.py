"""Copy a recording byte for byte, and hash it on the way: each byte is read once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from podcast.errors import InputChangedError
from podcast.files.digest import BLOCK, Digest

if TYPE_CHECKING:
    from pathlib import Path


def copy_with_digest(source: Path, target: Path, sha256: str = "") -> Digest:
    """Copy a file, and return the digest of the bytes that were copied.

    Args:
        source: the recording.
        target: a file of any content, which is replaced.
        sha256: that it had when the build was planned; empty: it is not compared.

    Raises:
        InputChangedError: it has other bytes by now.
        OSError: the disk refuses.
    """
    md5_hash, sha256_hash, size = hashlib.md5(usedforsecurity=False), hashlib.sha256(), 0
    with source.open("rb") as file, target.open("wb") as out:
        while block := file.read(BLOCK):
            md5_hash.update(block)
            sha256_hash.update(block)
            size += out.write(block)
    digest = Digest(size, md5_hash.hexdigest(), sha256_hash.hexdigest())
    if sha256 and digest.sha256 != sha256:
        raise InputChangedError(source)
    return digest
