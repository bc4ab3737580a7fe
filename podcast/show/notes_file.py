"""Show notes of an episode: in `episode.yaml`, in notes.md (.docx, .html), or in a file that `notes:` names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from podcast.errors import FileProblem
from podcast.i18n import _, gettext_noop
from podcast.model.file_names import HTML_SUFFIX
from podcast.model.types import Text
from podcast.show import media_files
from podcast.show.locations import Finding
from podcast.show.media_files import FileKind
from podcast.show.yaml_reader import MAX_BYTES
from podcast.text_formats.word_file import MAX_FILE_BYTES, is_word_file, read_word_file
from podcast.text_formats.word_markdown import as_markdown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NOTES_FILES = ("notes.md", "notes.docx", "notes.html")
NOTES = FileKind(gettext_noop("Markdown, Word or HTML file"), (".md", ".docx", HTML_SUFFIX))
_TEXT_SUFFIXES = (*NOTES.suffixes, ".markdown", ".txt", ".doc", ".odt", ".rtf", ".pages")

_NOT_IN_XML = re.compile("[^\t\n\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2

_MARKDOWN_TYPE: TypeAdapter[str] = TypeAdapter(Text)


def read_notes(
    root: Path, names: Mapping[str, str], typed: str | None, episode_file: str
) -> tuple[dict[str, str | None], list[Finding]]:
    """Return the fields `notes` and `notes_file` as far as a file decides them, and its problems.

    Args:
        root: of the show, resolved.
        names: in the episode's folder, see `media_files.list_folder`.
        typed: the field `notes`: Markdown, or the name of a file in the folder.
        episode_file: the path of `episode.yaml`.
    """
    folder = episode_file.rpartition("/")[0]
    if typed and is_file_name(typed, names):
        file = media_files.resolve_named_file(root, folder, typed.removeprefix("./"), NOTES)
        if isinstance(file, FileProblem):
            return {"notes": None}, [Finding(episode_file, ("notes",), file.what, file.remedy)]
        return _read_file(root, file)
    present = [name for name in NOTES_FILES if name in names]
    if not present:
        return {}, []
    path = f"{folder}/{names[present[-1]]}"
    if typed:
        what = _("exists although episode.yaml has notes:")
        return {}, [Finding(path, (), what, _("keep the notes in one of the two"))]
    if len(present) > 1:
        what = _("exists although there is {other}").format(other=present[0])
        return {}, [Finding(path, (), what, _("keep the notes in one of the two"))]
    return _read_file(root, path)


def is_file_name(typed: str, names: Mapping[str, str]) -> bool:
    """Whether `notes:` names a file rather than being a text: a sentence may end in `Datei.md`."""
    if "\n" in typed or not typed.lower().endswith(_TEXT_SUFFIXES):
        return False
    return " " not in typed or typed in names or is_word_file(typed)


def _read_file(root: Path, path: str) -> tuple[dict[str, str | None], list[Finding]]:
    limit = MAX_FILE_BYTES if is_word_file(path) else MAX_BYTES
    data = media_files.read_content(root, path, limit)
    notes = data if isinstance(data, FileProblem) else decode_markdown(data, path)
    if isinstance(notes, FileProblem):
        return {"notes": None}, [Finding(path, (), notes.what, notes.remedy)]
    return {"notes": notes, "notes_file": path}, []


def _html_text(text: str) -> str | FileProblem:
    """Return HTML notes as they are, with the line ends that XML has; a character that XML cannot have is a problem."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if match := _NOT_IN_XML.search(lines):
        what = _("contains the control character U+{code:04X} in line {line}")
        line = lines.count("\n", 0, match.start()) + 1
        remedy = _("delete it; it was probably pasted by accident")
        return FileProblem(what.format(code=ord(match[0]), line=line), remedy)
    return lines


def decode_markdown(data: bytes, path: str = "") -> str | FileProblem:
    """Return the text of a Markdown or HTML file, or of a Word file as Markdown; or its problem.

    Args:
        data: the file's bytes.
        path: its name, whose suffix is the format; Markdown where it is left out.
    """
    try:
        if is_word_file(path):
            body = read_word_file(data)
            return body if isinstance(body, FileProblem) else _MARKDOWN_TYPE.validate_python(as_markdown(body))
        if len(data) > MAX_BYTES:
            return FileProblem(_("is larger than 1 MB"), _("shorten the notes"))
        if not data.strip():
            return FileProblem(_("is empty"), _("add text or remove the file"))
        text = data.decode("utf-8-sig")
        return _html_text(text) if path.lower().endswith(HTML_SUFFIX) else _MARKDOWN_TYPE.validate_python(text)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return FileProblem(
            _("contains a byte in line {line} that is not UTF-8").format(line=line), _("save the file as UTF-8")
        )
    except ValidationError as error:
        context = error.errors()[0]["ctx"]
        return FileProblem(context["what"], context["remedy"])
