"""Share: publish a preview of one episode, or end one; the site stays as it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.headers import SHARED
from podcast.publish.protocol.plan import Deletion, PublishPlan, object_specs, plan_publish
from podcast.publish.protocol.prepare import PreparedPublish, PublishOptions, Site, read_own_state
from podcast.publish.protocol.previews.shares import kept_shares, share_folder, token_of
from podcast.publish.protocol.state import Manifest, Share
from podcast.publish.sources.source_list import ShowSources
from podcast.publish.split_audio.audio_keys import AudioLocation, places_of
from podcast.publish.targets.target import ABSENT

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from pathlib import Path

    from podcast.files.digest import Digest
    from podcast.publish.protocol.recovery import TargetState
    from podcast.publish.protocol.state import AudioPlace
    from podcast.publish.targets.target import Target

_DEFAULTS = PublishOptions()


@dataclass(frozen=True, slots=True)
class ShareRequest:
    """A preview of an episode that is to be published, or ended where it has no files.

    `link` is the show's base URL. `files` are the digests of the files in `folder`, by their paths in it. `token` is
    that of a new preview; one that the episode has already keeps its own. `audio_places` see `prepare.Site`.
    """

    guid: str
    link: str
    slug: str
    token: str
    folder: Path
    files: Mapping[str, Digest] = field(default_factory=dict)
    expires_at: datetime | None = None
    audio_places: Mapping[str, AudioPlace] = field(default_factory=dict)


def read_shares(target: Target, guid: str, now: datetime) -> dict[str, Share]:
    """Read the previews that a target has and that have not expired, by token.

    Raises:
        PublishError: see `prepare.read_own_state`.
    """
    return kept_shares(read_own_state(target, guid, now).confirmed, now)


def present_token(shares: Mapping[str, Share], slug: str) -> str:
    """The token of the preview of an episode; empty if it has none."""
    return next((token for token, share in shares.items() if share.slug == slug), "")


def prepare_share(
    request: ShareRequest, target: Target, now: datetime, options: PublishOptions = _DEFAULTS
) -> PreparedPublish:
    """Plan to publish a preview, or to end it; write nothing.

    Args:
        request: which episode, and its files; they are named as `request_keys` names them.
        target: where it is published.
        now: for leases, and for what has expired; with a time zone.
        options: see `PublishOptions`; only `single_writer` matters.

    Raises:
        PublishError: an earlier publish was interrupted, or see `prepare.read_own_state`.
    """
    state = read_own_state(target, request.guid, now)
    if state.head.open_intents:
        sentence = _("an earlier publish was interrupted; run `podcast publish` first, which completes it")
        raise PublishError(sentence)
    manifest, shares = state.manifest, kept_shares(state.manifest, now)
    token = present_token(shares, request.slug) or request.token
    shares.pop(token, None)
    if request.files and request.expires_at:
        shares[token] = Share(request.slug, request.expires_at)
    files = {f"{share_folder(token)}{path}": digest for path, digest in request.files.items()}
    plan = _plan(manifest, files, shares.keys() - {token}, now)
    return PreparedPublish(
        _site(request, state, files), target, now, state, plan, options, shares=shares, is_share=True
    )


def _plan(manifest: Manifest, files: Mapping[str, Digest], kept_tokens: Collection[str], now: datetime) -> PublishPlan:
    """Plan what changes among previews; every other object stays as it is, and so does what is retired.

    Args:
        manifest: of the target.
        files: of the preview that is published, by key.
        kept_tokens: of the other previews, which stay.
        now: see `plan_publish`.
    """
    shared = {key: item for key, item in manifest.objects.items() if key.startswith(SHARED)}
    plan = plan_publish(object_specs(files), Manifest(objects=shared), now)
    stays = {
        key: item
        for key, item in manifest.objects.items()
        if not key.startswith(SHARED) or token_of(key) in kept_tokens
    }
    deletions = (Deletion(key, "removed", item) for key, item in sorted(shared.items()) if item.etag != ABSENT)
    return PublishPlan(
        uploads=plan.uploads,
        deletions=tuple(item for item in deletions if item.key not in files and item.key not in stays),
        unchanged={**stays, **plan.unchanged},
        awaiting_deletion=manifest.retired,
    )


def _site(request: ShareRequest, state: TargetState, files: Mapping[str, Digest]) -> Site:
    manifest = state.manifest
    location = AudioLocation(next(iter(places_of(manifest.objects)), ""), manifest.audio_link)
    return Site(
        request.folder,
        files,
        request.guid,
        request.link,
        manifest.content_time,
        manifest.audio,
        sources=ShowSources(list_sha256=manifest.sources),
        audio_location=location,
        audio_places=request.audio_places,
    )
