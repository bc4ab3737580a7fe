"""Hints about `ai:`: it agrees with the transcript, and a synthetic voice says what it is."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.model.ai import VOICE
from podcast.show.locations import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podcast.checks.facts import Facts
    from podcast.model.show import Show
    from podcast.transcripts.cue import Cue

MAX_OPENING_CUES, MAX_OPENING_CHARACTERS = 12, 500  # half a minute of talk

# Words by which a voice says that it is synthetic, in German and English.
_NOTICE = re.compile(
    r"(computer|roboter|automaten|maschinen|kunst)-?\s?stimme|künstlich|synthetisch|maschinell|generiert|geklont|\bKI\b"
    r"|(computer|robot|machine|generated|cloned)[ -]voice|artificial|synthetic|computer-generated|text[ -]to[ -]speech"
    r"|\bA\.?I\b",
    re.IGNORECASE,
)


def opening_words(cues: Iterable[Cue]) -> str:
    """Return the first sentences of a transcript."""
    return " ".join(" ".join(cue.text for cue in islice(cues, MAX_OPENING_CUES)).split())[:MAX_OPENING_CHARACTERS]


def spoken_notice(show: Show, facts: Facts) -> Iterator[Finding]:
    """A synthetic voice says so at the start: listeners who see no page are to know it (EU AI Act, article 50 (4))."""
    for episode in show.episodes:
        ai = show.episode_ai(episode)
        opening = facts.openings.get(episode.transcript or "", "")
        if ai and VOICE in ai.parts and opening and not _NOTICE.search(opening):
            what = _("names a synthetic voice, but the first sentences of the transcript do not say so")
            remedy = _("let the recording begin with a notice, such as: you hear synthetic voices; or ignore this hint")
            yield Finding(episode.file, ("ai",), what, remedy)


def consistent_transcript(show: Show, _facts: Facts) -> Iterator[Finding]:
    """A transcript by `podcast transcribe` says so itself; `ai: false` does not change that."""
    for episode in show.episodes:
        declared = episode.ai or show.ai
        if episode.machine_transcript and declared and not declared.parts:
            what = _("is false, but the transcript says that speech recognition made it; the feed says true")
            yield Finding(episode.file, ("ai",), what, _("write ai: [transcript]"))
