"""Audio behind services that count downloads: the real address is known, and a dead service is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.importing.mapping.imported import ExistingShow, MappingOptions
from podcast.importing.mapping.map_show import map_show
from podcast.importing.mapping.plan_downloads import plan_downloads
from tests.support.foreign_feed import OLD, fetched_file, foreign_feed, usual_item

if TYPE_CHECKING:
    from pathlib import Path


def test_a_dead_service_is_passed_by_and_said(tmp_path: Path) -> None:
    item = usual_item().replace(f"{OLD}audio-1.mp3", "https://dts.podtrac.com/redirect.mp3/old.example.com/audio-1.mp3")
    source = foreign_feed(tmp_path, item)
    existing = ExistingShow(tmp_path / "show")
    [audio] = [file for file in plan_downloads(source, existing, MappingOptions()) if file.kind == "audio"]
    assert audio.fallback == f"{OLD}audio-1.mp3"
    file = replace(fetched_file(existing.root, audio, b"ID3"), used_fallback=True)
    imported = map_show(source, {audio.path: file}, existing, MappingOptions())
    [finding] = [finding for finding in imported.findings if finding.rule == "dead-tracking-prefix"]
    assert "Podtrac" in finding.sentence


def test_audio_without_such_a_service_has_one_address(tmp_path: Path) -> None:
    planned = plan_downloads(foreign_feed(tmp_path, usual_item()), ExistingShow(tmp_path), MappingOptions())
    assert {file.fallback for file in planned} == {""}
