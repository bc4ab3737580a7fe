"""Notes as listeners see them: on the website, in an app, in an app that shows plain text."""

from __future__ import annotations

import contextlib
import re
from html import unescape
from typing import TYPE_CHECKING, Final, Literal, get_args
from urllib.parse import quote, unquote

from podcast.errors import FileProblem
from podcast.model.file_names import EPISODES
from podcast.pages.images.picture_types import UnreadableError
from podcast.pages.images.pillow import image_size
from podcast.pages.text.episode_notes import notes_html, notes_image_sources
from podcast.show.media_files import PICTURE, resolve_named_file

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.model.show import Episode

Shape = Literal["website", "app", "text"]
SHAPES: Final[tuple[Shape, ...]] = get_args(Shape)

_SHOWN_BY_BROWSERS: Final = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".bmp")
_BLOCK_END: Final = re.compile(r"</(?:p|li|h\d|ul|ol|tr|table|blockquote|pre|div)>|<br\s*/?>")
_ITEM: Final = re.compile(r"<li>")
_TAG: Final = re.compile(r"<[^>]*>")


def preview_html(root: Path, episode: Episode, language: str, shape: Shape) -> str:
    """Return the notes of an episode as sanitised HTML; empty for plain text, see `plain_text`.

    Args:
        root: of the show.
        episode: with the notes that are shown.
        language: of the episode.
        shape: where they are shown; in an app, pictures are replaced by their text alternatives.
    """
    if shape == "text":
        return ""
    return notes_html(episode, language, _pictures(root.resolve(), episode) if shape == "website" else None)


def _pictures(root: Path, episode: Episode) -> dict[str, tuple[str, int, int]]:
    """Return the pictures of the notes that are files of the episode: their addresses at the desk, and their sizes."""
    pictures: dict[str, tuple[str, int, int]] = {}
    for name in notes_image_sources(episode):
        path = resolve_named_file(root, f"{EPISODES}/{episode.slug}", unquote(name).removeprefix("./"), PICTURE)
        if isinstance(path, FileProblem) or not path.lower().endswith(_SHOWN_BY_BROWSERS):
            continue
        file = root / path
        with contextlib.suppress(UnreadableError, OSError):
            pictures[name] = (f"/media/{quote(path)}?v={file.stat().st_mtime_ns}", *image_size(file))
    return pictures


def plain_text(episode: Episode, language: str) -> str:
    """Return the notes as apps show them that know no markup."""
    html = _ITEM.sub("• ", _BLOCK_END.sub("\n", notes_html(episode, language)))
    lines = (" ".join(line.split()) for line in unescape(_TAG.sub("", html)).split("\n"))
    return "\n".join(line for line in lines if line)


def with_notes(episode: Episode, text: str) -> Episode:
    """Return an episode with other notes."""
    return episode.model_copy(update={"notes": text or None})
