"""Episodes whose audio could not be fetched: drafts until an import fetches it, so that the show can be built."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.importing.mapping.feed_elements import FeedElements
from podcast.importing.mapping.items.item_files import episode_folder, has_audio, recording
from podcast.importing.mapping.items.map_item import in_order

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from podcast.importing.mapping.finding_log import FindingLog
    from podcast.importing.mapping.imported import ImportedEpisode
    from podcast.importing.mapping.items.mapping_context import ShowContext


def without_lost_audio(
    episode: ImportedEpisode, context: ShowContext, failed: Collection[Path], log: FindingLog
) -> ImportedEpisode:
    """Return an episode, as a draft if its audio could not be fetched and its folder has none.

    Args:
        episode: that was mapped.
        context: of the show.
        failed: the planned places of files that could not be fetched.
        log: for the draft.
    """
    audio = recording(FeedElements(episode.source.element), episode.slug) if failed else None
    if audio is None or audio.path not in failed or has_audio(context.root / episode_folder(episode.slug)):
        return episode
    sentence = _("its audio could not be fetched: {url}; it is a draft until an import fetches it")
    log.add("audio-not-fetched", "to do", sentence.format(url=audio.url))
    return replace(episode, fields=in_order({**episode.fields, "draft": True}))
