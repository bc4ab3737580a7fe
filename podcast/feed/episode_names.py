"""The name of an episode in a sentence."""

from __future__ import annotations

from podcast.i18n import _


def episode_name(season: int | str | None, number: int | str | None, title: str) -> str:
    """Name an episode in a sentence, with its season and number if it has them: `season 2, episode 1 "Title"`."""
    if season and number:
        sentence = _('season {season}, episode {number} "{title}"')
    elif number:
        sentence = _('episode {number} "{title}"')
    elif season:
        sentence = _('season {season}, "{title}"')
    else:
        sentence = _('"{title}"')
    return sentence.format(season=season, number=number, title=title)
