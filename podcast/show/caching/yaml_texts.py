"""Bytes of the YAML files of a show, for the positions of problems: most are read when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from podcast.show import media_files
from podcast.show.yaml_reader import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class YamlTexts(Mapping[str, bytes]):
    """The bytes of each YAML file, by its path below the root.

    Only few files of a show of ten thousand episodes have a problem, so only their bytes are worth the memory.
    """

    def __init__(self, root: Path, texts: Mapping[str, bytes], unread: Iterable[str] = ()) -> None:
        """Take the bytes of some files, and the paths of others."""
        self._root = root
        self._texts: dict[str, bytes | None] = {**dict.fromkeys(unread), **texts}

    def __getitem__(self, path: str) -> bytes:
        """Return the bytes of a file; none if it was removed since the show was read."""
        data = self._texts[path]
        if data is None:
            content = media_files.read_content(self._root, path, MAX_BYTES)
            data = content if isinstance(content, bytes) else b""
        return data

    def __contains__(self, path: object) -> bool:
        """Whether the mapping has a file; it is not read."""
        return path in self._texts

    def __iter__(self) -> Iterator[str]:
        """The paths."""
        return iter(self._texts)

    def __len__(self) -> int:
        """The number of files."""
        return len(self._texts)
