"""Hints about tracks that were mixed without knowing when they start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.show.load import load as load_with_problems
from podcast.show.locations import Finding, problems_from_findings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.errors import Problem
    from podcast.model.show import Show


def track_hints(show: Show, masters: Mapping[str, Master], root: Path) -> tuple[Problem, ...]:
    """Return a hint for each track whose start is not known, with its place in the file.

    Args:
        show: with its episodes.
        masters: by slug; they say what was found out about the tracks.
        root: of the show.
    """
    what = _("shares no clear sound with the other tracks, so it is taken to start with the first one")
    remedy = _("compare them in an editor, and write when it starts: offset: 0, or offset: 2.5 for 2.5 s later")
    findings = [
        Finding(episode.file, ("tracks", number), what, remedy, code="unclear-start")
        for episode in show.episodes
        if episode.mixed_tracks and episode.slug in masters
        for number, track in enumerate(masters[episode.slug].tracks)
        if track.origin == "unclear"
    ]
    return problems_from_findings(findings, load_with_problems(root).source_map) if findings else ()
