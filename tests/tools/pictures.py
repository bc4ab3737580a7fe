"""The pictures of README and documentation, in docs/pictures: `make pictures` takes them of the shipped show.

    python -m tests.tools.pictures [FOLDER]

FOLDER contains the show, built; without it, this repository. Needs Chromium. Texts beside the pictures name what is
seen: look at README.md, docs/*/index.md and docs/*/player.md when a picture shows something else than before.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw
from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

from podcast.cli.main import podcast
from podcast.files.cache import Cache
from podcast.steps import audio_record
from podcast.steps.paths import ProjectPaths
from tests.support.browsers import chromium, served
from tests.support.paths import DOCS, ROOT
from tests.support.terminal_session import run_in_terminal

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PICTURES = DOCS / "pictures"
EPISODE = "echte-beteiligung-wie-macht-man-das"
NEWEST = "brauchen-wir-einen-diensteid-fuer-transformation"  # the one that the session in the terminal publishes
SOURCES = ("podcast.yaml", "cover.jpg", "episodes", "site", ".podcast")
DESKTOP, PHONE = {"width": 1280, "height": 880}, {"width": 360, "height": 740}
GAP, RADIUS = 48, 40  # pixels of the picture with two phones
COLUMNS = 120  # characters a line of the terminal
YES = {"en": "y", "de": "j"}  # the answer to the question of `publish`
FRAME = re.compile(r"(\n|\x1b\[1A|\x1b\[2K)|\r|\x1b\[\?25[hl]|\0")
WEB_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
FONTS = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"


@dataclass(frozen=True)
class Shot:
    """A page in a window: its address below the site's, how it looks, and the part that is read while it plays."""

    address: str
    size: dict[str, int]
    scheme: str = "light"
    scale: float = 1.25
    part: str = ""


HOME = Shot("", DESKTOP)
PAGE = Shot(f"{EPISODE}/#t=14", DESKTOP)
PLAYER = Shot(f"{EPISODE}/#t=14", PHONE, scale=2)
READING = Shot(f"{EPISODE}/#t=5", PHONE, "dark", 2, "#transcript")


def main() -> None:
    """Take all pictures."""
    root = Path(sys.argv[1]).resolve() if sys.argv[1:] else ROOT
    PICTURES.mkdir(exist_ok=True)
    with served(root / "site") as site, chromium() as browser:
        _save(_picture(browser, site.url, HOME), "home.webp")
        _save(_picture(browser, site.url, PAGE), "episode.webp")
        _save(_side_by_side([_picture(browser, site.url, shot) for shot in (PLAYER, READING)]), "phone.webp")
    for language in YES:
        (PICTURES / f"terminal-{language}.svg").write_text(_terminal_picture(root, language), "utf-8")


def _picture(browser: Browser, url: str, shot: Shot) -> Image.Image:
    context = browser.new_context(
        locale="de-DE",
        viewport=shot.size,  # type: ignore[arg-type]  # has the keys of ViewportSize
        color_scheme=shot.scheme,  # type: ignore[arg-type]  # one of the words that it takes
        device_scale_factor=shot.scale,
        reduced_motion="reduce",
        has_touch=shot.size is PHONE,
    )
    page = context.new_page()
    page.goto(url + shot.address, wait_until="networkidle")
    _prepare(page, shot.part)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    context.close()
    return picture


def _prepare(page: Page, part: str) -> None:
    """Bring the page into the state of the picture; scrolling and lazy pictures need a moment."""
    if part:
        page.click("main .player button.play")
        page.evaluate("(part) => document.querySelector(part).scrollIntoView()", part)
    page.wait_for_timeout(700)


def _side_by_side(pictures: list[Image.Image]) -> Image.Image:
    """Pictures of the same size in a row, with round corners, on a transparent ground."""
    width, height = pictures[0].size
    row = Image.new("RGBA", ((width + GAP) * len(pictures) - GAP, height))
    mask = Image.new("L", (width, height))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, width - 1, height - 1), RADIUS, fill=255)
    for number, picture in enumerate(pictures):
        row.paste(picture, (number * (width + GAP), 0), mask)
    return row


def _save(picture: Image.Image, name: str) -> None:
    picture.save(PICTURES / name, "WEBP", quality=82, method=6)


def _terminal_picture(root: Path, language: str) -> str:
    """A session as SVG: the newest episode is mastered and published after the others."""
    screen = Text()
    for number, (command, output) in enumerate(_session(root, language)):
        screen.append("\n" * bool(number)).append("$ ", "bold green").append(f"{podcast.name} {command}\n", "bold")
        screen.append(Text.from_ansi(_final_screen(output)))
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="256")
    console.print(screen)
    picture = console.export_svg(title="podcast", theme=DIMMED_MONOKAI, unique_id="terminal")
    return WEB_FONTS.sub("", picture).replace("Fira Code, monospace", FONTS)


def _session(root: Path, language: str) -> list[tuple[str, str]]:
    """Run the session on a copy of the show; return each command with what it wrote."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "show"
        for name in SOURCES:
            source = root / name
            if source.is_dir():
                shutil.copytree(source, copy / name, copy_function=shutil.copy2)
            else:
                copy.mkdir(exist_ok=True)
                shutil.copy2(source, copy)
        _forget_master(copy)
        held = shutil.move(copy / "episodes" / NEWEST, folder)
        for words in (["build"], ["publish", "--yes"]):
            _run(words, [], copy, language)
        shutil.move(held, copy / "episodes")
        for path in (copy / "site").iterdir():  # as in a new checkout: nothing to remove
            if path.is_dir() and path.name != "audio":
                shutil.rmtree(path)
        answers = {"build": [], "publish": [YES[language]]}
        return [(command, _run([command], answers[command], copy, language)) for command in answers]


def _forget_master(root: Path) -> None:
    """Remove the newest episode's master, so that the session makes it."""
    paths = ProjectPaths(root)
    with Cache(paths.database, root) as cache:
        record = audio_record.read_record(cache, paths, NEWEST)
    if record is None:
        sys.exit(f"{NEWEST} is not built in {root}; run `make site` first")
    paths.master(record.master).unlink()


def _run(words: list[str], answers: list[str], root: Path, language: str) -> str:
    output, status = run_in_terminal(
        words, answers, root, LANGUAGE=language, COLUMNS=str(COLUMNS), TERM="xterm-256color"
    )
    if status:
        sys.exit(output)
    return output


def _final_screen(output: str) -> str:
    """What a terminal shows in the end of output with a progress display, which goes up and erases lines."""
    lines, row = [""], 0
    for part in FRAME.split(output):
        if part == "\n":
            row += 1
            lines[row:] = lines[row:] or [""]
        elif part == "\x1b[1A":
            row -= 1
        elif part == "\x1b[2K":
            lines[row] = ""
        else:
            lines[row] += part or ""
    return "\n".join(line for line in lines if line) + "\n"


if __name__ == "__main__":
    main()
