"""Reader of Word files (.docx): their content as a tree of HTML elements, or the reason why they cannot be read.

Formats that people take for .docx are recognised by their first bytes, whatever their suffix is. Sizes are limited
before anything is unpacked, by the directory of the ZIP file, and while it is: what the directory states may be wrong.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from xml.parsers.expat import ExpatError

from podcast.errors import FileProblem
from podcast.i18n import _, gettext_noop

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_FILE_BYTES = 50_000_000  # with its pictures
MAX_XML_BYTES = 10_000_000  # unpacked, without pictures: a talk of three hours has about 3 MB
MAX_PARTS = 5_000  # files in the ZIP file

_DOCUMENT = "word/document.xml"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # Word 97 to 2003, and every encrypted file
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK"
# First bytes of other formats -> what the file is.
_OTHER_FORMATS = {
    _OLE: gettext_noop("is a Word file of the old format (.doc)"),
    b"{\\rtf": gettext_noop("is an RTF file"),
    b"%PDF": gettext_noop("is a PDF file"),
}
_SAVE_AS_DOCX = gettext_noop("open it, and save it as a Word document (.docx)")

# Word's own style of a document's title has no heading in mammoth.
_STYLES = "p[style-name='Title'] => h1:fresh\nstrike => s\nu => "

_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, ExpatError, ET.ParseError, EOFError, OSError, RecursionError,
    NotImplementedError, RuntimeError, LookupError, ValueError, AttributeError, TypeError,
)  # fmt: skip


def is_word_file(path: str) -> bool:
    """Whether a file is named as a Word file."""
    return path.lower().endswith(".docx")


def read_word_file(data: bytes) -> Element | FileProblem:
    """Return the content of a Word file as an element `body` with HTML inside, without pictures; or its problem.

    The elements are p, h1 to h6, ul, ol, li, table and its parts, strong, em, s, sup, sub, a and br.
    """
    problem = _format_problem(data)
    if problem:
        return problem
    try:
        return _parse_checked(data)
    except _DAMAGE:  # whatever the library raises for a file that is none of Word's
        return FileProblem(_("is a damaged Word file"), _("open it in Word, save it again as .docx, and copy it here"))


def picture_count(data: bytes) -> int:
    """Return how many pictures a Word file holds; 0 for a file that cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(name.startswith("word/media/") for name in archive.namelist())
    except _DAMAGE:
        return 0


def _format_problem(data: bytes) -> FileProblem | None:
    """Return the problem of a file that is too large, empty, or of another format."""
    if len(data) > MAX_FILE_BYTES:
        what = _("is larger than {size} MB").format(size=MAX_FILE_BYTES // 1_000_000)
        return FileProblem(what, _("remove its pictures, or save the text as notes.md"))
    if not data.strip():
        return FileProblem(_("is empty"), _("add text or remove the file"))
    if data.startswith(_OLE) and _ENCRYPTED in data:
        return FileProblem(_("is protected by a password"), _("save it without a password"))
    if data.startswith(_ZIP):
        return None
    what = next((_(name) for start, name in _OTHER_FORMATS.items() if data.startswith(start)), _("is not a Word file"))
    return FileProblem(what, _(_SAVE_AS_DOCX))


def _parse_checked(data: bytes) -> Element | FileProblem:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {part.filename: part for part in archive.infolist()}
        if problem := _parts_problem(archive, parts):
            return problem
    from mammoth import convert_to_html

    result = convert_to_html(
        io.BytesIO(data),
        style_map=_STYLES,
        convert_image=lambda _image: [],
        include_embedded_style_map=False,
        external_file_access=False,
    )
    body = ET.fromstring(f"<body>{result.value}</body>")  # noqa: S314 - written by mammoth, without a document type
    if not "".join(body.itertext()).strip():
        return FileProblem(_("contains no text"), _("add text or remove the file"))
    return body


def _parts_problem(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> FileProblem | None:
    """Return the problem of a ZIP file that holds no Word document, or too much."""
    if _DOCUMENT not in parts:
        mimetype = (
            _read_part(archive, "mimetype")[:80] if parts.get("mimetype", _NO_PART).file_size in range(1, 200) else b""
        )
        if b"opendocument" in mimetype:
            return FileProblem(_("is an OpenDocument file (.odt)"), _(_SAVE_AS_DOCX))
        if any(name.startswith("Index/") or name.endswith(".iwa") for name in parts):
            return FileProblem(_("is a Pages file"), _("export it from Pages as a Word document (.docx)"))
        return FileProblem(_("is a ZIP file without a Word document"), _(_SAVE_AS_DOCX))
    size = sum(part.file_size for name, part in parts.items() if name.lower().endswith((".xml", ".rels")))
    if len(parts) > MAX_PARTS or size > MAX_XML_BYTES:
        what = _("is larger than {size} MB when it is unpacked").format(size=MAX_XML_BYTES // 1_000_000)
        return FileProblem(what, _("copy its text into a new Word document"))
    if any(b"<!DOCTYPE" in _read_part(archive, name) for name in parts if name.lower().endswith((".xml", ".rels"))):
        return FileProblem(_("is a damaged Word file"), _("copy its text into a new Word document"))
    return None


def _read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Read a part of a ZIP file, at most as much as is allowed: the size that the file states may be wrong.

    Raises:
        zipfile.BadZipFile: it is wrong.
    """
    with archive.open(name) as part:
        return part.read(MAX_XML_BYTES)


_NO_PART = zipfile.ZipInfo()
