"""BagIt 1.0 (RFC 8493): names, manifests and tag files of a bag.

A bag is a folder with the payload in `data/`, manifests that name a checksum for each of its files, and a few text
files beside it, which have manifests as well.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DECLARATION_NAME: Final = "bagit.txt"
DECLARATION: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"  # RFC 8493, 2.1.1
INFO_NAME: Final = "bag-info.txt"
README_NAME: Final = "README.txt"
PAYLOAD: Final = "data/"
ALGORITHMS: Final = ("sha256", "sha512")  # RFC 8493, 2.4: SHA-512 should be supported by all, SHA-256 by most

_MANIFEST: Final = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
_LINE: Final = re.compile(r"([0-9A-Fa-f]+)[ \t]+\*?(.+)")
_OXUM: Final = re.compile(r"^Payload-Oxum:\s*(\d+)\.(\d+)\s*$", re.MULTILINE | re.IGNORECASE)


class Checksums:
    """Checksums of a file that is read in blocks, with several algorithms at once."""

    def __init__(self, algorithms: Iterable[str] = ALGORITHMS) -> None:
        self._hashes = {name: hashlib.new(name) for name in algorithms}
        self.size = 0  # bytes

    def update(self, block: bytes) -> None:
        """Add a block."""
        self.size += len(block)
        for checksum in self._hashes.values():
            checksum.update(block)

    def values(self) -> dict[str, str]:
        """The checksums in lower-case hex, by algorithm."""
        return {name: checksum.hexdigest() for name, checksum in self._hashes.items()}


def manifest_name(algorithm: str, *, of_tags: bool = False) -> str:
    """The name of a manifest: `manifest-sha256.txt`, or of the tag files: `tagmanifest-sha256.txt`."""
    return f"{'tag' if of_tags else ''}manifest-{algorithm}.txt"


def manifest_algorithm(name: str) -> tuple[str, bool] | None:
    """The algorithm of a manifest, and whether it is that of the tag files; None if the file is no manifest."""
    match = _MANIFEST.fullmatch(name)
    return (match[2], bool(match[1])) if match else None


def manifest_text(checksums: Mapping[str, str]) -> bytes:
    """The text of a manifest: a line for each file, sorted by name.

    Line breaks and percent signs in names are percent-encoded (RFC 8493, 2.1.3).
    """
    return "".join(f"{checksum}  {_encode(name)}\n" for name, checksum in sorted(checksums.items())).encode()


def parse_manifest(data: bytes) -> dict[str, str]:
    """The checksums in a manifest, in lower-case hex, by file name.

    Raises:
        ValueError: a line is none of a manifest, or a name appears twice.
    """
    checksums: dict[str, str] = {}
    for line in data.decode("utf-8-sig").splitlines():
        match = _LINE.fullmatch(line)
        if line.strip() and match is None:
            raise ValueError(line[:80])
        if match:
            name = _decode(match[2]).removeprefix("./")
            if name in checksums:
                raise ValueError(name)
            checksums[name] = match[1].lower()
    return checksums


def _encode(name: str) -> str:
    return name.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _decode(name: str) -> str:
    return re.sub("%(0[dDaA]|25)", lambda match: chr(int(match[1], 16)), name)


def info_text(fields: Iterable[tuple[str, str]]) -> bytes:
    """The text of bag-info.txt: a line `Label: value` for each field; line breaks in values become spaces."""
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in fields if value.strip()).encode()


def payload_oxum(info: bytes) -> tuple[int, int] | None:
    """The bytes and the number of payload files that bag-info.txt states; None if it states none."""
    match = _OXUM.search(info.decode("utf-8", "replace"))
    return (int(match[1]), int(match[2])) if match else None
