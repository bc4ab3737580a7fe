"""Checks of downloaded files by their bytes, and the rule for their suffix."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podcast.importing.downloads.content_checks import check_content, file_suffix, planned_path
from podcast.importing.downloads.failures import AttemptFailure
from podcast.importing.downloads.policy import Download
from tests.support.media_host import mp3_bytes

if TYPE_CHECKING:
    from podcast.importing.downloads.policy import DownloadKind

MP3 = mp3_bytes(1000)
TAGGED_MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) + MP3
AAC = b"\xff\xf1\x50\x80" + bytes(100)
M4A = b"\0\0\0\x20ftypM4A " + bytes(100)
MP4 = b"\0\0\0\x20ftypisom" + bytes(100)
OGG = b"OggS" + bytes(100)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
JPEG = b"\xff\xd8\xff\xe0" + bytes(100)
PDF = b"%PDF-1.7\n" + bytes(100)
HTML = b"<!doctype html><title>Not found</title>"
XML_ERROR = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>"
VTT = b"WEBVTT\n\n00:00.000 --> 00:01.000\nHallo"
JSON = b'{"version": "1.2.0", "chapters": []}'


def suffix(tmp_path: Path, kind: DownloadKind, body: bytes, types: tuple[str, ...]) -> str:
    """The suffix of a file; `types` are the media types of the feed and of the server, and the planned path."""
    feed_type, server_type, planned = (*types, "", "", "")[:3]
    path = tmp_path / "file"
    path.write_bytes(body)
    download = Download("https://example.org/", Path(planned or "episodes/a/file"), kind, None, feed_type)
    return file_suffix(download, check_content(path, download, server_type), server_type, body[:16])


@pytest.mark.parametrize(
    ("kind", "body", "types", "expected"),
    [
        ("audio", MP3, ("audio/mpeg",), ".mp3"),
        ("audio", MP3, ("audio/x-m4a", "audio/mp4", "a/x.m4a"), ".mp3"),  # the bytes decide
        ("audio", TAGGED_MP3, ("", "application/octet-stream"), ".mp3"),
        ("audio", AAC, ("audio/aac",), ".aac"),
        ("audio", M4A, ("audio/mpeg",), ".m4a"),
        ("audio", MP4, ("audio/x-m4a",), ".m4a"),
        ("audio", MP4, ("video/mp4",), ".mp4"),
        ("audio", MP4, ("", "video/mp4", "a/original.m4a"), ".m4a"),
        ("audio", OGG, ("audio/opus",), ".opus"),
        ("audio", OGG, ("", "audio/ogg"), ".ogg"),
        ("audio", PDF, ("application/pdf",), ".pdf"),
        ("picture", JPEG, ("image/png", "image/png", "a/cover.png"), ".jpg"),
        ("picture", JPEG, ("", "", "a/cover.jpeg"), ".jpeg"),
        ("transcript", VTT, ("text/vtt", "text/plain"), ".vtt"),
        ("transcript", VTT, ("", "application/octet-stream", "a/transcript.vtt"), ".vtt"),
        ("transcript", b"1\n00:00:00,000 --> 00:00:01,000\nHallo", ("application/x-subrip", "text/plain"), ".srt"),
        ("transcript", HTML, ("text/html",), ".html"),
        ("transcript", b"Hallo", ("text/plain", "text/html"), ".html"),
        ("transcript", b"Hallo", ("text/plain",), ".txt"),
        ("transcript", b"Gr\xfc\xdfe", ("text/plain",), ".txt"),  # not UTF-8
        ("transcript", b"Hallo", ("../../etc/passwd",), ".txt"),
        ("chapters", JSON, ("application/json+chapters", "application/json"), ".json"),
        ("other", b"\x00\x01", ("", ""), ".bin"),
    ],
)
def test_the_suffix_follows_the_bytes_then_the_types_then_the_plan(
    tmp_path: Path, kind: DownloadKind, body: bytes, types: tuple[str, ...], expected: str
) -> None:
    assert suffix(tmp_path, kind, body, types) == expected


@pytest.mark.parametrize(
    ("kind", "body", "types", "sentence"),
    [
        ("audio", HTML, ("audio/mpeg",), "instead of audio the server sent a web page"),
        ("audio", XML_ERROR, ("audio/mpeg",), "instead of audio the server sent a text"),
        ("audio", JSON, ("audio/mpeg",), "instead of audio the server sent a text"),
        ("audio", PNG, ("audio/mpeg",), "instead of audio the server sent a picture"),
        ("audio", PDF, ("audio/mpeg",), "instead of audio the server sent a PDF file"),
        ("audio", b"#EXTM3U\nhttps://example.org/", ("audio/mpeg",), "instead of audio the server sent a playlist"),
        ("audio", b"", ("audio/mpeg",), "the server sent an empty file"),
        ("picture", HTML, ("image/jpeg",), "instead of a picture the server sent a web page"),
        ("picture", MP3, ("",), "instead of a picture the server sent something else"),
        ("picture", OGG, ("image/jpeg",), "instead of a picture the server sent audio or video"),
        ("transcript", HTML, ("text/vtt",), "instead of a text the server sent a web page"),
        ("transcript", PNG, ("text/vtt",), "instead of a text the server sent a picture"),
        ("chapters", HTML, ("application/json", "text/html"), "instead of a text the server sent a web page"),
    ],
)
def test_content_of_another_kind_is_a_sentence(
    tmp_path: Path, kind: DownloadKind, body: bytes, types: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(AttemptFailure) as failure:
        suffix(tmp_path, kind, body, types)
    assert failure.value.reason == sentence


@pytest.mark.parametrize(
    ("planned", "path"),
    [
        ("episodes/a/original", "episodes/a/original.mp3"),
        ("episodes/a/original.m4a", "episodes/a/original.mp3"),
        ("episodes/a/original.MP3", "episodes/a/original.mp3"),
        ("episodes/a/teil-1.5", "episodes/a/teil-1.5.mp3"),
    ],
)
def test_the_suffix_replaces_that_of_a_media_file_alone(planned: str, path: str) -> None:
    assert planned_path(Path(planned), ".mp3") == Path(path)
