from pathlib import Path

import numpy as np
import pytest

from podcast.audio.mp3.decoder import decode_mp3
from podcast.audio.mp3.encode import EncodingJob, encode
from podcast.model.audio_settings import AudioTargets
from tests.support.sounds import decode_with_miniaudio, speech


@pytest.mark.parametrize("bitrate", [64, 128, 320])
@pytest.mark.parametrize("rate", [44100, 48000])
@pytest.mark.parametrize("channels", [1, 2])
def test_it_is_what_a_player_plays_from_any_sample_on(tmp_path: Path, channels: int, rate: int, bitrate: int) -> None:
    sound, targets = speech(6, rate, channels).astype(np.float32), AudioTargets(bitrate=bitrate, sample_rate=rate)
    path = tmp_path / "a: b,c'd.mp3"  # a name that means something to FFmpeg
    encode(EncodingJob(lambda start: [sound[:, start:]], sound.shape[1], targets, channels, path))
    samples, _ = decode_with_miniaudio(path)
    complete = np.concatenate(list(decode_mp3(path, targets, channels)), axis=1)[:, : sound.shape[1]]
    assert np.allclose(complete, samples.T, atol=1e-4)
    for start in (1, 1151, 2 * rate, 5 * rate + 77, sound.shape[1] - 1):
        rest = np.concatenate(list(decode_mp3(path, targets, channels, start)), axis=1)
        assert np.array_equal(rest[:, : sound.shape[1] - start], complete[:, start:]), start
