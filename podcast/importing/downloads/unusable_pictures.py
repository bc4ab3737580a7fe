"""Pictures that came as they are at the old host, and that a build would refuse: damaged, or of an unknown format."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from podcast.errors import FileProblem
from podcast.i18n import _
from podcast.importing.downloads.policy import FailedDownload
from podcast.platform.file_changes import remove_file

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.importing.downloads.policy import FetchedFile


def refuse_picture(file: FetchedFile, root: Path) -> FailedDownload | None:
    """Return why a picture cannot be used, and remove it; None for other files.

    Args:
        file: that was fetched; one that was changed since stays.
        root: of the show.
    """
    if file.download.kind != "picture":
        return None
    from podcast.pages.images.pillow import inspect_image

    path = root / file.path
    problem = inspect_image(path)
    if not isinstance(problem, FileProblem):
        return None
    if path.is_file() and sha256(path.read_bytes()).hexdigest() == file.sha256:
        remove_file(path)
    sentence = _("{url}: the picture cannot be used, it {what}")
    return FailedDownload(file.download, sentence.format(url=file.download.url, what=problem.what))
