"""Checks of downloaded files by their first bytes, and the suffix that a file gets.

The suffix never comes from the feed as it is:

1. If the bytes have a signature, one of its suffixes: that of the planned path, else that of the media type of the
   feed or of the server, else the usual one.
2. Audio without a signature is `.aac` if it begins with an ADTS frame (ISO 13818-7), else `.mp3`, which may begin with
   anything.
3. Texts get the suffix of the feed's media type, else of the server's, else that of the planned path if it is a usual
   one, else `.txt`; other files without a signature `.bin`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podcast.files.file_signatures import recognise_file
from podcast.i18n import _, gettext_noop
from podcast.importing.downloads.failures import AttemptFailure

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.files.file_signatures import FileType
    from podcast.importing.downloads.policy import Download, DownloadKind

# Media types, as feeds and servers write them, and the suffix of each.
TYPE_SUFFIXES: Final = {
    "audio/mpeg": ".mp3",
    "audio/mp3": ".mp3",
    "audio/mpeg3": ".mp3",
    "audio/x-mpeg": ".mp3",
    "audio/x-mp3": ".mp3",
    "audio/x-mpeg-3": ".mp3",
    "audio/mp4": ".m4a",
    "audio/x-m4a": ".m4a",
    "audio/m4a": ".m4a",
    "audio/x-m4b": ".m4b",
    "audio/aac": ".aac",
    "audio/x-aac": ".aac",
    "audio/aacp": ".aac",
    "audio/ogg": ".ogg",
    "audio/opus": ".opus",
    "audio/flac": ".flac",
    "audio/x-flac": ".flac",
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
    "audio/webm": ".webm",
    "video/webm": ".webm",
    "video/mp4": ".mp4",
    "video/x-m4v": ".m4v",
    "video/quicktime": ".mov",
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
    "image/svg+xml": ".svg",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/epub+zip": ".epub",
    "text/vtt": ".vtt",
    "application/x-subrip": ".srt",
    "application/srt": ".srt",
    "text/srt": ".srt",
    "application/json+chapters": ".json",
    "application/json": ".json",
    "application/ttml+xml": ".ttml",
    "application/xml": ".xml",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
}
_TEXT_SUFFIXES: Final = frozenset({".vtt", ".srt", ".json", ".ttml", ".xml", ".html", ".htm", ".txt", ".csv", ".lrc"})
_MEDIA_SUFFIXES: Final = _TEXT_SUFFIXES.union(TYPE_SUFFIXES.values(), {".jpeg", ".htm", ".oga", ".mpg", ".bin"})
_VAGUE_TYPES: Final = frozenset({"text/plain", "application/octet-stream", "binary/octet-stream", ""})

_NOT_AUDIO: Final = gettext_noop("instead of audio the server sent {name}")
_NOT_A_PICTURE: Final = gettext_noop("instead of a picture the server sent {name}")
_NOT_A_TEXT: Final = gettext_noop("instead of a text the server sent {name}")
_CONTENT_NAMES: Final = {
    "web page": gettext_noop("a web page"),
    "text": gettext_noop("a text"),
    "playlist": gettext_noop("a playlist"),
    "picture": gettext_noop("a picture"),
    "recording": gettext_noop("audio or video"),
    "pdf": gettext_noop("a PDF file"),
    "archive": gettext_noop("an archive"),
    "protected": gettext_noop("audio with copy protection"),
}
_UNKNOWN_CONTENT: Final = gettext_noop("something else")


def check_content(path: Path, download: Download, media_type: str) -> FileType | None:
    """Check that a file is of the kind that it was downloaded as; return the type of its content, None without one.

    An error page that a server sends with status 200 is the usual fault.

    Args:
        path: the file.
        download: what it was downloaded as.
        media_type: that of the response.

    Raises:
        AttemptFailure: the file is something else.
        OSError: the file cannot be read.
    """
    if not path.stat().st_size:
        raise AttemptFailure(_("the server sent an empty file"))
    content = recognise_file(path)
    declared = {download.type.partition(";")[0].strip().lower(), media_type}
    sentence = _wrong_content(download.kind, content, declared)
    if sentence:
        name = _(_CONTENT_NAMES.get(content.kind, _UNKNOWN_CONTENT) if content else _UNKNOWN_CONTENT)
        raise AttemptFailure(_(sentence).format(name=name))
    return content


def _wrong_content(kind: DownloadKind, content: FileType | None, declared: set[str]) -> str:
    """The sentence for content that is not of a kind; empty if it is, or if it may be."""
    if kind == "audio":  # feeds of documents and pictures have enclosures as well
        documents = {"pdf": "application/pdf", "picture": "image/", "archive": "application/"}
        if content is None or content.kind in {"recording", "midi"}:
            return ""
        fits = content.kind in documents and any(name.startswith(documents[content.kind]) for name in declared)
        return "" if fits else _NOT_AUDIO
    if kind == "picture":
        is_picture = content.kind == "picture" if content else any(name.startswith("image/") for name in declared)
        return "" if is_picture else _NOT_A_PICTURE
    if kind in {"transcript", "chapters"}:
        if content is None or content.kind == "text":
            return ""
        is_page = content.kind == "web page" and kind == "transcript" and "text/html" in declared
        return "" if is_page or content.kind == "pdf" else _NOT_A_TEXT
    return ""


def file_suffix(download: Download, content: FileType | None, media_type: str, head: bytes) -> str:
    """Return the suffix of a file, by the rule at the top of this module.

    Args:
        download: the planned path, and the media type of the feed.
        content: the type of the content.
        media_type: that of the response.
        head: the first bytes of the file.
    """
    planned = download.path.suffix.lower()
    feed_type = download.type.partition(";")[0].strip().lower()
    by_type = [TYPE_SUFFIXES[name] for name in (feed_type, media_type) if name in TYPE_SUFFIXES]
    if content is not None and content.suffixes:
        return next((suffix for suffix in (planned, *by_type) if suffix in content.suffixes), content.suffixes[0])
    if download.kind == "audio" and content is None:
        return ".aac" if len(head) > 1 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0 else ".mp3"
    exact = [TYPE_SUFFIXES[name] for name in (feed_type, media_type) if name in TYPE_SUFFIXES.keys() - _VAGUE_TYPES]
    if exact:
        return exact[0]
    usual = ".bin" if content is None and download.kind == "other" else ".txt"
    return planned if planned in _TEXT_SUFFIXES else (by_type or [usual])[0]


def planned_path(path: Path, suffix: str) -> Path:
    """Return a path with a suffix in the place of that of a media file, or behind a name that has none.

    Raises:
        ValueError: the path leads out of the show: a fault of the caller.
    """
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(path)
    is_media = path.suffix.lower() in _MEDIA_SUFFIXES
    return path.with_suffix(suffix) if is_media else path.with_name(f"{path.name}{suffix}")
