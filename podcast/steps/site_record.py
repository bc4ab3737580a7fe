"""Record of the files that builds have put into a site: the digest of each, as it was written."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

from podcast.files.cache import open_cache
from podcast.files.digest import Digest, file_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from podcast.files.cache import Cache
    from podcast.steps.paths import ProjectPaths

UNKNOWN: Final = Digest(-1, "", "")  # of a file whose record is damaged


def recorded_files(cache: Cache, kind: str, *paths: str) -> dict[str, Digest]:
    """The digest of every file that builds have put into a site, as it was written, by its path.

    Args:
        cache: that has the record.
        kind: of the site, see `ProjectPaths.site_kind`.
        paths: of the files; all if there are none.
    """
    if paths:
        rows = {path: cache.get_json(kind, path) for path in paths}
        return {path: Digest(*row) if row else UNKNOWN for path, row in rows.items()}
    return {path: Digest(*json.loads(row)) if row else UNKNOWN for path, row in cache.rows(kind)}


def read_digests(cache: Cache, kind: str, paths: Iterable[str]) -> dict[str, Digest]:
    """The digests of those files among `paths` that have a record which is not damaged."""
    rows = ((path, cache.get_json(kind, path)) for path in paths)
    return {path: Digest(*row) for path, row in rows if row}


def record_files(cache: Cache, kind: str, files: Mapping[str, Digest]) -> None:
    """Note files before they are put into a site, so that a build that is killed leaves none that no record names.

    Raises:
        FileError: the disk refuses.
    """
    with cache.transaction():
        for path, digest in files.items():
            cache.put_json(kind, path, [digest.size, digest.md5, digest.sha256])


class RecordedFiles(Mapping[str, Digest]):
    """The digest of every file of a build by its path below the site; most are read from the record when asked for.

    Args:
        paths: the show's, with the record.
        unchanged: the paths of files that the build has left as they were, sorted.
        written: the digests of the other files.
    """

    def __init__(self, paths: ProjectPaths, unchanged: Sequence[str], written: Mapping[str, Digest]) -> None:
        """Read nothing yet."""
        self._paths, self._unchanged, self._written = paths, unchanged, written

    def __getitem__(self, path: str) -> Digest:
        """Return the digest of a file; of one whose record is damaged it is computed."""
        if path in self._written:
            return self._written[path]
        if path not in self:
            raise KeyError(path)
        return self._recorded.get(path) or file_digest(self._paths.site / path)

    def __contains__(self, path: object) -> bool:
        """Whether a file belongs to the build; the record is not read for that."""
        if path in self._written:
            return True
        place = bisect_left(self._unchanged, str(path))
        return place < len(self._unchanged) and self._unchanged[place] == path

    def __iter__(self) -> Iterator[str]:
        """The paths."""
        yield from self._unchanged
        yield from self._written

    def __len__(self) -> int:
        """The number of files."""
        return len(self._unchanged) + len(self._written)

    @cached_property
    def _recorded(self) -> dict[str, Digest]:
        with open_cache(self._paths.database, self._paths.root) as cache:
            digests = recorded_files(cache, self._paths.site_kind)
        return {path: digest for path, digest in digests.items() if digest != UNKNOWN}
