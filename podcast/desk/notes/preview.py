"""Notes as listeners see them: on the website, in an app, in an app that shows plain text."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final, Literal, get_args

from podcast.pages.text.episode_notes import notes_html

if TYPE_CHECKING:
    from podcast.model.show import Episode

Shape = Literal["website", "app", "text"]
SHAPES: Final[tuple[Shape, ...]] = get_args(Shape)

_BLOCK_END: Final = re.compile(r"</(?:p|li|h\d|ul|ol|tr|table|blockquote|pre|div)>|<br\s*/?>")
_ITEM: Final = re.compile(r"<li>")
_TAG: Final = re.compile(r"<[^>]*>")


def preview_html(episode: Episode, language: str, shape: Shape) -> str:
    """Return the notes of an episode as sanitised HTML; empty for plain text, see `plain_text`.

    Args:
        episode: with the notes that are shown.
        language: of the episode.
        shape: where they are shown; pictures are replaced by their text alternatives.
    """
    return "" if shape == "text" else notes_html(episode, language)


def plain_text(episode: Episode, language: str) -> str:
    """Return the notes as apps show them that know no markup."""
    html = _ITEM.sub("• ", _BLOCK_END.sub("\n", notes_html(episode, language)))
    lines = (" ".join(line.split()) for line in unescape(_TAG.sub("", html)).split("\n"))
    return "\n".join(line for line in lines if line)


def with_notes(episode: Episode, text: str) -> Episode:
    """Return an episode with other notes."""
    return episode.model_copy(update={"notes": text or None})
