"""Load a show together with the chapters that its recordings contain."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.audio.tags.read_chapters import read_embedded_chapters
from podcast.errors import AudioError
from podcast.i18n import _
from podcast.model.groups import Chapter
from podcast.show import load
from podcast.show.locations import Finding, problems_from_findings

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.model.show import Episode
    from podcast.show.load import LoadedShow


def load_show(root: Path) -> LoadedShow:
    """Load the show below `root`; episodes with `chapters: recording` get the chapters of their recordings."""
    loaded = load.load(root)
    if loaded.show is None or not any(episode.chapters_from_recording for episode in loaded.show.episodes):
        return loaded
    results = [_with_chapters(episode, root) for episode in loaded.show.episodes]
    problems = problems_from_findings((finding for _episode, finding in results if finding), loaded.source_map)
    show = loaded.show.with_episodes(episode for episode, _finding in results)
    return replace(loaded, show=show, problems=tuple(sorted({*loaded.problems, *problems})))


def _with_chapters(episode: Episode, root: Path) -> tuple[Episode, Finding | None]:
    """The episode with its recording's chapters, or the finding why there are none."""
    if not episode.chapters_from_recording or not episode.recording:  # a missing recording is reported elsewhere
        return episode, None
    try:
        embedded = read_embedded_chapters(root / episode.recording)
    except AudioError:  # reported elsewhere
        return episode, None
    if not embedded:
        what, remedy = (
            _("the recording contains no chapters"),
            _("add chapters in your audio editor, or list them here"),
        )
        return episode, Finding(episode.file, ("chapters",), what, remedy)
    if unnamed := [number for number, chapter in enumerate(embedded, 1) if not chapter.title]:
        what = _("chapter {number} in the recording has no name").format(number=unnamed[0])
        return episode, Finding(
            episode.file, ("chapters",), what, _("name it in your audio editor, or list the chapters here")
        )
    chapters = tuple(Chapter(start=chapter.start, title=chapter.title, href=chapter.href) for chapter in embedded)
    return episode.model_copy(update={"chapters": chapters}), None
