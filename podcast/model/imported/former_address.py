"""Former addresses of a page: `redirects` of an episode."""

from __future__ import annotations

import contextlib
import re
from typing import Annotated, Final
from urllib.parse import quote, unquote, urlsplit

from pydantic import AfterValidator

from podcast.i18n import _
from podcast.model.types import Line, invalid

MAX_REDIRECT_CHARACTERS: Final = 1024  # of an address; the longest key of an object store has 1024 bytes

_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PATH_CHARACTERS = "!$&'()*+,-./:;=@_~%"  # not encoded in a path (RFC 3986)
_QUERY_CHARACTERS = _PATH_CHARACTERS + "?"


def _redirect(value: str) -> str:
    """Return the path of a former address, with its query, percent-encoded: of a URL, what follows the host."""
    address = value
    if "://" in value:
        parts = urlsplit("")
        with contextlib.suppress(ValueError):  # brackets or a port that are invalid
            parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise _unusable(value)
        address = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    address = address.partition("#")[0]
    path, _mark, query = address.partition("?")
    decoded = unquote(path)
    if not address.startswith("/") or not decoded.isprintable() or "\\" in decoded or "//" in decoded:
        raise _unusable(value)
    if any(part.startswith(".") for part in decoded.split("/")) or len(address) > MAX_REDIRECT_CHARACTERS:
        raise _unusable(value)
    if path == "/" and not query:
        raise invalid(_("is the address of the home page"), _("remove it"))
    encoded = quote(_STRAY_PERCENT.sub("%25", path), safe=_PATH_CHARACTERS)
    return f"{encoded}?{quote(_STRAY_PERCENT.sub('%25', query), safe=_QUERY_CHARACTERS)}" if query else encoded


def _unusable(value: str) -> Exception:
    what = _('"{value}" is not the former address of a page').format(value=value)
    return invalid(what, _("write its path or the full address, such as /2019/first-episode/"))


Redirect = Annotated[Line, AfterValidator(_redirect)]
