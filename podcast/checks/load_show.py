"""The show as it is read: what the producer wrote, and the chapters that stand in recordings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.audio.tags.read_chapters import embedded
from podcast.errors import AudioError
from podcast.i18n import _
from podcast.model.groups import Chapter
from podcast.show import load
from podcast.show.locations import Finding, located

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.model.show import Episode
    from podcast.show.load import Loaded


def loaded(root: Path) -> Loaded:
    """Reads the show; where an episode says `chapters: recording`, the chapters that its recording carries."""
    found = load.load(root)
    if found.show is None or not any(one.recorded_chapters for one in found.show.episodes):
        return found
    read = [_recorded(one, root) if one.recorded_chapters else (one, None) for one in found.show.episodes]
    wrong = located((finding for _episode, finding in read if finding), found.places)
    show = found.show.with_episodes(episode for episode, _finding in read)
    return replace(found, show=show, problems=tuple(sorted({*found.problems, *wrong})))


def _recorded(episode: Episode, root: Path) -> tuple[Episode, Finding | None]:
    """The episode with its recording's chapters, or why there are none."""
    if not episode.recording:  # told elsewhere, or a draft
        return episode, None
    try:
        found = embedded(root / episode.recording)
    except AudioError:  # told elsewhere
        return episode, None
    if not found:
        what, remedy = _("the recording carries none"), _("set some in your editor, or write them here")
        return episode, Finding(episode.file, ("chapters",), what, remedy)
    if nameless := [number for number, one in enumerate(found, 1) if not one.title]:
        what = _("chapter {number} in the recording has no name").format(number=nameless[0])
        return episode, Finding(episode.file, ("chapters",), what, _("name it in your editor, or write them here"))
    chapters = tuple(Chapter(start=one.start, title=one.title, href=one.href) for one in found)
    return episode.model_copy(update={"chapters": chapters}), None
