"""Where a show is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from podcast.model.fields import TargetSettings
    from podcast.publish.targets.retry import RetryWait
    from podcast.publish.targets.target import Target
    from podcast.publish.targets.web_space.credentials import PasswordPrompt

TARGET_VARIABLE: Final = "PODCAST_TARGET"  # of the environment: names a target instead of the show's own


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a show is published: its settings, the opened target, and its location as it was written."""

    settings: TargetSettings
    target: Target
    location: str


def open_destination(
    root: Path,
    override: str | None,
    on_wait: Callable[[RetryWait], None] | None = None,
    prompt: PasswordPrompt | None = None,
) -> Destination:
    """Read the target's settings in a show's folder and open it; episodes do not matter.

    Args:
        root: the show's folder.
        override: a target instead of that of podcast.yaml.
        on_wait: see `podcast.publish.release.open_target`.
        prompt: see there.

    Raises:
        PublishError: no target is named, or it is not valid.
        ShowError: podcast.yaml has problems.
    """
    from podcast.publish import release
    from podcast.publish.targets.wrappers import RecentHead
    from podcast.show import load

    settings = load.load_target_settings(root)
    target = RecentHead(release.open_target(settings, root, override, on_wait, prompt))
    return Destination(settings, target, override or (settings.publish.target if settings.publish else ""))
