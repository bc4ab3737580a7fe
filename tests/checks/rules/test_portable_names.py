"""Names that a file cannot have on every system are hints."""

import pytest

from podcast.checks.rules.hints import find_hints
from podcast.checks.rules.portable_names import portable_names
from tests.checks.rules.test_rules import episode, show


def hints(*episodes, **fields) -> list[str]:
    return [
        f"{finding.path}: {'.'.join(map(str, finding.loc))}: {finding.what}"
        for finding in portable_names(show(*episodes, **fields))
    ]


def test_usual_names_are_no_hint():
    assert hints(episode(1, slug="eins", cover="episodes/eins/cover.jpg"), episode(2, slug="zwei")) == []


def test_a_folder_with_the_name_of_a_device_is_a_hint():
    assert hints(episode(1, slug="aux")) == [
        'episodes/aux/episode.yaml: : the folder "aux" cannot be on Windows, which keeps that name for a device'
    ]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nul.jpg", "which keeps that name for a device"),
        ("a:b?.jpg", "whose names have no ':' '?'"),
    ],
)
def test_a_file_that_windows_cannot_have_is_a_hint(name, reason):
    assert hints(episode(1, slug="eins", cover=f"episodes/eins/{name}")) == [
        f'episodes/eins/episode.yaml: cover: "{name}" cannot be a file on Windows, {reason}'
    ]


def test_two_files_whose_names_differ_in_case_only_are_a_hint():
    assert hints(episode(1, slug="eins", cover="episodes/eins/A.jpg", transcript="episodes/eins/a.JPG")) == [
        'episodes/eins/episode.yaml: cover: "A.jpg" and "a.JPG" are one file on Windows and macOS'
    ]


def test_the_hint_is_among_all_hints():
    hints = find_hints(show(episode(1, slug="aux")))
    assert "aux" in {finding.path.split("/")[1] for finding in hints if not finding.loc}
