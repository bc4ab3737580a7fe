"""Tracking prefixes of audio addresses: services that count a download and send it on to the file.

A prefix is the service's host, words and keys of its own, and then the rest of the file's address, with its scheme or
without; prefixes can stand one in front of the other.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from podcast.i18n import ngettext
from podcast.importing.findings import ImportFinding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_PREFIXES: Final = 10  # of one address
MAX_CACHED_ADDRESSES: Final = 20_000  # each enclosure is asked for by several steps of an import, one after the other
MAX_SEGMENTS: Final = 30  # of a path, in which the next host is looked for
# Host (with all names below it) -> service.
_SERVICES: Final[Mapping[str, str]] = {
    "podtrac.com": "Podtrac",
    "op3.dev": "OP3",
    "chtbl.com": "Chartable",
    "chrt.fm": "Chartable",
    "pscrb.fm": "Podscribe",
    "podscribe.com": "Podscribe",
    "vpixl.com": "Podscribe",
    "media.blubrry.com": "Blubrry",
    "pdst.fm": "Podsights",
    "prfx.byspotify.com": "Spotify Ad Analytics",
    "mgln.ai": "Magellan AI",
    "claritaspod.com": "Claritas",
    "clrtpod.com": "Claritas",
    "arttrk.com": "ArtsAI",
    "swap.fm": "Swap",
    "gum.fm": "Gumball",
    "pdrl.fm": "Podroll",
    "podkite.com": "Podkite",
    "podderapp.com": "Podder",
    "pdcn.co": "Podcorn",
    "veritonicmetrics.com": "Veritonic",
    "zen.ai": "Zencastr",
    "flex.acast.com": "Acast",
    "backtracks.fm": "Backtracks",
    "cohst.app": "CoHost",
}
_SCHEME: Final = re.compile(r"(https?)(?::/{1,2}|%3A%2F%2F|/)(?=[^/])", re.IGNORECASE)
# A segment of a path that is a host: labels, the last of letters only (or with a port), and no name of a file.
_HOST: Final = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+(?:[a-z]{2,18}|xn--[a-z0-9-]+)(?::\d{1,5})?", re.IGNORECASE
)
_FILE_ENDINGS: Final = frozenset(
    {"mp3", "m4a", "m4v", "mp4", "mov", "ogg", "oga", "opus", "aac", "wav", "pdf", "php", "aspx"}
)


@lru_cache(maxsize=MAX_CACHED_ADDRESSES)
def resolve_tracking(url: str) -> tuple[str, tuple[str, ...]]:
    """Return the address of the file behind all tracking prefixes, and the names of their services, outermost first.

    Args:
        url: the address of an enclosure; one without a prefix is returned as it is, without services.
    """
    services: list[str] = []
    while len(services) < MAX_PREFIXES and (service := _service(url)) and (target := _target(url)):
        services.append(service)
        url = target
    return url, tuple(services)


def _service(url: str) -> str:
    """Return the service that a host belongs to; empty if it is none of them."""
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:  # brackets that do not match
        return ""
    labels = host.split(".")
    names = (".".join(labels[start:]) for start in range(len(labels)))
    return next((_SERVICES[name] for name in names if name in _SERVICES), "")


def _target(url: str) -> str:
    """Return the address behind the first prefix; empty if no host follows in the path."""
    scheme, _colon, rest = url.strip().partition("://")
    path, question, query = rest.partition("?")
    segments = path.split("/")
    for position in range(1, min(len(segments), MAX_SEGMENTS)):
        tail = "/".join(segments[position:]) + question + query
        if match := _SCHEME.match(tail):
            inner = tail[match.end() :]
            inner = unquote(inner) if "%3a" in match.group().lower() else inner
            if _is_host(inner.partition("/")[0]):
                return f"{match.group(1).lower()}://{inner}"
        elif _is_host(segments[position]) and position + 1 < len(segments):
            return f"{scheme}://{tail}"
    return ""


def _is_host(segment: str) -> bool:
    name = segment.partition(":")[0]
    return _HOST.fullmatch(segment) is not None and name.rpartition(".")[2].lower() not in _FILE_ENDINGS


def tracking_findings(urls: Iterable[str]) -> tuple[ImportFinding, ...]:
    """Return the finding that addresses go through tracking services, and the effect of leaving them out.

    Args:
        urls: of the enclosures.
    """
    services: dict[str, None] = {}
    number = 0
    for url in urls:
        _file, prefixes = resolve_tracking(url)
        services |= dict.fromkeys(prefixes)
        number += bool(prefixes)
    if not number:
        return ()
    sentence = ngettext(
        "the audio of {number} episode is downloaded through {services}; the new feed leads to the file directly. "
        "Listeners notice nothing, and no app downloads an episode again because of it; but these services count no "
        "download after the move. Export their statistics before it",
        "the audio of {number} episodes is downloaded through {services}; the new feed leads to the files directly. "
        "Listeners notice nothing, and no app downloads an episode again because of it; but these services count no "
        "download after the move. Export their statistics before it",
        number,
    )
    names = ", ".join(services)
    return (ImportFinding("tracking-prefix", "", sentence.format(number=number, services=names), kind="to do"),)
