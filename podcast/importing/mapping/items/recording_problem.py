"""Recordings that came as they are at the old host, and that a build would refuse: cut off, without an index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podcast.errors import FileProblem
from podcast.i18n import _
from podcast.importing.mapping.items.item_files import recording

if TYPE_CHECKING:
    from podcast.importing.mapping.feed_elements import FeedElements
    from podcast.importing.mapping.finding_log import FindingLog
    from podcast.importing.mapping.items.mapping_context import ShowContext

# An MP3 can be played up to any byte; the libraries that look into the others take half a second to start.
_ALWAYS_USABLE: Final = frozenset({".mp3"})


def has_unusable_recording(elements: FeedElements, slug: str, context: ShowContext, log: FindingLog) -> bool:
    """Whether the audio of an item was fetched and a build refuses it: then a finding says why.

    Args:
        elements: of the item.
        slug: of the episode.
        context: of the show.
        log: for the finding.
    """
    planned = recording(elements, slug)
    fetched = context.files.get(planned.path) if planned else None
    if fetched is None or fetched.path.suffix.lower() in _ALWAYS_USABLE:
        return False
    from podcast.steps.mastering_plan import probe_recording

    problem = probe_recording(context.root / fetched.path)
    if not isinstance(problem, FileProblem):
        return False
    sentence = _("its audio cannot be used: {file} {what}; the episode is a draft: {remedy}, then remove draft:")
    values = {"file": fetched.path.name, "what": problem.what, "remedy": problem.remedy}
    log.add("unusable-recording", "to do", sentence.format(**values))
    return True
