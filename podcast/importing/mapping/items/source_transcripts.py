"""Transcripts of an episode: the best one is read, all others are published as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.errors import ShowError
from podcast.i18n import _
from podcast.importing.mapping.feed_elements import attribute_value, one_line
from podcast.importing.mapping.items.item_files import episode_language, media_type_of, transcripts
from podcast.transcripts.read_transcript import read_cues

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from podcast.importing.mapping.feed_elements import FeedElements
    from podcast.importing.mapping.finding_log import FindingLog
    from podcast.importing.mapping.items.mapping_context import ShowContext
    from podcast.show.yaml_reader import YamlValue

_TIMED = (".vtt", ".srt", ".json", ".ttml", ".dfxp", ".sbv", ".xml")


@dataclass(frozen=True, slots=True)
class TranscriptFields:
    """The fields `transcript` (empty: none) and `transcript_files`."""

    best: str
    further: list[YamlValue]


def transcript_fields(elements: FeedElements, slug: str, context: ShowContext, log: FindingLog) -> TranscriptFields:
    """Return the transcripts of an item.

    The best is the first in the language that is spoken, and of a form that can be read with times; it becomes the
    transcript of the page, and the feed has it in all forms. All others stay as they are.

    Args:
        elements: of the item.
        slug: of the episode.
        context: of the show.
        log: for what could not be fetched.
    """
    files = context.files
    planned = transcripts(elements, slug, episode_language(elements, context.show.language))
    fetched = [(element, files[download.path].path) for element, download in planned if download.path in files]
    for _element, download in planned if files else ():
        if download.path not in files:
            sentence = _("a transcript could not be fetched: {url}").format(url=download.url)
            log.add("transcript-not-fetched", "lost", sentence)
    best = next((path for _element, path in fetched if _is_readable(context.root, path)), None)
    further = [_file_fields(element, path) for element, path in fetched if path != best]
    return TranscriptFields(best.name if best else "", further)


def _is_readable(root: Path, path: Path) -> bool:
    """Whether a transcript has times and can be read."""
    if path.suffix.lower() not in _TIMED:
        return False
    try:
        read_cues((root / path).read_bytes(), path.as_posix())
    except (ShowError, OSError):
        return False
    return True


def _file_fields(element: Any, path: Path) -> YamlValue:
    fields = {
        "file": path.name,
        "type": media_type_of(element),
        "language": attribute_value(element, "language"),
        "rel": one_line(attribute_value(element, "rel")),
    }
    return {name: value for name, value in fields.items() if value}
