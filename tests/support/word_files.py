"""Word files as Word writes them, as small as they can be."""

from __future__ import annotations

import io
import zipfile
from html import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_NUMBERING = (
    f"<w:numbering {_W}>"
    + "".join(
        f'<w:abstractNum w:abstractNumId="{number}">'
        + "".join(f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{form}"/></w:lvl>' for level in range(3))
        + f'</w:abstractNum><w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number, form in ((1, "bullet"), (2, "decimal"))
    )
    + "</w:numbering>"
)
_STYLES = (
    f"<w:styles {_W}>"
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in (("berschrift1", "heading 1"), ("berschrift2", "heading 2"), ("Titel", "Title"))
    )
    + "</w:styles>"
)


def run(text: str, *formats: str) -> str:
    """A run of text; formats such as `b`, `i`, `strike`. Tabs and line breaks are Word's own elements."""
    pieces = escape(text).replace("\t", "</w:t><w:tab/><w:t>").replace("\n", "</w:t><w:br/><w:t>")
    properties = "".join(f"<w:{name}/>" for name in formats)
    spaced = f'<w:t xml:space="preserve">{pieces}</w:t>'.replace("<w:t>", '<w:t xml:space="preserve">')
    return f"<w:r><w:rPr>{properties}</w:rPr>{spaced}</w:r>"


def paragraph(*runs: str, style: str = "", numbering: tuple[int, int] | None = None) -> str:
    """A paragraph; numbering is 1 for bullets or 2 for numbers, and the level."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbering:
        properties += f'<w:numPr><w:ilvl w:val="{numbering[1]}"/><w:numId w:val="{numbering[0]}"/></w:numPr>'
    content = "".join(text if text.startswith("<w:") else run(text) for text in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def link(text: str, key: str = "rId9") -> str:
    """A link to `https://example.org/?a=1&b=2`."""
    return f'<w:hyperlink r:id="{key}">{run(text)}</w:hyperlink>'


def table(*rows: tuple[str, ...]) -> str:
    """A table of plain cells."""
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def footnote_reference() -> str:
    """The mark of the only footnote."""
    return '<w:r><w:footnoteReference w:id="2"/></w:r>'


def word_file(*content: str, parts: dict[str, bytes] | None = None) -> bytes:
    """A Word file of paragraphs and tables; text alone is a paragraph."""
    body = "".join(piece if piece.startswith("<w:") else paragraph(piece) for piece in content)
    relationships = "".join(
        f'<Relationship Id="{key}" Type="{_RELATIONSHIP}/{kind}" Target="{target}"{mode}/>'
        for key, kind, target, mode in (
            ("rId1", "numbering", "numbering.xml", ""),
            ("rId2", "styles", "styles.xml", ""),
            ("rId3", "footnotes", "footnotes.xml", ""),
            ("rId9", "hyperlink", "https://example.org/?a=1&amp;b=2", ' TargetMode="External"'),
        )
    )
    files = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONSHIP}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {_W} {_R}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">{relationships}</Relationships>'
        ),
        "word/numbering.xml": _NUMBERING,
        "word/styles.xml": _STYLES,
        "word/footnotes.xml": f'<w:footnotes {_W}><w:footnote w:id="2">{paragraph("Quelle: www.example.org")}'
        "</w:footnote></w:footnotes>",
        **(parts or {}),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()
