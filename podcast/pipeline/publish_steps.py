"""The order of a publish: prepare → guard → carry out → verify from outside → notify."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import urls
from podcast.errors import PublishError
from podcast.i18n import _
from podcast.pipeline.load_steps import current_time

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from podcast.feed.diff import FeedChanges
    from podcast.model.fields import TargetSettings
    from podcast.model.show import Show
    from podcast.pipeline.build_result import BuildResult
    from podcast.publish.protocol.prepare import PreparedPublish, PublishOptions, Site
    from podcast.publish.protocol.publish import PublishResult
    from podcast.publish.protocol.publish_events import PublishEvent
    from podcast.publish.targets.target import Target

EXIT_NOT_REACHABLE = 6  # it is published, but not all of it can be reached from outside, see docs/en/commands.md


def prepare(
    build: BuildResult, target: Target, now: datetime, options: PublishOptions | None = None
) -> PreparedPublish:
    """Plan a publish; nothing is written.

    Args:
        build: what is to be published.
        target: where to; see `podcast.publish.release.open_target`.
        now: see `podcast.publish.protocol.prepare.prepare`.
        options: what is usually refused, and was asked for.

    Raises:
        DamagedFileError: a file that would be uploaded has other bytes than the build wrote: call
            `request_verification` and build again.
        PublishError: an episode lacks approvals, or see `podcast.publish.protocol.prepare.prepare`.
    """
    from podcast.pipeline.release_steps import decide_release
    from podcast.publish import release
    from podcast.publish.approval_guard import refuse_unrecorded_changes
    from podcast.publish.headers import FEEDS, phase
    from podcast.publish.protocol import prepare

    site = _built_site(build, now)
    release.refuse_damaged(site, (key for key in site.files if phase(key) in FEEDS))
    all_options = release.with_show_settings(build.show, options or prepare.PublishOptions())
    prepared = prepare.prepare(site, target, now, all_options)
    decision = decide_release(build, prepared.state)
    if decision.slugs("unrecorded"):
        refuse_unrecorded_changes(build.show, decision, prepared.plan, feed_changes(build, prepared))
    release.refuse_damaged(site, (upload.key for upload in prepared.plan.uploads if upload.key in site.files))
    return prepared


def _built_site(build: BuildResult, now: datetime) -> Site:
    from podcast.pipeline.release_steps import records_with_content
    from podcast.publish import release
    from podcast.publish.protocol.prepare import Site
    from podcast.publish.sources.read_sources import read_sources
    from podcast.publish.sources.source_list import ShowSources
    from podcast.publish.split_audio.audio_keys import audio_location, configured_places

    root, settings = build.paths.root, build.show.publish
    location, remote_files = audio_location(settings), build.takeover.remote_files
    files = {location.key(path): digest for path, digest in {**build.changes.files, **remote_files}.items()}
    sources = ShowSources()
    if settings and (settings.keep_source or settings.keep_recordings):
        sources = read_sources(root, with_recordings=settings.keep_recordings)
    return Site(
        build.site,
        files,
        build.show.guid,
        build.show.link,
        release.content_time(build.show, root, build.at or now),
        records_with_content(build),
        frozenset(map(location.key, remote_files)),
        sources,
        location,
        configured_places(settings),
    )


def feed_changes(build: BuildResult, prepared: PreparedPublish) -> FeedChanges | None:
    """Compare the feed of a build with the one that is live; None if the plan leaves the feed as it is.

    Raises:
        PublishError: the target cannot be read.
    """
    from podcast.publish import feed_guard

    if all(upload.key != urls.FEED for upload in prepared.plan.uploads):
        return None
    return feed_guard.feed_changes(build.site, prepared.target)


def carry_out(
    prepared: PreparedPublish,
    report: Callable[[PublishEvent], None],
    on_bytes: Callable[[int], None] = lambda _count: None,
) -> PublishResult:
    """Carry out a planned publish; see `podcast.publish.protocol.publish.carry_out`."""
    from podcast.publish import release

    return release.publish(prepared, report, on_bytes)


def publish_site(
    build: BuildResult,
    target: str | None = None,
    *,
    options: PublishOptions | None = None,
    allow: Collection[str] = (),
    report: Callable[[PublishEvent], None] = lambda _event: None,
) -> PublishResult:
    """Publish a build, the feed last; then check it from outside and notify the hubs, as `podcast publish` does.

    Args:
        build: from `build_site`, without drafts.
        target: a folder or s3://bucket/prefix; the show's own target if None.
        options: what is usually refused for the sake of the target: `--max-delete`, `--adopt` and `--allow-older`.
        allow: what is usually refused for the sake of listeners, as `--allow` of `podcast publish` names it.
        report: called with each event, in the calling thread.

    Raises:
        PublishError: the target refuses, or publishing would do harm. With the exit status 6 it is published, but not
            all of it can be reached from outside.
        FileError: the disk refuses.
    """
    from podcast.publish import announce, clock_guard, feed_guard, outside, release, rule_guard

    show, now = build.show, current_time()
    if show.due(build.at or now).episodes != show.episodes:
        raise PublishError(_("drafts and scheduled episodes are in this build; build it without them"))
    prepared = prepare(build, release.open_target(show, build.paths.root, target), now, options)
    if doubt := clock_guard.clock_doubt(show, prepared, build.at):
        clock_guard.refuse_wrong_clock(doubt, allow)
    feed_guard.refuse_harm(prepared, feed_changes(build, prepared), show, allow)
    rule_guard.refuse_faults(rule_guard.judge_publish(prepared, show))
    result = carry_out(prepared, report)
    if not prepared.is_up_to_date:
        external = announce.verify_public(show, prepared, target)
        announce.send_pings(show, external)
        if external.failed:
            raise PublishError("\n".join(outside.describe(external, show.timezone)), EXIT_NOT_REACHABLE)
    return result


def feed_url(show: Show | TargetSettings) -> str:
    """The public address of the feed."""
    return f"{show.link}{urls.FEED}"
