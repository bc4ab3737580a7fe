"""Journal of YAML files that an import wrote while files that they depend on could not be fetched.

The next import fetches those. A file that is still as it was written may be written anew then; an edited one never.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from podcast.errors import FileError
from podcast.files.folders import make_folders
from podcast.files.os_errors import os_error_message
from podcast.importing.downloads.download_journal import IMPORT_FOLDER
from podcast.importing.mapping.items.item_files import CHAPTERS_FOLDER
from podcast.model.file_names import EPISODE_FILE, EPISODES, SHOW_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

WRITTEN_FILES: Final = IMPORT_FOLDER / "written.jsonl"


@dataclass(frozen=True, slots=True)
class WrittenYaml:
    """A YAML file as an import wrote it.

    Attributes:
        path: relative to the show.
        sha256: of its bytes, in lower-case hex.
        missing: the planned places of files that could not be fetched, see `Download.path`.
    """

    path: str
    sha256: str
    missing: tuple[str, ...]

    def is_unedited(self, data: bytes) -> bool:
        """Whether bytes are those that were written."""
        return sha256(data).hexdigest() == self.sha256


def episode_yaml(slug: str) -> str:
    """Return the path of an episode's episode.yaml, relative to the show."""
    return f"{EPISODES}/{slug}/{EPISODE_FILE}"


def yaml_of(file: Path) -> str:
    """Return the YAML file that depends on a file: that of its episode, or podcast.yaml.

    Args:
        file: its planned place, relative to the show.
    """
    if file.parent == CHAPTERS_FOLDER:
        return episode_yaml(file.stem)
    return episode_yaml(file.parts[1]) if file.parts[0] == EPISODES and len(file.parts) > 2 else SHOW_FILE


def missing_by_yaml(files: Iterable[Path]) -> dict[str, tuple[str, ...]]:
    """Return the planned places of files by the YAML file that depends on them."""
    missing: dict[str, list[str]] = {}
    for file in files:
        missing.setdefault(yaml_of(file), []).append(file.as_posix())
    return {path: tuple(sorted(places)) for path, places in missing.items()}


def read_written_files(root: Path) -> dict[str, WrittenYaml]:
    """Return the YAML files of the journal by their paths, each as it was written last.

    Args:
        root: the folder of the show.

    Raises:
        OSError: the disk refuses.
    """
    written: dict[str, WrittenYaml] = {}
    with contextlib.suppress(FileNotFoundError):
        for line in (root / WRITTEN_FILES).read_bytes().splitlines():
            with contextlib.suppress(ValueError, TypeError, KeyError):  # cut off, or of another version
                fields = json.loads(line)
                file = WrittenYaml(fields["path"], fields["sha256"], tuple(fields["missing"]))
                written[file.path] = file
    return written


def add_written_files(root: Path, files: Mapping[str, WrittenYaml]) -> None:
    """Add YAML files to the journal, before they get their names.

    Args:
        root: the folder of the show.
        files: by their paths.

    Raises:
        FileError: the disk refuses.
    """
    if not files:
        return
    path = root / WRITTEN_FILES
    lines = "".join(json.dumps(asdict(file), ensure_ascii=False) + "\n" for file in files.values())
    try:
        make_folders(path.parent)
        with path.open("ab") as journal:
            journal.write(b"\n" + lines.encode())  # a line that a power cut has cut off must not spoil the first one
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error
