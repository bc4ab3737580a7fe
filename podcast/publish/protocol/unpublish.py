"""Unpublish: take a show down. Its feed goes first, then what feeds name; audio stays for its grace time.

It is a generation without any object: the manifest says first that nothing is live, then everything is deleted, named
by an intent. Whoever reads the target meanwhile finds a feed whose every file is there, or no feed. The small files are
in a copy, so that `podcast undo` brings the show back while its audio is there; `podcast publish` always does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.protocol.lease import refuse_pending_feeds
from podcast.publish.protocol.plan import plan_unpublish
from podcast.publish.protocol.prepare import PreparedPublish, PublishOptions, Site, read_own_state
from podcast.publish.sources.source_list import ShowSources

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from podcast.publish.protocol.state import AudioPlace
    from podcast.publish.targets.target import Target


DEFAULT_OPTIONS = PublishOptions()


@dataclass(frozen=True, slots=True)
class UnpublishRequest:
    """A request to take a show down.

    `link` is the show's base URL; `delete_audio`: audio is deleted at once, and earlier generations with it, because
    none of them can be restored without its audio. Sources on the target share the fate of audio. `audio_places` see
    `prepare.Site`.
    """

    guid: str
    link: str
    delete_audio: bool = False
    audio_places: Mapping[str, AudioPlace] = field(default_factory=dict)


def prepare_unpublish(
    request: UnpublishRequest, target: Target, now: datetime, options: PublishOptions = DEFAULT_OPTIONS
) -> PreparedPublish:
    """Plan to take a show down; write nothing.

    Args:
        request: which show, and whether its audio goes at once.
        target: where it is published.
        now: for leases and grace times; with a time zone.
        options: see `PublishOptions`; only `single_writer` matters.

    Raises:
        PublishError: nothing is published there, a feed of an interrupted publish may still appear, or what
            `prepare.read_own_state` raises.
    """
    state = read_own_state(target, request.guid, now)
    if not state.head.generation and not state.head.open_intents:
        raise PublishError(_("nothing has been published there yet, so there is nothing to take down"))
    refuse_pending_feeds(target, state, now)
    manifest = state.manifest
    sources = ShowSources(list_sha256="" if request.delete_audio else manifest.sources)
    return PreparedPublish(
        Site(
            Path(),
            {},
            request.guid,
            request.link,
            manifest.content_time,
            manifest.audio,
            sources=sources,
            audio_places=request.audio_places,
        ),
        target,
        now,
        state,
        plan_unpublish(state.confirmed, now, delete_audio=request.delete_audio),
        options,
        forgets_history=request.delete_audio,
    )
