"""Recognise a file by its first bytes, not by its name: recordings, pictures, and files mistaken for either.

Sources: the formats' specifications, as collected in the signatures of `file` (1) and the probes of FFmpeg.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    FileKind = Literal[
        "recording", "picture", "archive", "protected", "playlist", "web page", "audacity", "midi", "pdf", "text"
    ]

_HEAD_BYTES = 4096
_TS_PACKET_BYTES = 188  # of an MPEG transport stream; each packet begins with 0x47 (ISO 13818-1)
_ID3_HEADER_BYTES = 10
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\x1b")
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_BRANDS = {b"M4A ": ".m4a", b"M4B ": ".m4b", b"qt  ": ".mov", b"M4V ": ".m4v"}  # ISO 14496-12; others: .mp4


@dataclass(frozen=True, slots=True)
class FileType:
    """Type of a file's content.

    `name` is the format's own for messages, `suffixes` are those that fit it, the usual one first. `demuxers` are
    FFmpeg's names of its readers; empty for formats that FFmpeg recognises best by itself.
    """

    kind: FileKind
    name: str
    suffixes: tuple[str, ...] = ()
    demuxers: str = ""


def _recording(name: str, suffixes: str, demuxers: str = "") -> FileType:
    return FileType("recording", name, tuple(suffixes.split()), demuxers)


_ASF = bytes.fromhex("3026b2758e66cf11")
_MXF = bytes.fromhex("060e2b34020501010d0102")
_AVIF = FileType("picture", "AVIF", (".avif",))
_HEIC = FileType("picture", "HEIC", (".heic", ".heif"))
# The bytes at a position, and at a second one where the first do not say enough.
_SIGNATURES: tuple[tuple[int, bytes, int, bytes, FileType], ...] = (
    (0, b"RIFF", 8, b"WAVE", _recording("WAV", ".wav")),
    (0, b"RF64", 8, b"WAVE", _recording("RF64", ".wav .rf64")),
    (0, b"BW64", 8, b"WAVE", _recording("BW64", ".wav .rf64")),
    (0, b"riff\x2e\x91\xcf\x11", 0, b"", _recording("Wave64", ".w64 .wav")),
    (0, b"RIFF", 8, b"AVI ", _recording("AVI", ".avi", "avi")),
    (0, b"RIFF", 8, b"QLCM", _recording("QCP", ".qcp", "qcp")),
    (0, b"RIFF", 8, b"WEBP", FileType("picture", "WebP", (".webp",))),
    (0, b"FORM", 8, b"AIFF", _recording("AIFF", ".aiff .aif")),
    (0, b"FORM", 8, b"AIFC", _recording("AIFF-C", ".aifc .aiff .aif")),
    (0, b"fLaC", 0, b"", _recording("FLAC", ".flac")),
    (0, b"OggS", 0, b"", _recording("Ogg", ".ogg .oga .opus .spx .ogv")),
    (0, bytes.fromhex("1a45dfa3"), 0, b"", _recording("Matroska", ".mkv .mka .webm", "matroska")),
    (0, _ASF, 0, b"", _recording("Windows Media", ".wma .wmv .asf", "asf")),
    (0, b"FLV\x01", 0, b"", _recording("Flash Video", ".flv", "flv")),
    (0, b"caff", 0, b"", _recording("CAF", ".caf", "caf")),
    (0, b"#!AMR", 0, b"", _recording("AMR", ".amr", "amr")),
    (0, b".snd", 0, b"", _recording("AU", ".au .snd", "au")),
    (0, b"\x0b\x77", 0, b"", _recording("AC-3", ".ac3 .eac3", "ac3,eac3")),
    (0, bytes.fromhex("7ffe8001"), 0, b"", _recording("DTS", ".dts", "dts")),
    (0, bytes.fromhex("fe7f0180"), 0, b"", _recording("DTS", ".dts", "dts")),
    (0, b"MAC ", 0, b"", _recording("Monkey's Audio", ".ape", "ape")),
    (0, b"wvpk", 0, b"", _recording("WavPack", ".wv", "wv")),
    (0, b"TTA1", 0, b"", _recording("True Audio", ".tta", "tta")),
    (0, b"tBaK", 0, b"", _recording("TAK", ".tak", "tak")),
    (0, b"MPCK", 0, b"", _recording("Musepack", ".mpc", "mpc8")),
    (0, b"MP+", 0, b"", _recording("Musepack", ".mpc", "mpc")),
    (0, b"DSD ", 0, b"", _recording("DSF", ".dsf", "dsf")),
    (0, b"FRM8", 12, b"DSD ", _recording("DSDIFF", ".dff", "iff")),
    (0, b"Creative Voice File", 0, b"", _recording("VOC", ".voc", "voc")),
    (1, b"dss", 0, b"", _recording("DSS", ".dss", "dss")),
    (0, _MXF, 0, b"", _recording("MXF", ".mxf", "mxf")),
    (0, bytes.fromhex("000001ba"), 0, b"", _recording("MPEG", ".mpg .mpeg .vob", "mpeg")),
    (0, b"G", _TS_PACKET_BYTES, b"G", _recording("MPEG-TS", ".ts .mts .m2ts", "mpegts")),
    (4, b"G", 4 + 4 + _TS_PACKET_BYTES, b"G", _recording("MPEG-TS", ".m2ts .mts .ts", "mpegts")),
    (4, b"\x57\x90\x75\x36", 0, b"", FileType("protected", "Audible", (".aa",))),
    (4, b"ftyp", 8, b"aax", FileType("protected", "Audible", (".aax",))),
    (4, b"ftyp", 8, b"avif", _AVIF),
    (4, b"ftyp", 8, b"3g", _recording("3GP", ".3gp .3g2 .mp4")),
    (4, b"moov", 0, b"", _recording("QuickTime", ".mov")),
    (4, b"mdat", 0, b"", _recording("QuickTime", ".mov")),
    (4, b"wide", 0, b"", _recording("QuickTime", ".mov")),
    (0, b"\xff\xd8\xff", 0, b"", FileType("picture", "JPEG", (".jpg", ".jpeg"))),
    (0, b"\x89PNG\r\n\x1a\n", 0, b"", FileType("picture", "PNG", (".png",))),
    (0, b"GIF8", 0, b"", FileType("picture", "GIF", (".gif",))),
    (0, b"II*\0", 0, b"", FileType("picture", "TIFF", (".tif", ".tiff"))),
    (0, b"MM\0*", 0, b"", FileType("picture", "TIFF", (".tif", ".tiff"))),
    (0, b"8BPS", 0, b"", FileType("picture", "Photoshop", (".psd",))),
    (0, b"PK\x03\x04", 0, b"", FileType("archive", "ZIP", (".zip",))),
    (0, b"PK\x05\x06", 0, b"", FileType("archive", "ZIP", (".zip",))),
    (0, b"Rar!\x1a\x07", 0, b"", FileType("archive", "RAR", (".rar",))),
    (0, b"7z\xbc\xaf\x27\x1c", 0, b"", FileType("archive", "7z", (".7z",))),
    (0, b"\x1f\x8b", 0, b"", FileType("archive", "gzip", (".gz",))),
    (257, b"ustar", 0, b"", FileType("archive", "tar", (".tar",))),
    (0, b"SQLite format 3\0", 0, b"", FileType("audacity", "Audacity", (".aup3",))),
    (0, b"MThd", 0, b"", FileType("midi", "MIDI", (".mid",))),
    (0, b"%PDF", 0, b"", FileType("pdf", "PDF", (".pdf",))),
)
# The beginnings of texts, in lower case, without leading space.
_TEXTS: tuple[tuple[bytes, FileType], ...] = (
    (b"#extm3u", FileType("playlist", "M3U")),
    (b"[playlist]", FileType("playlist", "PLS")),
    (b"<asx", FileType("playlist", "ASX")),
    (b"<!doctype html", FileType("web page", "HTML")),
    (b"<html", FileType("web page", "HTML")),
)
_TEXT = FileType("text", "text")
_SVG = FileType("picture", "SVG", (".svg",))


def recognise_file(path: Path) -> FileType | None:
    """Return the type of a file's content; None if its first bytes do not tell (an MP3 may begin with anything).

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        if tag_bytes := _id3_bytes(head):  # tools put ID3 tags before formats that have none of their own
            file.seek(tag_bytes)
            head = file.read(_HEAD_BYTES)
            return _recognise_binary(head)
    return _recognise_binary(head) or _recognise_text(head)


def _id3_bytes(head: bytes) -> int:
    """Return the length of an ID3v2 tag at the beginning, in bytes; 0 without one (id3.org, ID3v2.4 structure)."""
    if not head.startswith(b"ID3") or len(head) < _ID3_HEADER_BYTES:
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return size + _ID3_HEADER_BYTES


def _recognise_binary(head: bytes) -> FileType | None:
    for start, magic, second_start, second_magic, file_type in _SIGNATURES:
        if head.startswith(magic, start) and head.startswith(second_magic, second_start):
            return file_type
    if head[4:8] != b"ftyp":
        return None
    if head[8:12] in _HEIC_BRANDS:
        return _AVIF if b"avif" in head[16:64] else _HEIC  # both may have the general brand mif1
    suffix = _BRANDS.get(head[8:12], ".mp4")
    return _recording("MP4", " ".join(dict.fromkeys((suffix, ".mp4", ".m4a", ".m4b", ".m4v", ".mov"))))


def _recognise_text(head: bytes) -> FileType | None:
    """Return the type of a text; None if it holds bytes that no text has."""
    if not head or any(byte < 0x20 and byte not in _TEXT_CONTROLS for byte in head):
        return None
    try:
        # The last character may be cut off.
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < _HEAD_BYTES)
    except UnicodeDecodeError:
        return None
    beginning = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"<svg" in beginning and beginning.startswith(b"<"):
        return _SVG
    return next((file_type for start, file_type in _TEXTS if beginning.startswith(start)), _TEXT)
