"""Load a show together with the chapters and cut marks that its recordings contain."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from podcast.audio.tags.read_chapters import read_cut_marks, read_embedded_chapters
from podcast.errors import AudioError
from podcast.files.fingerprints import lfs_sha256
from podcast.files.memory_cache import NO_MEMORY
from podcast.i18n import _
from podcast.markers.cut_marks import cut_spans
from podcast.markers.marker import MarkerProblem
from podcast.model.audio_settings import Cut
from podcast.model.groups import Chapter
from podcast.show import load
from podcast.show.locations import Finding, problems_from_findings
from podcast.show.partial_fields import certain_findings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.files.memory_cache import MemoryCache
    from podcast.model.show import Episode
    from podcast.show.load import LoadedShow


def load_show(
    root: Path, unsaved: Mapping[str, bytes] = MappingProxyType({}), memory: MemoryCache = NO_MEMORY
) -> LoadedShow:
    """Load the show below `root`; episodes with `chapters: recording` or `cuts: recording` get those of the recording.

    Args:
        root: of the show.
        unsaved: see `podcast.show.yaml_file.read_yaml_file`.
        memory: has the episodes that were read before.
    """
    loaded = load.load(root, unsaved, memory)
    episodes = (episode for show in loaded.variants for episode in show.episodes)
    if not any(episode.chapters_from_recording or episode.cuts_from_recording for episode in episodes):
        return loaded
    results = [[_with_marks(episode, root) for episode in show.episodes] for show in loaded.variants]
    findings = certain_findings(
        ([finding for _episode, own in result for finding in own] for result in results), loaded.unreadable
    )
    problems = problems_from_findings(findings, loaded.source_map)
    variants = tuple(
        show.with_episodes(episode for episode, _findings in result)
        for show, result in zip(loaded.variants, results, strict=True)
    )
    show = loaded.show and loaded.show.with_episodes(_with_marks(episode, root)[0] for episode in loaded.show.episodes)
    all_problems = tuple(sorted({*loaded.problems, *problems}))
    return replace(loaded, show=show, variants=variants, problems=all_problems)


def _with_marks(episode: Episode, root: Path) -> tuple[Episode, list[Finding]]:
    """The episode with its recording's chapters and cuts, and the findings why there are none."""
    episode, chapters_finding = _with_chapters(episode, root)
    episode, cuts_finding = _with_cuts(episode, root)
    return episode, [finding for finding in (chapters_finding, cuts_finding) if finding]


def _with_cuts(episode: Episode, root: Path) -> tuple[Episode, Finding | None]:
    """The episode with the cuts that are marked in its recording, or the finding why there are none."""
    if not episode.cuts_from_recording or not episode.recording:
        return episode, None
    try:
        if lfs_sha256(root / episode.recording):  # reported elsewhere
            return episode, None
        cuts = cut_spans(read_cut_marks(root / episode.recording))
    except OSError:  # reported elsewhere
        return episode, None
    for cut in cuts:
        if isinstance(cut, MarkerProblem):
            what = _("the recording: {problem}").format(problem=cut.what)
            return episode, Finding(episode.file, ("cuts",), what, cut.remedy)
    spans = [Cut.model_validate({"from": cut[0], "to": cut[1]}) for cut in cuts if not isinstance(cut, MarkerProblem)]
    return episode.model_copy(update={"cuts": tuple(spans)}), None


def _tracks_finding(episode: Episode) -> Finding | None:
    """The finding that tracks have no chapters of their own."""
    if not episode.chapters_from_recording or not episode.mixed_tracks:
        return None
    what, remedy = _("tracks contain no chapters"), _("list the chapters here, or name a file of markers")
    return Finding(episode.file, ("chapters",), what, remedy)


def _with_chapters(episode: Episode, root: Path) -> tuple[Episode, Finding | None]:
    """The episode with its recording's chapters, or the finding why there are none."""
    if not episode.chapters_from_recording or not episode.recording:
        return episode, _tracks_finding(episode)  # a missing recording is reported elsewhere
    try:
        if lfs_sha256(root / episode.recording):  # reported elsewhere
            return episode, None
        embedded = read_embedded_chapters(root / episode.recording)
    except (AudioError, OSError):  # reported elsewhere
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
