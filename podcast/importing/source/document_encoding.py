"""The text of a feed's document, whatever encoding it is in and whatever encoding it claims to be in.

Bytes that are UTF-8 with characters beyond ASCII are UTF-8: in no other encoding would text look like that by chance.
Otherwise the declaration is believed, ISO-8859-1 and ASCII read as Windows-1252 (as in the Encoding Standard of the
WHATWG). Bytes that are not UTF-8 in a document that claims to be are Windows-1252, one by one.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.i18n import _, ngettext
from podcast.importing.findings import ImportFinding

if TYPE_CHECKING:
    from collections.abc import Mapping

_UTF8: Final = "utf-8"
_WESTERN: Final = "cp1252"
_MARK: Final = "\ufeff"
_HEAD_BYTES: Final = 4096  # in which the XML declaration is looked for, also behind other text
_DECLARATION: Final = re.compile(rb"""<\?xml\b[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_MULTIBYTE: Final = (
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)  # RFC 3629, 4
_PAIR: Final = rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]"  # CESU-8: a pair of surrogates
# A text that was cut by bytes ends in the first bytes of a character: of Latin, Greek, Cyrillic letters, quotes, emoji.
_CUT: Final = rb"(?:[\xc2-\xc5\xce-\xd1]|[\xe2\xf0][\x80-\xbf]{0,2})(?=[<&\"]|\]\]>|\.\.\.|\xe2\x80\xa6|\Z)"
_SEQUENCE: Final = re.compile(
    rb"(?P<valid>" + _MULTIBYTE + rb")|(?P<pair>" + _PAIR + rb")|(?P<cut>" + _CUT + rb")|(?P<byte>[\x80-\xff])"
)
_MIN_VALID_SHARE: Final = 0.1  # of the sequences beyond ASCII; below it a document is Windows-1252 as a whole
# Encodings of which the other is a superset that hosts mean (Encoding Standard, WHATWG).
_SUPERSETS: Final[Mapping[str, str]] = {
    "ascii": _WESTERN,
    "iso8859-1": _WESTERN,
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
_IN_ASCII: Final = ("iso2022", "hz", "utf-7")  # encodings whose bytes are all ASCII
_WIDE_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_WIDE: Final = ("utf-16", "utf-32", "utf_16", "utf_32")


@dataclass(frozen=True, slots=True)
class DecodedDocument:
    """The text of a document, without a byte order mark, and what had to be repaired."""

    text: str
    findings: tuple[ImportFinding, ...] = ()


def decode_document(data: bytes, charset: str = "") -> DecodedDocument:
    """Return the text of a document.

    Args:
        data: the bytes, not compressed.
        charset: the encoding that the server names; the document's own declaration comes first.
    """
    declared = _declared_encoding(data) or _codec(charset)
    wide = _wide_encoding(data)
    if wide:
        return _without_mark(data.decode(wide, "replace"), (_other_encoding("UTF-16" if "16" in wide else "UTF-32"),))
    if declared.startswith(_IN_ASCII):
        return DecodedDocument(data.decode(declared, "replace"), (_other_encoding(declared),))
    try:
        text = data.decode(_UTF8)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _decode_other(data, declared, line)
    if declared and declared != _UTF8 and not text.isascii():
        sentence = _("the document claims to be in {encoding}, but it is in UTF-8; it was read as UTF-8")
        return _without_mark(text, (_repaired("wrong-encoding", sentence.format(encoding=declared)),))
    return _without_mark(text, ())


def _without_mark(text: str, findings: tuple[ImportFinding, ...]) -> DecodedDocument:
    """Return the text without the marks at its beginning; the first of UTF-16 is no fault."""
    bare = text.lstrip(_MARK)
    if len(bare) == len(text) or any(finding.rule == "other-encoding" for finding in findings):
        return DecodedDocument(bare, findings)
    sentence = _("the document begins with a byte order mark, which some apps refuse; it was left out")
    return DecodedDocument(bare, (*findings, _repaired("byte-order-mark", sentence)))


def _declared_encoding(data: bytes) -> str:
    """Return the Python name of the encoding in the XML declaration; empty without one that Python knows."""
    declaration = _DECLARATION.search(data, 0, _HEAD_BYTES)
    name = _codec(declaration.group(1).decode("ascii")) if declaration else ""
    return "" if name.startswith(_WIDE) else name  # the declaration itself was read as ASCII


def _codec(name: str) -> str:
    """Return the Python name of an encoding of text; empty if Python has none of that name."""
    try:
        codec = codecs.lookup(name.strip())
        b"".decode(codec.name)
    except (LookupError, ValueError):
        return ""
    return codec.name


def _wide_encoding(data: bytes) -> str:
    """Return UTF-16 or UTF-32 by the mark, or by the zeros around the first `<` (XML 1.0, appendix F)."""
    return next((name for mark, name in _WIDE_MARKS if data.startswith(mark)), "")


def _decode_other(data: bytes, declared: str, line: int) -> DecodedDocument:
    """Return the text of bytes that are not UTF-8; `line` is that of the first such byte."""
    encoding = _SUPERSETS.get(declared, declared)
    if encoding and encoding != _UTF8:
        return _without_mark(data.decode(encoding, "replace"), (_other_encoding(declared),))
    sequences = [match.lastgroup in {"valid", "pair"} for match in _SEQUENCE.finditer(data)]
    if sum(sequences) < _MIN_VALID_SHARE * len(sequences):
        sentence = _("the document claims to be in UTF-8, but it is not (line {line}); it was read as Windows-1252")
        finding = _repaired("wrong-encoding", sentence.format(line=line))
        return DecodedDocument(data.decode(_WESTERN, "replace"), (finding,))
    return _decode_mixed(data, line)


def _decode_mixed(data: bytes, line: int) -> DecodedDocument:
    """Return the text of UTF-8 in which some bytes are Windows-1252, pairs of surrogates, or cut characters."""
    counts = {"valid": 0, "pair": 0, "cut": 0, "byte": 0}

    def repaired(match: re.Match[bytes]) -> bytes:
        kind = str(match.lastgroup)
        counts[kind] += 1
        if kind == "valid":
            return match.group()
        if kind == "pair":
            return (
                match.group().decode(_UTF8, "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16").encode()
            )
        return b"" if kind == "cut" else match.group().decode(_WESTERN, "replace").encode()

    text = _SEQUENCE.sub(repaired, data).decode(_UTF8)
    return _without_mark(text, tuple(_mixed_findings(counts, line)))


def _mixed_findings(counts: Mapping[str, int], line: int) -> list[ImportFinding]:
    findings = []
    if number := counts["byte"] + counts["pair"]:
        sentence = ngettext(
            "{number} character is not in UTF-8 (from line {line}); it was read as Windows-1252",
            "{number} characters are not in UTF-8 (from line {line}); they were read as Windows-1252",
            number,
        )
        findings.append(_repaired("wrong-encoding", sentence.format(number=number, line=line)))
    if number := counts["cut"]:
        sentence = ngettext(
            "{number} character at the end of a text is cut in two (from line {line}); it was left out",
            "{number} characters at the ends of texts are cut in two (from line {line}); they were left out",
            number,
        )
        findings.append(_repaired("cut-character", sentence.format(number=number, line=line)))
    return findings


def _other_encoding(encoding: str) -> ImportFinding:
    sentence = _("the document is in {encoding}; your feed will be in UTF-8, which every app reads")
    return _repaired("other-encoding", sentence.format(encoding=encoding))


def _repaired(rule: str, sentence: str) -> ImportFinding:
    return ImportFinding(rule, "", sentence, "repaired")
