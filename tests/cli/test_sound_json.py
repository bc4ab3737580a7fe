"""The sound of each episode in the JSON of `podcast build --report`: the same as on the page, as the schema says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pydantic import TypeAdapter

from podcast import pipeline
from podcast.cli.documents.sound_documents import EpisodeSoundDocument
from podcast.cli.sound_json import sound_document
from podcast.report.sound_details import SoundDetails
from tests.report.test_sound_section import detailed
from tests.support.small_show import change, write_show
from tests.support.sounds import speech, wav

if TYPE_CHECKING:
    from pathlib import Path

WEBVTT = """WEBVTT

00:00:00.000 --> 00:00:06.000
<v Anna>Erst spreche ich.

00:00:06.500 --> 00:00:12.000
<v Bert>Dann ich, viel leiser.
"""


def validated(document: object) -> EpisodeSoundDocument:
    return TypeAdapter(EpisodeSoundDocument).validate_python(json.loads(json.dumps(document)), extra="forbid")


def test_everything_on_the_page_is_in_the_document() -> None:
    document = validated(sound_document(detailed()))
    programme = document["programme"]
    assert programme
    assert [speaker["name"] for speaker in programme["speakers"]] == ["Anna", "Bert", "Publikum"]
    assert programme["speakers_from"] == "transcript"
    assert programme["dialogue"] == {"seconds": 1161.0, "before": -22.8, "after": -16.1}
    assert programme["pauses"] == {"seconds": 291.0, "before": -32.2, "after": -27.1}
    assert (min(programme["limiter"]), max(programme["leveler"])) == (-6.1, 5.2)
    assert len(document["removed"]) == 20
    assert document["removed"][1] == {"kind": "cut", "start": 61.2, "end": 95.0}
    (recording,) = document["recordings"]
    assert recording["channel_mixes"][0]["gains"][2] == {"name": "FC", "left": -3.0, "right": -3.0}
    assert recording["jumps"][0] == {"at": 190.2, "seconds": 2.0, "filled": True}
    assert (recording["inserted_silence"], recording["drift"]) == (2.0, -0.9)


def test_levels_that_are_not_stored_are_null() -> None:
    document = validated(sound_document(detailed(SoundDetails())))
    assert document["programme"] is None
    assert document["removed"] == document["recordings"] == []


@pytest.mark.long
def test_a_build_knows_speakers_channels_and_what_was_trimmed(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show", episodes=1)
    (episode,) = root.glob("episodes/*")
    next(episode.glob("recording.*")).unlink()
    loud, quiet = speech(6, seed=2), speech(6, seed=3) * 0.25
    centre = np.concatenate([np.zeros((1, 44100)), loud, quiet], axis=1)
    channels = np.concatenate([np.zeros((2, centre.shape[1])), centre, np.zeros((3, centre.shape[1]))])
    (episode / "recording.wav").write_bytes(wav(channels, mask=0x3F))
    cues = WEBVTT.replace("00:00:00.000 --> 00:00:06", "00:00:01.000 --> 00:00:07")
    cues = cues.replace("00:00:06.500 --> 00:00:12", "00:00:07.200 --> 00:00:13")
    (episode / "transcript.vtt").write_text(cues)
    change(episode / "episode.yaml", "notes:", "transcript: transcript.vtt\nnotes:")
    build = pipeline.build_site(root, jobs=1)
    (entry,) = pipeline.write_report(build)
    document = validated(sound_document(entry))
    programme = document["programme"]
    assert programme
    assert [speaker["name"] for speaker in programme["speakers"]] == ["Anna", "Bert"]
    anna, bert = programme["speakers"]
    assert anna["before"] - bert["before"] == pytest.approx(12, abs=1)
    assert document["removed"][0]["kind"] == "start"
    assert document["removed"][0]["end"] == pytest.approx(0.8, abs=0.1)
    (recording,) = document["recordings"]
    assert recording["path"] == (episode / "recording.wav").relative_to(root).as_posix()
    assert recording["channel_mixes"][0]["layout"] == "5.1"
    assert any("mixed to stereo by ITU-R BS.775" in hint.what for hint in build.hints)
