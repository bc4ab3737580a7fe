"""Pages of another website that embed a podcast, with the HTML of docs/en/embedding.md or docs/de/embedding.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE: Final = "https://podcast.example.org/"


def documented(name: str, language: str = "de") -> str:
    """The code that the page marks with `<!-- test: name -->`."""
    text = (ROOT / "docs" / language / "embedding.md").read_text("utf-8")
    (code,) = re.findall(rf"<!-- test: {name} -->\n```\w+\n(.*?)```", text, re.DOTALL)
    return str(code)


@dataclass(frozen=True)
class Host:
    """Another website: its folder and its address, and the address of the podcast."""

    folder: Path
    url: str
    podcast: str

    def write(self, name: str, html: str, policy: str = "", head: str = "") -> str:
        """Write a page with text before and after the HTML, and return its address."""
        html, policy = (text.replace(EXAMPLE, self.podcast) for text in (html, policy))
        meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">' if policy else ""
        viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">'
        page = (
            f'<!doctype html>\n<html lang="de"><head><meta charset="utf-8">{meta}{viewport}'
            f"<title>Amt</title>{head}</head>"
            f"<body><main><h1>Neues aus dem Amt</h1><p>Davor.</p>\n{html}\n<p>Danach.</p></main></body></html>"
        )
        (self.folder / name).write_text(page, "utf-8")
        return f"{self.url}{name}"
