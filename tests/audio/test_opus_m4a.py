from pathlib import Path

import av
import numpy as np
import pytest

from podcast.audio.decode import read_blocks
from podcast.audio.meter import measure
from podcast.audio.opus_m4a import FORMATS, write_formats
from tests.support.sounds import speech


def written(folder: Path, sound: np.ndarray, rate: int) -> dict[str, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / f"a.{name}" for name in FORMATS}
    parts = [sound[:, at : at + 65536].astype(np.float32) for at in range(0, sound.shape[1], 65536)]
    write_formats(parts, rate, sound.shape[0], paths)
    return paths


@pytest.mark.long
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [44100, 48000])
def test_every_format_holds_the_same_sound(tmp_path: Path, channels: int, rate: int) -> None:
    sound = speech(8, rate, channels)
    before = measure([sound.astype(np.float32)], rate)
    for path in written(tmp_path, sound, rate).values():
        parts = list(read_blocks(path, rate, channels))
        assert sum(part.shape[1] for part in parts) == pytest.approx(sound.shape[1], abs=0.05 * rate)
        assert measure(parts, rate).loudness == pytest.approx(before.loudness, abs=0.2)
        with av.open(str(path)) as container:
            assert container.streams.audio[0].codec_context.channels == channels


@pytest.mark.long
def test_the_same_sound_gives_the_same_bytes(tmp_path: Path) -> None:
    sound = speech(4, channels=2)
    first, second = (written(tmp_path / name, sound, 44100) for name in "ab")
    for name in FORMATS:
        assert first[name].read_bytes() == second[name].read_bytes()


def test_no_file_names_the_program_that_wrote_it(tmp_path: Path) -> None:
    for path in written(tmp_path, speech(2), 44100).values():
        data = path.read_bytes()
        assert b"Lavf5" not in data
        assert b"Lavf6" not in data
        assert b"Lavc6" not in data
