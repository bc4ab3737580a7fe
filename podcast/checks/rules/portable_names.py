"""Hints at names of files that not every system can have: a show is copied to Windows, or built on Linux, one day.

Pure, like the rules. The names are those that fields have; sources are in `podcast.platform.portable_file_names`.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from podcast.checks.rules.files import audio_files, image_files
from podcast.i18n import _
from podcast.platform.portable_file_names import forbidden_characters, is_device_name, same_on_other_systems
from podcast.show.locations import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.model.show import Show
    from podcast.show.yaml_errors import Loc


def portable_names(show: Show) -> Iterator[Finding]:
    """Windows keeps some names for devices and does not allow some characters; case makes no difference there."""
    for episode in show.episodes:
        if is_device_name(episode.slug):
            what = _('the folder "{name}" cannot be on Windows, which keeps that name for a device').format(
                name=episode.slug
            )
            yield Finding(episode.file, (), what, _("rename it before you publish the episode, or ignore this hint"))
    files = {path: (file, loc) for path, file, loc in _named_files(show)}
    faults = {name: _fault(name) for name in {path.rpartition("/")[2] for path in files}}  # most are equal
    for path, (file, loc) in files.items():
        if what := faults[path.rpartition("/")[2]]:
            yield Finding(file, loc, what, _("rename the file, or ignore this hint"))
    for group in same_on_other_systems(files):
        names = [*dict.fromkeys(PurePosixPath(path).name for path in group)]
        if len(names) == 1:
            continue  # their folders differ by case, which is a problem of its own
        sentence = _('"{name}" and "{other}" are one file on Windows and macOS')
        file, loc = files[group[0]]
        what = sentence.format(name=names[0], other=names[1])
        yield Finding(file, loc, what, _("rename one of them, or ignore this hint"))


def _named_files(show: Show) -> Iterator[tuple[str, str, Loc]]:
    """Yield the path of each file that a field names, and the file and field that name it."""
    yield from audio_files(show)
    yield from image_files(show)
    for episode in show.episodes:
        if episode.transcript:
            yield episode.transcript, episode.file, ("transcript",)


def _fault(name: str) -> str:
    """Why a file of this name cannot be on Windows; empty if it can."""
    if is_device_name(name):
        return _('"{name}" cannot be a file on Windows, which keeps that name for a device').format(name=name)
    if characters := forbidden_characters(name):
        sentence = _('"{name}" cannot be a file on Windows, whose names have no {characters}')
        return sentence.format(name=name, characters=" ".join(repr(character) for character in characters))
    return ""
