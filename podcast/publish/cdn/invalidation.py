"""What a content delivery network (CDN) has to drop after a publish. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast import urls
from podcast.publish.headers import FEEDS, IMMUTABLE, SOURCES, cache_control, phase
from podcast.publish.split_audio.audio_keys import place_of, site_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podcast.publish.protocol.plan import PublishPlan

_INDEX: Final = "index.html"


@dataclass(frozen=True, slots=True)
class Invalidation:
    """The addresses that a CDN has to drop, the feeds first, those of audio at an address of its own last.

    Attributes:
        link: the base URL of the site, with a slash at its end.
        urls: the addresses of changed and deleted files, in ASCII.
        reference: identifies the publish: an invalidation that is sent twice counts once.
        audio_link: the base URL of audio, with a slash at its end; empty if audio has none of its own.
        is_complete: everything below `links` is dropped, because there are too many addresses.
    """

    link: str
    urls: tuple[str, ...]
    reference: str
    audio_link: str = ""
    is_complete: bool = False

    @property
    def links(self) -> tuple[str, ...]:
        """The base URLs of the addresses: that of the site, and that of audio if any is dropped there."""
        is_needed = self.audio_link and not self.audio_link.startswith(self.link)
        has_audio = is_needed and any(url.startswith(self.audio_link) for url in self.urls)
        return (self.link, self.audio_link) if has_audio else (self.link,)


def invalidation_of(keys: Iterable[str], link: str, audio_link: str, reference: str) -> Invalidation:
    """Return what a CDN has to drop of these files; for the arguments see `Invalidation`."""
    ordered = sorted(set(keys), key=lambda key: (phase(key) not in FEEDS, key))
    addresses = [url for key in ordered for url in _site_addresses(link, key)]
    addresses += [url for key in ordered for url in _audio_addresses(audio_link, key)]
    return Invalidation(link, tuple(dict.fromkeys(addresses)), reference, audio_link)


def stale_keys(plan: PublishPlan) -> frozenset[str]:
    """Return the keys of the files of which a cache may have an earlier state, or still have the file.

    A new file whose name holds a digest was never asked for; other new files may have been, and the 404 is cached.

    Args:
        plan: that is carried out.
    """
    uploaded = (
        upload.key for upload in plan.uploads if upload.reason != "new" or cache_control(upload.key) != IMMUTABLE
    )
    keys = (*uploaded, *(deletion.key for deletion in plan.deletions))
    return frozenset(key for key in keys if not key.startswith(SOURCES))


def _site_addresses(link: str, key: str) -> Iterator[str]:
    """Yield the addresses of a file that is with the pages: a page has that of its folder, and that of the file."""
    if place_of(key):
        return
    if key == _INDEX or key.endswith(f"/{_INDEX}"):
        yield urls.ascii_url(link + key.removesuffix(_INDEX))
    yield urls.ascii_url(link + key)


def _audio_addresses(audio_link: str, key: str) -> Iterator[str]:
    """Yield the address of an audio file where audio has one of its own; wherever the file is, it was served there."""
    path = site_path(key)
    if audio_link and urls.is_audio(path):
        yield urls.ascii_url(audio_link + path)
