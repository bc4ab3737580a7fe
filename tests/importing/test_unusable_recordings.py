"""Recordings that are damaged at the old host: their episodes are drafts, and the show is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from podcast.checks.examine import examine
from podcast.cli.main import podcast
from podcast.importing.mapping.write_show import write_show
from tests.support.foreign_feed import OLD, foreign_feed, map_feed, usual_item
from tests.support.old_show import picture
from tests.support.sounds import speech, write

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "<description>Worum es geht.</description>"
TYPES = {"ogg": "audio/ogg", "wav": "audio/wav", "m4a": "audio/mp4"}


def imported(folder: Path, ending: str, share: float) -> tuple[Path, list[str]]:
    """The folder of a show of two episodes, one with this share of its bytes; and the sentences that say so."""
    usable, damaged = folder / "usable.mp3", folder / f"damaged.{ending}"
    for recording in (usable, damaged):
        write(recording, speech(2, rate=48000, channels=1), 48000)
    data = damaged.read_bytes()
    item = usual_item(TEXT).replace("audio-1.mp3", f"1.{ending}").replace("audio/mpeg", TYPES[ending])
    second = usual_item(TEXT, number=2).replace("Erste", "Zweite")
    contents = {
        f"{OLD}1.{ending}": data[: int(len(data) * share)],
        f"{OLD}audio-2.mp3": usable.read_bytes(),
        f"{OLD}cover.jpg": picture("JPEG"),
    }
    root = folder / "show"
    show = map_feed(foreign_feed(folder, second, item), root, contents)
    write_show(show, root)
    return root, [finding.sentence for finding in show.findings if finding.rule == "unusable-recording"]


def drafts(root: Path) -> list[str]:
    """The slugs of the drafts of a show that has no other problem than a recording."""
    examination = examine(root)
    assert {problem.field for problem in examination.problems} <= {"recording"}
    assert examination.show is not None
    return [episode.slug for episode in examination.show.episodes if episode.draft]


@pytest.mark.parametrize("ending", TYPES)
def test_an_episode_with_a_truncated_recording_is_a_draft(tmp_path: Path, ending: str) -> None:
    root, [sentence] = imported(tmp_path, ending, 0.6)
    assert f"recording.{ending}" in sentence
    assert drafts(root) == ["erste-folge"]


@pytest.mark.parametrize("ending", TYPES)
def test_an_episode_with_a_whole_recording_is_none(tmp_path: Path, ending: str) -> None:
    root, sentences = imported(tmp_path, ending, 1)
    assert (sentences, drafts(root)) == ([], [])


@pytest.mark.long
@pytest.mark.parametrize("ending", TYPES)
def test_the_show_is_built_without_the_draft(tmp_path: Path, ending: str) -> None:
    root, _sentences = imported(tmp_path, ending, 0.6)
    result = CliRunner().invoke(podcast, ["-C", str(root), "build", "-j", "1"])
    assert result.exit_code == 0, result.output
    assert (root / "site/feed.xml").read_text("utf-8").count("<item>") == 1
