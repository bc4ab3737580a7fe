"""What the audio was made from is known of every build, and read when a publish asks for it."""

from __future__ import annotations

import shutil
from pathlib import Path

from podcast import pipeline


def test_a_build_that_is_published_later_has_the_records_of_its_audio(small_show: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(small_show, tmp_path / "show", copy_function=shutil.copy2))
    build = pipeline.build_site(root, jobs=1)
    records = dict(build.audio_records)
    assert records.keys() == build.audio.keys() == {"folge-1", "folge-2"}
    assert {slug: record["audio"]["path"] for slug, record in records.items()} == {
        slug: audio.path for slug, audio in build.audio.items()
    }
