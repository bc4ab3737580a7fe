"""Publish a podcast from a folder of files.

The names below are the public Python API, see docs/en/api.md. They are imported when they are first used, so that
`import podcast` and the start of the command cost nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers know it: to import `typing` would take longer than all the rest

if TYPE_CHECKING:
    from podcast.artifacts import Audio, Master
    from podcast.checks.examine import Examination
    from podcast.errors import (
        AudioError,
        BuildError,
        BusyError,
        FileError,
        PodcastError,
        Problem,
        PublishError,
        ShowError,
        TemplateError,
    )
    from podcast.model.groups import Chapter, Person, Season
    from podcast.model.show import Episode, Show
    from podcast.pipeline import (
        BuildEvent,
        BuildResult,
        Event,
        build_for_target,
        build_site,
        check_show,
        feed_url,
        load_show,
        publish_site,
        request_remaster,
        request_verification,
    )
    from podcast.publish.protocol.prepare import PublishOptions
    from podcast.publish.protocol.publish import PublishResult
    from podcast.publish.protocol.publish_events import (
        Committed,
        Deleted,
        LeftAlone,
        PublishEvent,
        Uploaded,
        UploadsBegan,
    )
    from podcast.publish.release import open_target
    from podcast.steps.mastering_events import (
        FileDamaged,
        FormatsEncoded,
        InputChanged,
        JobDiscarded,
        MasteringFailed,
        MasteringPlanned,
        RecordingMastered,
    )
    from podcast.steps.rendering_progress import RenderingProgress
    from podcast.steps.site_writer import SiteChanges
    from podcast.steps.tagging import AudioTagged

__all__ = [
    "Audio",
    "AudioError",
    "AudioTagged",
    "BuildError",
    "BuildEvent",
    "BuildResult",
    "BusyError",
    "Chapter",
    "Committed",
    "Deleted",
    "Episode",
    "Event",
    "Examination",
    "FileDamaged",
    "FileError",
    "FormatsEncoded",
    "InputChanged",
    "JobDiscarded",
    "LeftAlone",
    "Master",
    "MasteringFailed",
    "MasteringPlanned",
    "Person",
    "PodcastError",
    "Problem",
    "PublishError",
    "PublishEvent",
    "PublishOptions",
    "PublishResult",
    "RecordingMastered",
    "RenderingProgress",
    "Season",
    "Show",
    "ShowError",
    "SiteChanges",
    "TemplateError",
    "Uploaded",
    "UploadsBegan",
    "build_for_target",
    "build_site",
    "check_show",
    "feed_url",
    "load_show",
    "open_target",
    "publish_site",
    "request_remaster",
    "request_verification",
]

_MODULES = {
    "artifacts": ("Audio", "Master"),
    "checks.examine": ("Examination",),
    "errors": (
        "AudioError",
        "BuildError",
        "BusyError",
        "FileError",
        "PodcastError",
        "Problem",
        "PublishError",
        "ShowError",
        "TemplateError",
    ),
    "model.groups": ("Chapter", "Person", "Season"),
    "model.show": ("Episode", "Show"),
    "pipeline": (
        "BuildEvent",
        "BuildResult",
        "Event",
        "build_for_target",
        "build_site",
        "check_show",
        "feed_url",
        "load_show",
        "publish_site",
        "request_remaster",
        "request_verification",
    ),
    "publish.protocol.prepare": ("PublishOptions",),
    "publish.protocol.publish": ("PublishResult",),
    "publish.protocol.publish_events": (
        "Committed",
        "Deleted",
        "LeftAlone",
        "PublishEvent",
        "Uploaded",
        "UploadsBegan",
    ),
    "publish.release": ("open_target",),
    "steps.mastering_events": (
        "FileDamaged",
        "FormatsEncoded",
        "InputChanged",
        "JobDiscarded",
        "MasteringFailed",
        "MasteringPlanned",
        "RecordingMastered",
    ),
    "steps.rendering": ("RenderingProgress",),
    "steps.site_writer": ("SiteChanges",),
    "steps.tagging": ("AudioTagged",),
}


def __getattr__(name: str) -> object:
    """Import a name of the API from its module (PEP 562).

    Raises:
        AttributeError: it is not in the API.
    """
    for module, names in _MODULES.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(f"podcast.{module}"), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    """The names of the API, and the module's own."""
    return sorted({*globals(), *__all__})
