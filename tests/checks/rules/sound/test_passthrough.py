"""What an episode may not ask for when its recording is published as it is, and what is only a hint then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from podcast.artifacts import AudioInfo
from podcast.checks.examine import examine
from podcast.checks.facts import Facts
from podcast.checks.rules.sound import late_times, passthrough
from podcast.model.show import Episode, Show
from tests.support.passthrough_show import PASSTHROUGH, write_passthrough_show
from tests.support.small_show import change

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from podcast.show.locations import Finding

RECORDING = "episodes/folge-1/recording.mp3"
MP3 = AudioInfo("mp3float", 600.0, 44100, 2, container="mp3")
M4A = AudioInfo("aac", 600.0, 44100, 2, container="mov,mp4,m4a,3gp,3g2,mj2")


def findings(sound: AudioInfo = MP3, **fields: object) -> list[str]:
    """The problems of an episode with these fields."""
    show = Show.model_construct().with_episodes([episode(**fields)])
    facts = Facts({RECORDING: sound})
    return sentences(finding for rule in passthrough.RULES for finding in rule(show, facts))


def episode(**fields: object) -> Episode:
    own = {"slug": "folge-1", "guid": "g-1", "title": "Folge 1", "recording": RECORDING}
    return Episode.model_validate({**own, "audio": {"passthrough": True}, **fields})


def sentences(problems: Iterable[Finding]) -> list[str]:
    return [f"{'.'.join(map(str, problem.loc))}: {problem.what}; {problem.remedy}" for problem in problems]


def audio(**fields: object) -> dict[str, object]:
    return {"passthrough": True, **fields}


@pytest.mark.parametrize(
    "field",
    [
        {"intro": "jingle.mp3"},
        {"outro": "jingle.mp3"},
        {"level": True},
        {"denoise": "light"},
        {"highpass": 80.0},
        {"shorten_pauses": 2.0},
        {"loudness": -16.0},
        {"bitrate": 96},
    ],
)
def test_a_field_that_changes_the_sound_is_refused(field: dict[str, object]) -> None:
    (name,) = field
    what = "would change the sound, but passthrough: true publishes the recording as it is"
    assert findings(audio=audio(**field)) == [f"audio.{name}: {what}; remove it, or remove passthrough: true"]


def test_cuts_and_tracks_are_refused() -> None:
    cuts, tracks = [{"from": 1, "to": 2}], [{"file": "episodes/folge-1/a.flac", "speaker": "Ada"}]
    assert findings(cuts=cuts)[0].startswith("cuts: would change the sound")
    assert findings(recording=None, tracks=tracks)[0].startswith("tracks: would change the sound")


@pytest.mark.parametrize("field", [{"intro": False}, {"level": False}, {"tags": True, "transcript": True}])
def test_a_field_that_asks_for_no_other_sound_is_allowed(field: dict[str, object]) -> None:
    assert findings(audio=audio(**field)) == []


def test_only_its_own_format_is_allowed() -> None:
    assert findings(audio=audio(formats=["mp3"])) == []
    assert findings(M4A, audio=audio(formats=["m4a"])) == []
    assert findings(M4A, audio=audio(formats=["mp3"]))[0].startswith("audio.formats: asks for other formats")
    assert findings(audio=audio(formats=["mp3", "opus"]))[0].startswith("audio.formats: asks for other formats")


def test_a_format_that_apps_do_not_play_is_refused() -> None:
    sound = replace(MP3, container="matroska,webm")
    assert findings(sound)[0].startswith("recording: has a format that podcast apps do not play")


def test_tags_are_refused_where_they_cannot_be_written_or_are_written_anyway() -> None:
    assert findings(audio=audio(tags=True)) == []
    flac = replace(MP3, codec="flac", container="flac")
    assert findings(flac, audio=audio(tags=True))[0].startswith("audio.tags: cannot be written into a file of this")
    assert findings(audio={"tags": True})[0].startswith("audio.tags: goes with passthrough: true only")
    assert findings(audio=audio(transcript=True))[0].startswith("audio.transcript: needs tags")


def test_chapters_after_the_end_are_a_hint_and_no_problem() -> None:
    late = Show.model_construct().with_episodes([episode(chapters=["0:00 A", "10:01 B"])])
    facts = Facts({RECORDING: MP3})
    assert not [finding for rule in passthrough.RULES for finding in rule(late, facts)]
    assert sentences(late_times.late_times(late, facts)) == [
        "chapters.1: starts at 10:01, after the audio ends (10:00); correct the time, or remove the chapter"
    ]


def test_a_problem_names_file_line_and_column(tmp_path: Path) -> None:
    root = write_passthrough_show(tmp_path, ("mp3",))
    change(root / "episodes" / "mp3" / "episode.yaml", PASSTHROUGH, "audio:\n  passthrough: true\n  level: true\n")
    (problem,) = examine(root).problems
    assert (problem.path, problem.line, problem.column) == ("episodes/mp3/episode.yaml", 14, 10)
