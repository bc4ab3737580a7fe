"""Stages of a build and the code of each, by which a profile assigns its samples."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.i18n import gettext_noop

if TYPE_CHECKING:
    from types import FrameType

START: Final = "start"
IMPORTS: Final = "imports"
TRANSFER: Final = "transfer"
OTHER: Final = "other"

STAGE_NAMES: Final = {
    START: gettext_noop("start of Python"),
    IMPORTS: gettext_noop("loading libraries"),
    "show": gettext_noop("reading the show"),
    "checks": gettext_noop("checks and hints"),
    "masters": gettext_noop("masters: plan and levels"),
    "mastering": gettext_noop("mastering"),
    "tagging": gettext_noop("tags of audio files"),
    "pictures": gettext_noop("pictures and fonts"),
    "cards": gettext_noop("social cards"),
    "transcripts": gettext_noop("reading transcripts"),
    "captions": gettext_noop("writing transcripts"),
    "texts": gettext_noop("notes: Markdown and typography"),
    "templates": gettext_noop("page templates"),
    "pages": gettext_noop("contents of pages"),
    "foreign": gettext_noop("search for addresses of other hosts"),
    "search": gettext_noop("files of the search"),
    "feeds": gettext_noop("feeds"),
    "digests": gettext_noop("digests and states of files"),
    "cache": gettext_noop("cache database"),
    "files": gettext_noop("writing files"),
    TRANSFER: gettext_noop("jobs between processes"),
    OTHER: gettext_noop("everything else"),
}
# Package or module below `podcast` -> its stage; the longest name counts. What has none belongs to the stage of its
# caller: models, texts, addresses, the order of the steps.
STAGES: Final = {
    "audio": "mastering",
    "audio.master_cache": "masters",
    "audio.tags": "tagging",
    "checks": "checks",
    "cluster": "mastering",
    "feed": "feeds",
    "files": "digests",
    "files.atomic": "files",
    "files.cache": "cache",
    "files.cache_database": "cache",
    "pages": "pages",
    "pages.context": "templates",
    "pages.images": "pictures",
    "pages.images.card_drawing": "cards",
    "pages.images.card_files": "cards",
    "pages.images.card_list": "cards",
    "pages.images.social_card": "cards",
    "pages.search": "search",
    "pages.text": "texts",
    "pages.third_party": "foreign",
    "show": "show",
    "steps.audio_record": "tagging",
    "steps.audio_takeover": "tagging",
    "steps.build_state": "digests",
    "steps.feed_files": "feeds",
    "steps.jobs.mastering_worker": "mastering",
    "steps.mastering": "masters",
    "steps.mastering_plan": "masters",
    "steps.site_writer": "files",
    "steps.social_cards": "cards",
    "steps.tagging": "tagging",
    "steps.workers": TRANSFER,
    "text_formats": "texts",
    "transcripts": "transcripts",
    "transcripts.captions": "captions",
    "transcripts.write": "captions",
}
_PACKAGE: Final = Path(__file__).parents[1]
_PROCESS_MODULES: Final = ("/multiprocessing/", "/concurrent/futures/")


def running_stage(frame: FrameType | None) -> str:
    """Return the stage of the innermost code that has one; `frame` is the innermost of a stack."""
    fallback = OTHER
    while frame:
        code = frame.f_code
        stage = _stage_of_code(code.co_filename, is_module=code.co_name == "<module>")
        if stage == TRANSFER:  # as well the loop of a worker, around all of its jobs
            fallback = TRANSFER
        elif stage:
            return stage
        frame = frame.f_back
    return fallback


def stage_of_module(name: str) -> str | None:
    """Return the stage of a module below the package, as in `pages.text.markdown`; None where its caller decides."""
    parts = name.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((STAGES[module] for module in names if module in STAGES), None)


@cache
def _stage_of_code(file: str, *, is_module: bool) -> str | None:
    """Return the stage of code in a file; `is_module`: it is the module itself, which is being imported."""
    if file.startswith("<frozen importlib"):
        return IMPORTS
    if file.endswith(".html"):  # compiled templates have the names of their sources
        return "templates"
    if any(part in file for part in _PROCESS_MODULES):
        return TRANSFER
    if is_module or not file.startswith(f"{_PACKAGE}{os.sep}"):
        return None
    relative = Path(file).relative_to(_PACKAGE).with_suffix("")
    return stage_of_module(".".join(part for part in relative.parts if part != "__init__"))
