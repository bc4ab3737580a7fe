"""Files that a form was sent with: copied to where their field expects them, under a name that is free."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from podcast.authoring.copied_file import CopiedFile, copy_into_show, usual_name
from podcast.authoring.edited_file import parse_field
from podcast.desk.forms.edits import VALUE
from podcast.desk.forms.field_view import Message
from podcast.desk.forms.form_field import NEW, declared_widget
from podcast.desk.recordings.held_files import drop_file, hold_file
from podcast.desk.sheets.sheet import RejectedFields
from podcast.errors import PodcastError
from podcast.files import atomic
from podcast.files.digest import file_digest
from podcast.files.file_signatures import recognise_file
from podcast.i18n import _
from podcast.model.file_names import EPISODES
from podcast.show.media_files import PICTURE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import UploadFile

    from podcast.desk.desk_session import Desk
    from podcast.desk.sheets.sheet import Sheet


@dataclass(frozen=True, slots=True)
class FieldFiles:
    """The files of a form that were copied, by field, and those that cannot be used."""

    copied: Mapping[str, CopiedFile]
    rejected: RejectedFields

    def with_names(self, form: Mapping[str, list[str]]) -> dict[str, list[str]]:
        """Return the values of a form in which the fields name the files."""
        return {**form, **{f"{VALUE}{name}": [file.name] for name, file in self.copied.items()}}

    def remove(self) -> None:
        """Remove the copies: their fields were refused."""
        for file in self.copied.values():
            file.remove()


def copy_field_files(desk: Desk, sheet: Sheet, files: Mapping[str, UploadFile]) -> FieldFiles:
    """Copy the files of a form into the show; a file that is there already is never overwritten.

    Args:
        desk: of the show.
        sheet: whose fields will name the files.
        files: that were sent, by field.
    """
    copied: dict[str, CopiedFile] = {}
    messages: dict[str, tuple[Message, ...]] = {}
    for name, sent in files.items():
        held = hold_file(desk.root, sent.filename or "", sent.file)
        try:
            _require_kind(sheet, name, held.path)
            copied[name] = _copied(desk.root, sheet.slug, name.removeprefix(NEW), held.path)
        except PodcastError as error:
            messages[name] = (Message("problem", str(error)),)
        finally:
            drop_file(desk.root, held.id)
    return FieldFiles(copied, RejectedFields(messages=messages))


def _require_kind(sheet: Sheet, name: str, path: Path) -> None:
    """Require a picture where the field shows one.

    Raises:
        PodcastError: it is none.
    """
    widget = declared_widget(sheet.model, parse_field(name.removeprefix(NEW)))
    file_type = recognise_file(path)
    if widget.kind == "picture" and (file_type is None or file_type.kind != "picture"):
        words = _('"{name}" is not a supported {kind}').format(name=path.name, kind=_(PICTURE.name))
        suffixes = ", ".join((*PICTURE.suffixes, *PICTURE.other_suffixes))
        raise PodcastError(f"{words}; {_('use {suffixes}').format(suffixes=suffixes)}")


def _copied(root: Path, slug: str | None, field: str, source: Path) -> CopiedFile:
    """Copy a file to its usual place; if another file is there, to the next free name beside it."""
    usual = _usual_path(root, slug, field, source)
    if not os.path.lexists(usual.path) or file_digest(usual.path) == file_digest(source):
        return copy_into_show(root, slug, field, source)
    name, number = Path(usual.name), 2
    while os.path.lexists(path := usual.path.with_stem(f"{usual.path.stem}-{number}")):
        number += 1
    free = name.with_stem(f"{name.stem}-{number}").as_posix()
    return replace(usual, name=free, path=path, is_new=atomic.copy(path, source))


def _usual_path(root: Path, slug: str | None, field: str, source: Path) -> CopiedFile:
    name = usual_name(parse_field(field), source, is_episode=slug is not None)
    folder = root / EPISODES / slug if slug else root
    return CopiedFile(name, folder / name, is_new=False)
