"""The fields `denoise` and `highpass`."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from podcast.audio.master import fingerprint
from podcast.model.audio_settings import AudioChanges, AudioSettings, AudioTargets
from podcast.show.load import load
from tests.support.small_show import write_show


@pytest.mark.parametrize(
    ("fields", "hertz"),
    [
        ({}, 0),
        ({"highpass": True}, 80),
        ({"highpass": 100}, 100),
        ({"highpass": False}, 0),
        ({"denoise": "light"}, 80),
        ({"denoise": "light", "highpass": 120.5}, 120.5),
        ({"denoise": False, "highpass": True}, 80),
    ],
)
def test_noise_reduction_takes_rumble_off_too(fields: dict[str, object], hertz: float) -> None:
    assert AudioTargets(**fields).highpass_hz == hertz


@pytest.mark.parametrize("fields", [{"denoise": True}, {"denoise": "strong"}, {"denoise": 0}])
def test_noise_reduction_is_light_or_none(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        AudioTargets(**fields)


@pytest.mark.parametrize("value", [0, 19, 301, "80", "80 Hz", float("nan"), [80]])
def test_a_frequency_is_between_20_and_300_hertz(value: object) -> None:
    with pytest.raises(ValidationError, match="highpass"):
        AudioTargets(highpass=value)


def test_an_episode_may_switch_both_off() -> None:
    settings = AudioSettings(denoise="light", highpass=True)
    assert settings.with_changes(AudioChanges(denoise=False, highpass=False)).highpass_hz == 0
    assert settings.with_changes(AudioChanges(highpass=100)).highpass_hz == 100


def test_only_what_is_asked_for_makes_another_master() -> None:
    plain = fingerprint("00", AudioTargets(), None, None)
    assert fingerprint("00", AudioTargets(denoise=False, highpass=False), None, None) == plain
    others = [{"denoise": "light"}, {"highpass": True}, {"highpass": 100}]
    assert len({plain, *(fingerprint("00", AudioTargets(**fields), None, None) for fields in others)}) == 4


@pytest.mark.filterwarnings("error")
def test_a_frequency_that_cannot_be_read_leaves_the_rest_of_the_show_checkable(tmp_path: Path) -> None:
    write_show(tmp_path)
    with (tmp_path / "podcast.yaml").open("a", encoding="utf-8") as file:
        file.write("audio: {highpass: 500}\n")
    loaded = load(tmp_path)
    (problem,) = loaded.problems
    assert problem.field == "audio.highpass"
    for show in loaded.variants:
        assert show.audio.highpass_hz in {0, 80}
        show.audio.model_dump(mode="json")
