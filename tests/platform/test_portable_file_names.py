"""Names that a file cannot have on every system."""

from __future__ import annotations

import pytest

from podcast.platform import portable_file_names


@pytest.mark.parametrize("name", ["con", "AUX", "nul.mp3", "com1", "lpt9.tar.gz", "COM²", "prn .txt"])
def test_names_of_devices_are_known_with_any_suffix(name: str) -> None:
    assert portable_file_names.is_device_name(name)


@pytest.mark.parametrize("name", ["console", "aux-einnahmen", "com", "com0", "com10", "null", "recording.aux"])
def test_names_that_only_begin_like_devices_are_free(name: str) -> None:
    assert not portable_file_names.is_device_name(name)


@pytest.mark.parametrize(
    ("name", "characters"),
    [("Akte: Teil 1?.wav", ":?"), ("a.", "."), ("a ", " "), ("a.b c", ""), ('"a"|<b>*\\', '"|<>*\\'), ("::", ":")],
)
def test_characters_that_windows_does_not_allow_are_named_once(name: str, characters: str) -> None:
    assert portable_file_names.forbidden_characters(name) == characters


def test_names_that_differ_in_case_or_accents_only_are_one_elsewhere() -> None:
    names = ["Bild.jpg", "bild.jpg", "a\u0308.md", "ä.md", "straße", "STRASSE", "eins", "zwei"]
    assert portable_file_names.same_on_other_systems(names) == (
        ("Bild.jpg", "bild.jpg"),
        ("a\u0308.md", "ä.md"),
        ("STRASSE", "straße"),
    )
