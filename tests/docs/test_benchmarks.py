"""The bench: that it starts, that its meter is right, that its page has a place for every contest."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.support.paths import ROOT
from tests.support.sounds import decode_with_miniaudio, loudness, silence, sine, speech, true_peak, write

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

RATE = 44100


@cache
def help_text(name: str = "mastering.py") -> str:
    script = [sys.executable, ROOT / "bench" / name, "--help"]
    steady = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run(script, capture_output=True, text=True, check=True, env=steady).stdout


@pytest.fixture
def meter(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    import meter

    return meter


def read_in_parts(meter: ModuleType, sound: np.ndarray, seconds: int):
    length = seconds * RATE
    return meter.read((sound[at : at + length] for at in range(0, len(sound), length)), RATE)


@pytest.mark.long
@pytest.mark.parametrize(
    "script", ["mastering.py", "publish.py", "web_space.py", "feed.py", "site.py", "search.py", "check.py"]
)
@pytest.mark.parametrize("document", ["bench/README.md", "docs/en/performance.md", "docs/de/performance.md"])
def test_every_contest_has_its_place(document: str, script: str) -> None:
    [names] = re.findall(r"--only NAME +(.*)", help_text(script))
    text = (ROOT / document).read_text("utf-8")
    for name in names.split(", "):
        assert re.search(rf"^\| `{name}` \||<!-- {name} -->\n(.|\n)*<!-- /{name} -->", text, re.MULTILINE), name


@pytest.mark.long
@pytest.mark.parametrize("channels", [1, 2])
def test_the_meter_reads_in_parts_what_pyloudnorm_reads_at_once(meter: ModuleType, channels: int) -> None:
    loud, soft = speech(8, RATE, channels), 0.02 * speech(9.25, RATE, channels)
    sound = np.concatenate([loud, silence(3, RATE, channels), soft], axis=1).T
    for seconds in (1, 3, 60):
        read = read_in_parts(meter, sound, seconds)
        assert read.loudness == pytest.approx(loudness(sound, RATE), abs=0.005)


def test_the_meter_sees_peaks_between_the_samples_and_where_two_parts_meet(meter: ModuleType) -> None:
    sound = 0.9 * sine(RATE / 4, 4, phase=np.pi / 4).T  # no sample is above 0.64
    assert read_in_parts(meter, sound, 1).true_peak == pytest.approx(20 * np.log10(0.9), abs=0.3)
    click = np.zeros((4 * RATE, 1))
    click[RATE - 1 : RATE + 1] = 0.7
    whole = true_peak(click)
    assert read_in_parts(meter, click, 1).true_peak == pytest.approx(whole, abs=1e-6)


@pytest.mark.long
def test_the_meter_hears_the_whole_of_an_mp3(meter: ModuleType, tmp_path: Path) -> None:
    path = write(tmp_path / "recording.mp3", speech(12.3, channels=2))
    samples, rate = decode_with_miniaudio(path)
    read = meter.heard(path)
    assert read.seconds == pytest.approx(len(samples) / rate)
    assert read.loudness == pytest.approx(loudness(samples, rate), abs=0.01)


def test_silence_has_no_loudness(meter: ModuleType) -> None:
    assert read_in_parts(meter, silence(3).T, 1).loudness == float("-inf")


def test_tables_are_written_into_the_page_of_each_language(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    import report

    pages = [tmp_path / language / "performance.md" for language in ("en", "de")]
    for page in pages:
        page.parent.mkdir()
        page.write_text("<!-- one -->\n\nold\n\n<!-- /one -->\n", "utf-8")
    report.put(pages[0], "one", report.Section("How.", (("a", "b"),), (), on="a machine"))
    assert pages[0].read_bytes() == pages[1].read_bytes()
    assert "How." in pages[1].read_text("utf-8")


def test_both_pages_have_the_same_tables() -> None:
    blocks = re.compile(r"<!-- ([a-z-]+) -->\n.*?<!-- /\1 -->", re.DOTALL)
    english, german = ((ROOT / "docs" / language / "performance.md").read_text("utf-8") for language in ("en", "de"))
    assert [match[0] for match in blocks.finditer(german)] == [match[0] for match in blocks.finditer(english)]
