"""An approval as a line of `approvals.yaml`: written at the end of the file, of which nothing else changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podcast.authoring.edits.guarded_write import edit_lock, read_bytes, replace_held_file
from podcast.authoring.yaml_scalars import format_flow
from podcast.errors import PodcastError, ShowError
from podcast.i18n import _
from podcast.model.file_names import APPROVALS_FILE, EPISODES
from podcast.show.yaml_file import file_problems, read_yaml_file
from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.model.publishing.approvals import Approval
    from podcast.show.yaml_reader import YamlValue

_HEAD: Final = (
    "# Who has approved which version of this episode: a note among colleagues, no proof of identity.\n"
    "# `podcast approve` adds to it; a change of the episode makes an approval outdated.\n"
    "approvals:\n"
)


def approvals_path(slug: str) -> str:
    """Return the path of an episode's approvals, relative to the show's root."""
    return f"{EPISODES}/{slug}/{APPROVALS_FILE}"


def add_approval(root: Path, slug: str, approval: Approval) -> tuple[bytes | None, bytes]:
    """Write an approval at the end of an episode's file; return the bytes of the file before and after.

    Args:
        root: of the show.
        slug: of the episode.
        approval: with a time in the show's time zone.

    Raises:
        ShowError: the file has problems.
        PodcastError: nothing can be added to it in place.
        FileError: the disk refuses.
    """
    path = approvals_path(slug)
    with edit_lock(root):
        before = read_bytes(root / path)
        if before is not None and (problems := tuple(file_problems(read_yaml_file(root, path)))):
            raise ShowError(problems)
        after = with_approval(before or b"", approval)
        if after is None:
            sentence = _("{path}: cannot be added to in place; write `approvals:` as a list with a line for each")
            raise PodcastError(sentence.format(path=path))
        replace_held_file(root, path, before, after)
    return before, after


def with_approval(data: bytes, approval: Approval) -> bytes | None:
    """Return a file with one more approval at its end; None if that would not be read as one.

    Args:
        data: of the file; empty for a new one.
        approval: to add.
    """
    newline = "\r\n" if b"\r\n" in data else "\n"
    fields = read_yaml(data).fields or {}
    approvals = fields.get("approvals")
    values = _values(approval)
    written = (f"{name}: {value if name == 'on' else format_flow(value)}" for name, value in values.items())
    lines = [f"  {' ' if number else '-'} {line}" for number, line in enumerate(written)]
    text = data.decode("utf-8-sig", "replace")
    if not text.strip():
        text = _HEAD
    elif "approvals" not in fields:
        text = f"{_ended(text, newline)}approvals:{newline}"
    new = f"{_ended(text, newline)}{newline.join(lines)}{newline}".encode()
    expected = [*(approvals if isinstance(approvals, list) else []), values]
    document = read_yaml(new)
    is_read = not document.problems and document.fields == {**fields, "approvals": expected}
    return new if is_read else None


def _ended(text: str, newline: str) -> str:
    return text if text.endswith("\n") else f"{text}{newline}"


def _values(approval: Approval) -> dict[str, YamlValue]:
    """The fields of an approval in the order in which they are written."""
    moment = f"{approval.on:%Y-%m-%d %H:%M:%S}{approval.on.isoformat()[-6:]}"
    return {"name": approval.name, "on": moment, "digest": approval.digest, "parts": {**approval.parts}}
