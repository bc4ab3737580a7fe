"""Previews of single episodes for a few people: objects below a secret address, until they expire.

They belong to the show like all other objects: the manifest names them, `verify` looks at them, and every publish keeps
them as they are, until they have expired or are damaged; then it deletes them at once. A preview is a generation of its
own that leaves the site and its history as they are. See docs/decisions/approvals.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.publish.headers import SHARED
from podcast.publish.protocol.state import UNKNOWN_HEADERS
from podcast.publish.targets.target import ABSENT

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from podcast.publish.protocol.state import Manifest, ObjectSpec, Share


def share_folder(token: str) -> str:
    """The folder of a preview: the beginning of the keys of its objects, and of its address below the show's link."""
    return f"{SHARED}{token}/"


def token_of(key: str) -> str:
    """The token of the preview that an object belongs to; empty if it belongs to none."""
    return key.removeprefix(SHARED).partition("/")[0] if key.startswith(SHARED) else ""


def kept_shares(confirmed: Manifest, now: datetime) -> dict[str, Share]:
    """The previews that stay, by token: they have not expired, and all their objects are as they were published."""
    damaged = {
        token_of(key)
        for key, item in confirmed.objects.items()
        if key.startswith(SHARED) and (item.etag == ABSENT or item.spec.headers == UNKNOWN_HEADERS)
    }
    return {
        token: share for token, share in confirmed.shares.items() if share.expires_at > now and token not in damaged
    }


def share_specs(confirmed: Manifest, tokens: Collection[str]) -> dict[str, ObjectSpec]:
    """The specs of the objects of previews, as they are on the target."""
    objects = confirmed.objects.items() if tokens else ()
    return {key: item.spec for key, item in objects if token_of(key) in tokens and key.startswith(SHARED)}


def without_shares(manifest: Manifest) -> Manifest:
    """Return the manifest without previews: what is compared with site/, which has none."""
    if not any(key.startswith(SHARED) for key in manifest.objects):
        return manifest
    objects = {key: item for key, item in manifest.objects.items() if not key.startswith(SHARED)}
    return replace(manifest, objects=objects, shares={})
