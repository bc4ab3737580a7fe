"""What a publish brings to listeners, in words: the plan speaks of files, this of episodes. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.publish.headers import undigested

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.show.model import Episode, Show


def news(show: Show, uploaded: Iterable[str], retired: Iterable[str]) -> list[str]:
    """A line for each episode that is new, replaced or withdrawn by this publish, newest first.

    Args:
        show: as it was built.
        uploaded: the keys that go up.
        retired: the keys that nothing names any more.
    """
    up, gone = ({undigested(key) for key in keys if key.startswith("audio/")} for keys in (uploaded, retired))
    return [line for one in show.episodes if (line := _news(one, f"audio/{one.slug}.mp3", up, gone))]


def _news(episode: Episode, key: str, up: set[str], gone: set[str]) -> str:
    name = _name(episode)
    if episode.withdrawn:
        said = episode.withdrawn
        return f"withdrawn: {name}, since {said.on}: {' '.join(said.reason.split())}" if key in gone else ""
    if key in up and key in gone:
        note = episode.correction
        more = f"; correction of {note.on}: {' '.join(note.text.split())}" if note else ""
        return f"replaced: {name} has another recording, under the same GUID{more}"
    return f"new: {name}" if key in up else ""


def _name(episode: Episode) -> str:
    """`S1 E3 “Dritte”`."""
    season = f"S{episode.season} " if episode.season else ""
    number = f"E{episode.episode} " if episode.episode and episode.type == "full" else ""
    return f"{season}{number}“{episode.title}”"
