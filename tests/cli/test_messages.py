"""What commands say of their results."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from podcast.cli.messages import build_summary
from podcast.pipeline import build_outcome

if TYPE_CHECKING:
    from podcast.pipeline import BuildResult

SEARCH_FILES = tuple(f"suche/{number}.json" for number in range(20))
PAGE, AUDIO = "folge-1/index.html", "audio/folge-1.12345678.mp3"


@pytest.mark.parametrize(
    ("removed", "said"),
    [
        ((), []),
        (SEARCH_FILES[:5], [f"removed {path}" for path in SEARCH_FILES[:5]]),
        ((AUDIO, PAGE, *SEARCH_FILES), [f"removed {AUDIO}", f"removed {PAGE}", "removed 20 other files"]),
    ],
)
def test_pages_and_audio_that_a_build_removes_are_named_and_many_other_files_counted(
    built: BuildResult, removed: tuple[str, ...], said: list[str]
) -> None:
    lines = build_summary(replace(build_outcome(built), removed=removed), built.site)
    assert [line for line in lines if line.startswith("removed")] == said
