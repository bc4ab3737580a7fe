"""Conflict copies of sync services are known by their names, and an ordinary file is never taken for one."""

from __future__ import annotations

import pytest

from podcast.model.values.conflict_copies import conflict_copies


@pytest.mark.parametrize(
    ("copy", "original"),
    [
        # OneDrive: the computer's name
        ("episode-LAPTOP-AB12.yaml", "episode.yaml"),
        ("episode-DESKTOP-7H2K9QX.yaml", "episode.yaml"),
        ("episode-DESKTOP-7H2K9QX-2.yaml", "episode.yaml"),
        ("podcast-REDAKTION3.yaml", "podcast.yaml"),
        ("notes-Erikas-MacBook-Pro.md", "notes.md"),
        ("transcript-DESKTOP-7H2K9QX.vtt", "transcript.vtt"),
        ("recording-LAPTOP-AB12.wav", "recording.wav"),
        # Dropbox, in English and German
        ("episode (Erika's conflicted copy 2026-11-30).yaml", "episode.yaml"),
        ("episode (Erika Muster’s conflicted copy 2026-11-30 (1)).yaml", "episode.yaml"),
        ("episode (conflicted copy 2026-11-30).yaml", "episode.yaml"),
        ("episode (LAPTOP-AB12's conflicted copy 2026-11-30).yaml", "episode.yaml"),
        ("notes (In Konflikt stehende Kopie von Jürgen 2026-11-30).md", "notes.md"),
        ("episode (Konflikt von Jürgen 2026-11-30).yaml", "episode.yaml"),
        ("episode (Konflikt).yaml", "episode.yaml"),
        ("Cover (Case Conflict).jpg", "cover.jpg"),
        ("cover (Case Conflict 1).jpg", "cover.jpg"),
        ("cover (Selective Sync Conflict).jpg", "cover.jpg"),
        ("Gespräch (Unicode Encoding Conflict).wav", "Gespräch.wav"),
        # Nextcloud and ownCloud
        ("episode (conflicted copy 2026-11-30 101112).yaml", "episode.yaml"),
        ("episode (conflicted copy erika 2026-11-30 101112).yaml", "episode.yaml"),
        ("episode_conflict-20261130-101112.yaml", "episode.yaml"),
        ("episode (case clash from erika).yaml", "episode.yaml"),
        # Syncthing
        ("episode.sync-conflict-20261130-101112-ABCDEFG.yaml", "episode.yaml"),
        ("episode.sync-conflict-20261130-101112.yaml", "episode.yaml"),
        ("Gespräch mit Erika.sync-conflict-20261130-101112-A2CDEF7.wav", "Gespräch mit Erika.wav"),
        # Google Drive
        ("episode [Conflict].yaml", "episode.yaml"),
        ("episode [conflict] (1).yaml", "episode.yaml"),
        ("episode_conf(1).yaml", "episode.yaml"),
        ("notes (1).md", "notes.md"),
        # Google Drive keeps a copy of a copy
        ("approvals (2).yaml", "approvals.yaml"),
    ],
)
def test_the_forms_of_each_service_are_known_beside_their_original(copy: str, original: str) -> None:
    assert conflict_copies([copy, original, "anderes.txt"]) == {copy: original}
    assert conflict_copies([copy, "anderes.txt"]) == {}


@pytest.mark.parametrize(
    "names",
    [
        ("transcript.vtt", "transcript-EN.vtt", "transcript-DE.vtt"),
        ("cover.jpg", "cover-GROSS.jpg", "cover-2024.jpg", "cover (1).jpg"),
        ("Interview.wav", "Interview (Konflikt um das Wahlalter).wav", "Interview-TEIL-2.wav", "Interview (2).wav"),
        ("episode.yaml", "episode-entwurf.yaml", "episode-alt.yaml", "episode - Kopie.yaml", "episode.yaml.bak"),
        ("notes.md", "notes-kurz.md", "notes (kurz).md", "conflict.md", "conflicts (2026-11-30).md"),
        ("recording.wav", "recording_conference(1).wav", "recording-PC.wav", "recording.sync-conflict.wav"),
        ("episode.yaml", "notes-LAPTOP-AB12.md"),
    ],
)
def test_ordinary_files_are_no_copies(names: tuple[str, ...]) -> None:
    assert conflict_copies(names) == {}
