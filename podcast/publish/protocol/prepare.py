"""Preparation of a publish: read the target, plan, refuse what is not allowed. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from podcast import urls
from podcast.errors import PublishError
from podcast.files.digest import bytes_digest
from podcast.i18n import _
from podcast.publish.headers import FEEDS, phase
from podcast.publish.protocol.feed_gate import check_feed, named_keys
from podcast.publish.protocol.lease import is_active, lease_held_error, refuse_pending_deletions
from podcast.publish.protocol.plan import object_specs, plan_publish, vanishing_keys
from podcast.publish.protocol.previews.shares import kept_shares, share_specs, without_shares
from podcast.publish.protocol.recovery import read_state, unverified_object
from podcast.publish.protocol.state import PublishedObject
from podcast.publish.sources.source_list import ShowSources, with_source_list, without_sources
from podcast.publish.split_audio.audio_keys import WITH_PAGES, AudioLocation, site_path
from podcast.publish.targets.body import changed_file_error
from podcast.publish.targets.target import EXIT_REFUSED, has_same_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from podcast.files.digest import Digest
    from podcast.publish.protocol.plan import PublishPlan
    from podcast.publish.protocol.recovery import TargetState
    from podcast.publish.protocol.state import AudioPlace, ObjectSpec, Share
    from podcast.publish.targets.target import Target


@dataclass(frozen=True, slots=True)
class Site:
    """A build of a show: the folder and the digest of every file in it, by its key.

    `content_time` is when the newest of its sources was changed (docs/decisions/publish.md); None if that is unknown.
    `audio` is what its audio was made from, see `Manifest`. `remote_keys` are files that only the target has: they
    stay as they are there. `sources` are the show's own files, for the private part of the target. `audio_location` is
    where the audio is published, `audio_places` the place that podcast.yaml names for it (split_audio/audio_keys.py);
    keys of `files` name the place.
    """

    folder: Path
    files: Mapping[str, Digest]
    guid: str  # of the show
    link: str  # the base URL of everything that is published, with a slash at its end
    content_time: datetime | None = None
    audio: Mapping[str, Any] = field(default_factory=dict)
    remote_keys: frozenset[str] = frozenset()
    sources: ShowSources = field(default_factory=ShowSources)
    audio_location: AudioLocation = WITH_PAGES
    audio_places: Mapping[str, AudioPlace] = field(default_factory=dict)

    def path(self, key: str) -> Path:
        """The file of an object."""
        return self.folder / site_path(key)


@dataclass(frozen=True, slots=True)
class PublishOptions:
    """Permissions for what is refused by default.

    `max_delete` files may vanish even if they are more than half of all; `adopt`: foreign objects at the keys of the
    show's files are taken over; `allow_older`: the live site may be newer than the build; `single_writer`: the show is
    only ever published from one place, so the store need not support conditional writes.
    """

    max_delete: int = 0
    adopt: bool = False
    allow_older: bool = False
    single_writer: bool = False


@dataclass(frozen=True, slots=True)
class PreparedPublish:
    """A planned publish, and everything that it was planned from.

    `restored_generation` is the generation that it brings back (an undo), else 0; `restored_published_at` is when that
    was published. `forgets_history`: earlier generations and their copies are deleted as well. `shares` are the
    previews of single episodes that stay, by token; `is_share`: nothing but such a preview changes.
    """

    site: Site
    target: Target
    now: datetime
    state: TargetState
    plan: PublishPlan
    options: PublishOptions = PublishOptions()
    restored_generation: int = 0
    restored_published_at: datetime | None = None
    forgets_history: bool = False
    shares: Mapping[str, Share] = field(default_factory=dict)
    is_share: bool = False

    @property
    def is_up_to_date(self) -> bool:
        """Whether there is nothing to do, and no interrupted publish to complete."""
        return self.plan.is_empty and not self.state.head.open_intents


def prepare(site: Site, target: Target, now: datetime, options: PublishOptions = PublishOptions()) -> PreparedPublish:
    """Read what the target has confirmed, and plan; write nothing.

    Args:
        site: the build.
        target: where to publish.
        now: for leases, and the grace times of what is no longer needed; with a time zone.
        options: permissions for what is refused by default.

    Raises:
        PublishError: the target belongs to another show, is damaged or unreachable; another publisher is at work; the
            feed names what the build lacks; more than half of the published files would vanish; the live site is newer.
    """
    if urls.FEED not in site.files:
        raise PublishError(
            _("{feed} is missing in {folder}; run `podcast build` first").format(feed=urls.FEED, folder=site.folder)
        )
    specs = object_specs(site.files)
    check_feeds(site, {key: spec.digest.size for key, spec in specs.items()})
    state = read_own_state(target, site.guid, now)
    shares = kept_shares(state.confirmed, now)
    specs |= _remote_specs(site, state) | site.sources.specs() | share_specs(state.confirmed, shares)
    refuse_pending_deletions(specs, target, state, now)
    adopted = _adopted_objects(target, specs, state) if options.adopt else {}
    plan = with_source_list(plan_publish(specs, state.confirmed, now, adopted), site.sources)
    _refuse_mass_deletion(plan, state, options)
    _refuse_older_content(site, plan, state, options)
    return PreparedPublish(site, target, now, state, plan, options, shares=shares)


def _remote_specs(site: Site, state: TargetState) -> dict[str, ObjectSpec]:
    """The specs of the files that only the target has, as they are there: a new header is no reason to upload them."""
    retired = {key: item.object for key, item in state.confirmed.retired.items()}
    objects = {**retired, **state.confirmed.objects}
    remote = {key: objects[key] for key in site.remote_keys if key in objects}
    return {key: item.spec for key, item in remote.items() if item.spec.built == site.files[key]}


def read_own_state(target: Target, guid: str, now: datetime) -> TargetState:
    """Read the state of a target that belongs to this show and that no other publisher is writing to.

    Raises:
        PublishError: it belongs to another show, is damaged or unreachable, or another publisher holds the lease.
    """
    state = read_state(target, guid)
    if (lease := state.head.lease) and is_active(lease, now, target.clock_skew()):
        raise lease_held_error(lease)
    return state


def check_feeds(site: Site, sizes: Mapping[str, int]) -> None:
    """Check that everything that the feeds of a build name is there.

    Args:
        site: the build.
        sizes: the size in bytes of each object that is there, by its key.

    Raises:
        PublishError: a feed names what is not there, or is no longer what was built.
    """
    for key in sorted(site.files):
        if phase(key) in FEEDS:
            path = site.folder / key
            data = path.read_bytes() if path.is_file() else b""
            if bytes_digest(data) != site.files[key]:
                raise changed_file_error(path)
            check_feed(data, site.link, sizes, site.audio_location)


def named_files(site: Site) -> frozenset[str]:
    """The keys of the build's files that its feeds name, without pages: audio, transcripts, chapters and pictures."""
    keys: set[str] = set()
    for key in site.files:
        if phase(key) in FEEDS:
            keys |= named_keys((site.folder / key).read_bytes(), site.link, site.audio_location)
    return frozenset(key for key in keys if not key.endswith(".html"))


def _adopted_objects(target: Target, specs: Mapping[str, ObjectSpec], state: TargetState) -> dict[str, PublishedObject]:
    """The foreign objects at keys of the build; those that are just as they should be need no upload."""
    own = {**state.confirmed.objects, **state.confirmed.retired}
    adopted = {}
    for listed in target.list(""):
        if listed.key in specs and listed.key not in own:
            spec, info = specs[listed.key], target.head(listed.key) or listed
            same_headers = info.headers in {None, spec.headers} and not info.encoding
            if same_headers and has_same_bytes(target, info, spec.digest):
                adopted[listed.key] = PublishedObject(spec, info.etag)
            else:
                adopted[listed.key] = unverified_object(info)
    return adopted


def _refuse_mass_deletion(plan: PublishPlan, state: TargetState, options: PublishOptions) -> None:
    gone, before = vanishing_keys(plan), len(without_shares(without_sources(state.confirmed)).objects)
    if len(gone) * 2 > before and len(gone) > options.max_delete:
        raise PublishError(
            _(
                "{count} of {before} published files would be deleted, including {gone}; nothing was "
                "changed. If this is intended, pass --max-delete {count}"
            ).format(count=len(gone), before=before, gone=gone[0]),
            EXIT_REFUSED,
        )


def _refuse_older_content(site: Site, plan: PublishPlan, state: TargetState, options: PublishOptions) -> None:
    live, here = state.head.content_time, site.content_time
    if not options.allow_older and not plan.is_empty and live and here and here < live:
        raise PublishError(
            _(
                "the live site is newer than your files: it was built from files of {live:%Y-%m-%d "
                "%H:%M}, your newest file is of {here:%Y-%m-%d %H:%M}; nothing was changed. Get the "
                "newer files first; to publish the older ones, pass --allow-older"
            ).format(live=live.astimezone(), here=here.astimezone()),
            EXIT_REFUSED,
        )
