"""Notes of an episode as the form shows them, and saves of them by paragraph: in their file, or in `episode.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.authoring.edited_file import EditedFile
from podcast.authoring.edits.guarded_write import read_bytes
from podcast.authoring.edits.paragraphs import flowing_text, with_flowing_text
from podcast.desk.saving.field_saves import FieldEdit, save_field
from podcast.desk.saving.file_saves import FileEdit, save_file
from podcast.desk.saving.outcomes import Refused, Saved
from podcast.desk.saving.step_places import step_label, step_place
from podcast.i18n import _
from podcast.model.file_names import EPISODES, HTML_SUFFIX
from podcast.show.media_files import list_folder, resolve_named_file
from podcast.show.notes_file import NOTES, NOTES_FILES, decode_markdown, is_file_name
from podcast.text_formats.word_file import is_word_file

if TYPE_CHECKING:
    from podcast.desk.saving.file_saves import SavingDesk
    from podcast.desk.saving.outcomes import Outcome

_FIELD: Final = "notes"
_BOM: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class NotesSource:
    """The notes of an episode: the file that has them, the text of the form, the digest of the file.

    `path` is that of `episode.yaml` where the field has the text, and that of a new file where there are no notes.
    `is_text` is False for a Word file, which is not edited here.
    """

    slug: str
    path: str
    text: str
    digest: str
    is_field: bool = False
    is_text: bool = True

    @property
    def flows(self) -> bool:
        """Whether a form shows wrapped paragraphs as flowing text: not in HTML."""
        return not self.path.lower().endswith(HTML_SUFFIX)


def read_notes_source(desk: SavingDesk, slug: str) -> NotesSource:
    """Read the notes of an episode for a form.

    Raises:
        ShowError: its file cannot be read.
        FileError: the disk refuses.
    """
    file = EditedFile.read(desk.root, slug)
    folder, typed = f"{EPISODES}/{slug}", file.fields.get(_FIELD)
    names = list_folder(desk.root / folder)
    name = next((names[name] for name in NOTES_FILES if name in names), "")
    if isinstance(typed, str) and typed:
        if not is_file_name(typed, names):
            digest = desk.history.versions.add(file.data)
            return NotesSource(slug, file.path, flowing_text(typed), digest, is_field=True)
        on_disk = resolve_named_file(desk.root.resolve(), folder, typed.removeprefix("./"), NOTES)
        name = on_disk.removeprefix(f"{folder}/") if isinstance(on_disk, str) else typed.removeprefix("./")
    path = f"{folder}/{name or NOTES_FILES[0]}"
    data = read_bytes(desk.root / path)
    digest = desk.history.versions.add(data) if data is not None else ""
    if is_word_file(path) or (data and not isinstance(decode_markdown(data, path), str)):
        return NotesSource(slug, path, "", digest, is_text=False)
    source = NotesSource(slug, path, "", digest)
    text = (data or b"").decode("utf-8-sig")
    return NotesSource(slug, path, flowing_text(text) if source.flows else text.replace("\r\n", "\n"), digest)


def save_notes(desk: SavingDesk, slug: str, old: str, new: str, digest: str) -> Outcome:
    """Save the notes of an episode; paragraphs that were not changed keep their bytes.

    Args:
        desk: the desk.
        slug: of the episode.
        old: the text that the form was loaded with.
        new: the text that it has now; an empty one removes the file or the field.
        digest: of the file when the form was loaded (SHA-256, hex); empty if there was none.
    """
    source = read_notes_source(desk, slug)
    if not source.is_text:
        words = _("{path}: is a Word file, or is not UTF-8; edit it where it was written")
        return Refused(_FIELD, words.format(path=source.path))
    if source.is_field:
        return _save_in_field(desk, source, (old, new), digest)
    before = desk.history.versions.data(digest) if digest else None
    if digest and before is None:  # the desk was started again in the meantime
        if _same_text(source.text, new):  # the save was written before that, and is sent again
            return Saved(source.path, source.digest, source.text, is_changed=False)
        current = read_bytes(desk.root / source.path)
        before = current if _same_text(source.text, old) else old.encode()
    after = _edited(before, new, flows=source.flows)
    place = step_place(slug, _FIELD)
    return save_file(desk, FileEdit(step_label(slug, _FIELD), source.path, before, after, place))


def _save_in_field(desk: SavingDesk, source: NotesSource, texts: tuple[str, str], digest: str) -> Outcome:
    old, new = texts
    value = EditedFile.read(desk.root, source.slug).fields.get(_FIELD)
    if isinstance(value, str) and _same_text(source.text, old):
        return save_field(desk, FieldEdit(source.slug, _FIELD, value, with_flowing_text(value, new), digest))
    return save_field(desk, FieldEdit(source.slug, _FIELD, old, new, digest))


def _edited(before: bytes | None, new: str, *, flows: bool) -> bytes | None:
    """Return the bytes of a file of notes with the edits of a form; None if nothing is left of it."""
    if not new.strip():
        return None
    text = (before or b"").decode()
    mark = _BOM if text.startswith(_BOM) else ""
    edited = new if before is not None else new.rstrip() + "\n"
    if flows:
        return (mark + with_flowing_text(text.removeprefix(_BOM), edited)).encode()
    newline = "\r\n" if "\r\n" in text else "\n"
    return (mark + edited.replace("\r\n", "\n").replace("\n", newline)).encode()


def _same_text(text: str, other: str) -> bool:
    return text.strip() == other.replace("\r\n", "\n").strip()
