"""Responses to PROPFIND: what is at a path, and what is in a folder (RFC 4918, 13).

Servers are not trusted: entities stay unresolved, nothing is fetched, and names that lead elsewhere are left out.
"""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from podcast.publish.targets.web_space.remote_files import FileInfo

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree

__all__ = ["PROPERTIES", "NotMultistatusError", "parse_multistatus"]

# The body of a PROPFIND: only what we read.
PROPERTIES: Final = (
    b'<?xml version="1.0" encoding="utf-8"?><D:propfind xmlns:D="DAV:"><D:prop><D:resourcetype/><D:getcontentlength/>'
    b"<D:getlastmodified/><D:getetag/></D:prop></D:propfind>"
)
_DAV: Final = "{DAV:}"


class NotMultistatusError(Exception):
    """The body is no response to PROPFIND."""


def parse_multistatus(blocks: Iterable[bytes], path: str) -> tuple[FileInfo | None, list[tuple[str, FileInfo]]]:
    """Parse the response to PROPFIND of a path, block by block.

    Args:
        blocks: of the body.
        path: that was asked for, decoded.

    Returns:
        What is at the path; what is directly in it, by name.

    Raises:
        NotMultistatusError: it is none.
    """
    entries = [(_path(href), info) for href, info in _entries(blocks)]
    parent = _folder_path(path, [entry for entry, _info in entries])
    own = next((info for entry, info in entries if entry == parent), None)
    children = [(entry[len(parent) :], info) for entry, info in entries if entry[: len(parent)] == parent]
    return own, [(names[0], info) for names, info in children if len(names) == 1 and _is_name(names[0])]


def _folder_path(path: str, entries: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The path of the request as the server names it: a proxy before it may have shown it under another."""
    folder = _path(path, is_encoded=False)
    if not entries or any(entry[: len(folder)] == folder for entry in entries):
        return folder
    return min(entries, key=len)


def _path(href: str, *, is_encoded: bool = True) -> tuple[str, ...]:
    """The parts of a path, or of a URL's path, decoded; those of UTF-8 that is none become no name."""
    path = urlsplit(href.strip()).path if is_encoded else href
    return tuple(unquote(part) if is_encoded else part for part in path.split("/") if part)


def _is_name(name: str) -> bool:
    return name not in {".", ".."} and not {"/", "\\", "\0", "\ufffd"} & {*name}


def _entries(blocks: Iterable[bytes]) -> Iterable[tuple[str, FileInfo]]:
    """Yield the address and the properties in each `response` of a multistatus."""
    from lxml import etree

    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    parser = etree.XMLPullParser(events=("start", "end"), **options)
    is_multistatus = False
    try:
        for block in blocks:
            parser.feed(block)
            for event, element in parser.read_events():
                is_multistatus |= event == "start" and element.tag == f"{_DAV}multistatus"
                if event == "end" and element.tag == f"{_DAV}response" and is_multistatus:
                    if entry := _entry(element):
                        yield entry
                    element.clear()
        parser.close()
    except etree.XMLSyntaxError as error:
        raise NotMultistatusError from error
    if not is_multistatus:
        raise NotMultistatusError


def _entry(response: etree._Element) -> tuple[str, FileInfo] | None:
    """The entry of a `response`; None without properties, as for what does not exist."""
    for status in response.iterfind(f"{_DAV}propstat"):
        properties = status.find(f"{_DAV}prop")
        if properties is not None and " 200" in (status.findtext(f"{_DAV}status") or ""):
            return response.findtext(f"{_DAV}href") or "", _file_info(properties)
    return None


def _file_info(properties: etree._Element) -> FileInfo:
    is_folder = properties.find(f"{_DAV}resourcetype/{_DAV}collection") is not None
    size = (properties.findtext(f"{_DAV}getcontentlength") or "").strip()
    modified = (properties.findtext(f"{_DAV}getlastmodified") or "").strip()
    etag = (properties.findtext(f"{_DAV}getetag") or "").strip().removeprefix("W/").strip('"')
    length = int(size) if size.isascii() and size.isdecimal() and not is_folder else 0
    return FileInfo(length, _timestamp(modified), f"{length}-{etag or modified}", is_folder)


def _timestamp(date: str) -> float:
    try:
        return parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError):
        return 0.0
