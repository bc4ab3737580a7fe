"""What a content delivery network (CDN) has to drop after a publish. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast import urls
from podcast.publish.headers import FEEDS, IMMUTABLE, SOURCES, cache_control, phase
from podcast.publish.split_audio.audio_keys import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.publish.protocol.plan import PublishPlan

_INDEX: Final = "index.html"


@dataclass(frozen=True, slots=True)
class Invalidation:
    """The addresses that a CDN has to drop, the feeds first.

    Attributes:
        link: the base URL of the site, with a slash at its end.
        urls: the addresses of changed and deleted files, in ASCII.
        reference: identifies the publish: an invalidation that is sent twice counts once.
        is_complete: everything below `link` is dropped, because there are too many addresses.
    """

    link: str
    urls: tuple[str, ...]
    reference: str
    is_complete: bool = False


def planned_invalidation(plan: PublishPlan, link: str, reference: str) -> Invalidation:
    """Return what a CDN has to drop after a publish.

    Args:
        plan: that was carried out.
        link: the base URL of the site.
        reference: identifies the publish.
    """
    keys = sorted(set(_stale_keys(plan)), key=lambda key: (phase(key) not in FEEDS, key))
    return Invalidation(link, tuple(url for key in keys for url in _addresses(link, key)), reference)


def _stale_keys(plan: PublishPlan) -> Iterator[str]:
    """Yield the keys of the files of which a cache may have an earlier state, or still have the file.

    A new file whose name holds a digest was never asked for; other new files may have been, and the 404 is cached.
    Audio that is elsewhere than the pages is not behind their CDN.
    """
    for upload in plan.uploads:
        is_unknown = upload.reason == "new" and cache_control(upload.key) == IMMUTABLE
        if not is_unknown and _is_on_site(upload.key):
            yield upload.key
    yield from (deletion.key for deletion in plan.deletions if _is_on_site(deletion.key))


def _is_on_site(key: str) -> bool:
    return not (key.startswith(SOURCES) or place_of(key))


def _addresses(link: str, key: str) -> Iterator[str]:
    """Yield the addresses of a file: a page has that of its folder, and that of the file."""
    if key == _INDEX or key.endswith(f"/{_INDEX}"):
        yield urls.ascii_url(link + key.removesuffix(_INDEX))
    yield urls.ascii_url(link + key)
