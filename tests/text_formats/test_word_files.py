"""Word files: read as Markdown and as lines; what is none is refused with one sentence."""

from __future__ import annotations

import io
import re
import struct
import tracemalloc
import zipfile
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.errors import FileProblem
from podcast.pages.text.markdown import html
from podcast.text_formats import word_file, word_markdown
from podcast.text_formats.word_file import read_word_file
from tests.support.word_files import footnote_reference, link, paragraph, run, table
from tests.support.word_files import word_file as written

UNPACKED_BYTES = 100_000_000


def markdown(*content: str) -> str:
    body = read_word_file(written(*content))
    assert not isinstance(body, FileProblem)
    return word_markdown.as_markdown(body)


def page(*content: str) -> str:
    return re.sub(r"\s*\n\s*", "", html(markdown(*content), "de").replace(' rel="noopener"', ""))


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ([paragraph("Titel", style="Titel"), "Text"], "<h3>Titel</h3><p>Text</p>"),
        ([paragraph("A", style="berschrift1"), paragraph("B", style="berschrift2")], "<h3>A</h3><h4>B</h4>"),
        ([paragraph("Ein ", run("fettes", "b"), "Wort")], "<p>Ein <strong>fettes</strong>Wort</p>"),
        ([paragraph(run("„a“", "i"), run("b", "strike"))], "<p><em>„a“</em><s>b</s></p>"),
        ([paragraph(link("Quelle"))], '<p><a href="https://example.org/?a=1&amp;b=2">Quelle</a></p>'),
        (["www.example.org/a_b"], '<p><a href="https://www.example.org/a_b">www.example.org/a_b</a></p>'),
        (["eins\nzwei"], "<p>eins<br>zwei</p>"),
        (
            [paragraph("A", numbering=(1, 0)), paragraph("B", numbering=(1, 1)), paragraph("C", numbering=(2, 0))],
            "<ul><li>A<ul><li>B</li></ul></li></ul><ol><li>C</li></ol>",
        ),
        (["•\tA", "•\tB", "–\tC"], "<ul><li>A</li><li>B<ul><li>C</li></ul></li></ul>"),
        (
            [table(("Zeit", "Ort"), ("9 Uhr", "https://example.org"))],
            (
                "<table><tbody><tr><td>Zeit</td><td>Ort</td></tr><tr><td>9 Uhr</td>"
                '<td><a href="https://example.org">https://example.org</a></td></tr></tbody></table>'
            ),
        ),
        (
            [paragraph("Satz", footnote_reference(), ".")],
            '<p>Satz<sup>[1]</sup>.</p><ol><li>Quelle: <a href="https://www.example.org">www.example.org</a></li></ol>',
        ),
    ],
)
def test_what_word_shows_is_on_the_page(content: list[str], shown: str) -> None:
    assert page(*content) == shown


@pytest.mark.parametrize(
    "text",
    [
        *("Bürger*innen und _so_", "<b>kein HTML</b> &amp; & &copy;", "# keine Überschrift", "[a](b) ![c](d) `e`"),
        *("a\\b | c", "===", "~~so~~", "> so", "<script>", "a  *  b"),
    ],
)
def test_characters_of_markdown_are_plain_text_in_word(text: str) -> None:
    shown = unescape(re.sub(r"<[^>]*>", "", html(markdown("Davor", text), "en"))).replace("\xa0", " ")
    assert shown.split("\n", 1)[1] == text


@pytest.mark.long
@given(st.lists(st.text("aä *_#<>[]()`|\\&;:!.-+1\t", min_size=1, max_size=20), min_size=1, max_size=5))
def test_every_paragraph_of_word_keeps_its_letters(paragraphs: list[str]) -> None:
    if any(text.strip() for text in paragraphs):
        shown = re.sub(r"<[^>]*>", "", html(markdown(*paragraphs), "en"))
        assert re.findall("[aä]", unescape(shown)) == re.findall("[aä]", "".join(paragraphs))


def test_paragraphs_are_numbered_as_word_shows_them() -> None:
    text = markdown(paragraph("Titel", style="Titel"), "eins\numbrochen", paragraph("A", numbering=(1, 0)), "Ende")
    lines = text.split("\n")
    numbers = {line: word_markdown.paragraph_number(text, lines.index(line) + 1) for line in lines if line}
    assert numbers == {"# Titel": 1, "eins\\": 2, "umbrochen": 2, "- A": 3, "Ende": 4}


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


OLE = bytes.fromhex("d0cf11e0a1b11ae1")
WHOLE = written("Text")
REFUSED = {
    "empty": (b"", "is empty"),
    "no words": (written(" "), "contains no text"),
    "old": (OLE + bytes(600), "is a Word file of the old format (.doc)"),
    "password": (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
    "rtf": (rb"{\rtf1\ansi Text}", "is an RTF file"),
    "pdf": (b"%PDF-1.7", "is a PDF file"),
    "text": (b"Hallo", "is not a Word file"),
    "odt": (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "is an OpenDocument file (.odt)"),
    "pages": (zipped({"Index/Document.iwa": b"x"}), "is a Pages file"),
    "zip": (zipped({"a.txt": b"x"}), "is a ZIP file without a Word document"),
    "cut": (WHOLE[:-40], "is a damaged Word file"),
    "flipped": (WHOLE.replace(b"PK\x03\x04", b"PK\x03\x05"), "is a damaged Word file"),
    "no xml": (zipped({"word/document.xml": b"<w:document"}), "is a damaged Word file"),
    "bomb": (zipped({"word/document.xml": bytes(word_file.MAX_XML_BYTES + 1)}), "is larger than 10 MB when it is"),
    "parts": (zipped({f"{number}.png": b"" for number in range(5001)} | {"word/document.xml": b""}), "is larger than"),
    "entities": (written("x", parts={"word/document.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "is a damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_sentence(name: str) -> None:
    data, what = REFUSED[name]
    problem = read_word_file(data)
    assert isinstance(problem, FileProblem)
    assert problem.what.startswith(what)
    assert problem.remedy


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_flipped_byte_is_a_problem_or_changes_little(at: int, flip: int) -> None:
    read_word_file(WHOLE[:at] + bytes([WHOLE[at] ^ flip]) + WHOLE[at + 1 :])


def test_pictures_are_counted() -> None:
    assert word_file.picture_count(written("x", parts={"word/media/image1.png": b"x"})) == 1
    assert word_file.picture_count(b"PK") == 0


def test_a_wrong_size_in_the_zip_file_does_not_fill_the_memory() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w:document>" + b" " * UNPACKED_BYTES)
        size = archive.getinfo("word/document.xml").file_size
    data = buffer.getvalue()
    stated, wrong = (struct.pack("<I", number) for number in (size, 1000))
    assert data.count(stated) == 2, "in the directory, and before the part"
    tracemalloc.start()
    try:
        problem = read_word_file(data.replace(stated, wrong))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(problem, FileProblem)
    assert problem.what == "is a damaged Word file"
    assert peak < UNPACKED_BYTES / 2
