"""Words on an episode's page about what a machine made or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.model.ai import TRANSCRIPT
from podcast.pages.text import localization
from podcast.strings import translator

if TYPE_CHECKING:
    from podcast.model.show import Episode, Show


def ai_note(show: Show, episode: Episode) -> str:
    """Return a sentence on the parts that a machine made or changed, and on their review; empty if `ai:` is not set."""
    translate, ai = translator(show.language), show.episode_ai(episode)
    if ai is None:
        return ""
    if not ai.parts:
        return translate("ai_none")
    note = translate("ai_used", parts=", ".join(translate(f"ai_{part}") for part in dict.fromkeys(ai.parts)))
    if not ai.reviewed:
        return note
    day = localization.local_day(ai.reviewed.on, show).text
    return f"{note} {translate('reviewed', name=ai.reviewed.by, day=day)}"


def review_note(show: Show, episode: Episode) -> str:
    """Return the sentence that says whether the transcript was compared with the audio."""
    translate, review, ai = translator(show.language), episode.reviewed, show.episode_ai(episode)
    if review:
        return translate("reviewed", name=review.by, day=localization.local_day(review.on, show).text)
    return translate("machine_made" if ai and TRANSCRIPT in ai.parts else "not_reviewed")
