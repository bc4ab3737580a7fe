"""Pictures that need an optional package, and files that are no readable picture: what to do about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.errors import FileProblem
from podcast.files.file_signatures import recognise_file
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.files.file_signatures import FileType

_EXPORTED_TYPES = frozenset({"Photoshop", "SVG", "PDF"})


class UnreadableError(Exception):
    """An image that cannot be read; `problem` has the reason and the remedy."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.problem = FileProblem(what, remedy)


def needs_heif(path: Path) -> bool:
    """Whether a picture is a HEIC photo, as iPhones take them; its reader is then registered with Pillow.

    Raises:
        UnreadableError: it is, and its reader is not installed.
    """
    file_type = _file_type(path)
    if file_type is None or file_type.name != "HEIC":
        return False
    try:
        from pillow_heif import register_heif_opener
    except ImportError as error:
        what = _("is a HEIC picture, and the package that reads those is not installed")
        remedy = _('run `pip install "podcast-from-a-folder[heic]"`, or save the picture as JPEG')
        raise UnreadableError(what, remedy) from error
    register_heif_opener(thumbnails=False)
    return True


def unreadable_error(path: Path) -> UnreadableError:
    """Return the error for a file that Pillow does not read."""
    file_type = _file_type(path)
    if file_type and file_type.name in _EXPORTED_TYPES:
        return UnreadableError(_("is a {name} file").format(name=file_type.name), _("export it as JPEG or PNG"))
    return UnreadableError(_("is not a readable picture"), _("save it as JPEG or PNG"))


def _file_type(path: Path) -> FileType | None:
    try:
        return recognise_file(path)
    except OSError:  # opening the picture fails in the same way, and says so
        return None
