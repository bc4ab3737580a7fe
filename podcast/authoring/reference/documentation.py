"""The pages of docs/en and docs/de, which `podcast docs` shows; the wheel has them as podcast/docs.

Each topic is a page in both languages with the same file name. `TOPICS` has the order in which they are listed, in the
terminal and in the navigation of the documentation site.
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Final

from podcast.errors import PodcastError
from podcast.i18n import _
from podcast.text import did_you_mean

TOPICS: Final = (
    "install",
    "tutorial",
    "desk",
    "commands",
    "fields",
    "media",
    "audio",
    "preflight",
    "chapters",
    "notes",
    "transcripts",
    "serve",
    "release",
    "schedule",
    "stores",
    "keep",
    "feed",
    "moving",
    "player",
    "embedding",
    "legal",
    "cluster",
    "themes",
    "api",
    "architecture",
    "performance",
    "scaling",
)
_COMMENT: Final = re.compile(r"<!--.*?-->\n*", re.DOTALL)
_FENCED: Final = re.compile(r"(^```.*?^```$)", re.DOTALL | re.MULTILINE)
_LINK: Final = re.compile(r"(?<!`)\[([^\]]*)\]\(([^)\s]*)\)")  # not the Markdown of an example
_LINK_IN_PARENTHESES: Final = re.compile(r"\(\[[^\]]*\]\((\w+)\.md(?:#[^)\s]*)?\)\)")
_TOPIC_LINK: Final = re.compile(r"(\w+)\.md(?:#.*)?")


def topic_titles(language: str) -> dict[str, str]:
    """Return the titles of all pages in a language, by topic, in the order of `TOPICS`."""
    return {topic: _page_source(topic, language).partition("\n")[0].removeprefix("# ") for topic in TOPICS}


def page_text(topic: str, language: str) -> str:
    """Return a page as Markdown for a terminal: without comments; its links name a topic instead of a file.

    Args:
        topic: one of `TOPICS`.
        language: `de` or `en`; in another language there are no pages, they are English then.

    Raises:
        PodcastError: there is no such topic; the message suggests a similar one.
    """
    if topic not in TOPICS:
        raise PodcastError(
            _('there is no topic "{topic}"; {suggestion}').format(
                topic=topic, suggestion=did_you_mean(topic, list(TOPICS))
            )
        )
    parts = _FENCED.split(_page_source(topic, language))
    return "".join(part if part.startswith("```") else _for_terminal(part) for part in parts)


def documentation_folder() -> Path:
    """Return the folder with the pages: in the package when it is installed, beside it in a checkout."""
    package = Path(str(files("podcast")))
    installed = package / "docs"
    return installed if installed.is_dir() else package.parent / "docs"


def _page_source(topic: str, language: str) -> str:
    page = documentation_folder() / language / f"{topic}.md"
    return (page if page.is_file() else page.parents[1] / "en" / page.name).read_text("utf-8")


def _for_terminal(text: str) -> str:
    text = _LINK_IN_PARENTHESES.sub(r"(`podcast docs \1`)", _COMMENT.sub("", text))
    return _LINK.sub(_terminal_link, text)


def _terminal_link(link: re.Match[str]) -> str:
    """A link as a terminal shows it: a page by its command, an address of the web in full, all others as their text."""
    text, target = link.groups()
    if topic := _TOPIC_LINK.fullmatch(target):
        return f"{text} (`podcast docs {topic[1]}`)"
    return f"{text} ({target})" if target.startswith("https:") else text
