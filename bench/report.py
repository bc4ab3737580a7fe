"""What was measured, as Markdown: tables, and goals with what they want and what was found."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from contestants import CORES, program

from podcast.files import atomic

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PROGRAMS = (("lame", "--version"), ("ffmpeg", "-version"))
PACKAGES = ("podcast-from-a-folder", "av", "lameenc", "numpy", "ffmpeg-normalize", "pydub", "pyloudnorm")


@dataclass(frozen=True, slots=True)
class Goal:
    """What is wanted: `figure` is what was found (None: could not be measured), good up to `most`."""

    what: str
    figure: float | None
    most: float
    unit: str = ""

    @property
    def verdict(self) -> str:
        """Met, not met, or not measured."""
        if self.figure is None:
            return "not measured"
        return "met" if self.figure <= self.most else "**not met**"

    @property
    def cells(self) -> tuple[str, ...]:
        """The goal as a row of a table."""
        wanted = f"≤ {self.most:g}"
        found = number(self.figure, 3) + self.unit * (self.figure is not None)
        return (self.what, wanted.replace("-", "−") + self.unit, found, self.verdict)


@dataclass(frozen=True, slots=True)
class Section:
    """What a contest found: in words how, the table with its head first, the goals, and on what it was measured.

    Empty `on` is the machine and the programs that mastering is measured with.
    """

    how: str
    rows: tuple[tuple[str, ...], ...]
    goals: tuple[Goal, ...]
    on: str = ""

    def markdown(self) -> str:
        """The section as it stands in docs/en/performance.md."""
        goals = (
            [table([("goal", "target", "measured", ""), *(goal.cells for goal in self.goals)])] if self.goals else []
        )
        return "\n\n".join((self.how, table(self.rows), *goals, f"Measured with {self.on or machine()}."))


def table(rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first row is its head. Columns after the first stand to the right."""
    head, *rest = rows
    rule = ("---", *("---:" for _ in head[1:]))
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rest))


def number(figure: float | None, digits: int = 2) -> str:
    """A figure with so many digits after the point, a dash for none."""
    return "—" if figure is None else f"{figure:.{digits}f}".replace("-", "−")


def minutes(seconds: float) -> str:
    """A length in minutes."""
    return f"{seconds / 60:g} min"


def machine() -> str:
    """What it was measured with: processors, Python, versions."""
    model = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    cores = f"{CORES} processors ({model[1] if model else platform.machine()})"
    return ", ".join((cores, f"Python {platform.python_version()}", *_programs(), *_packages()))


def _programs() -> Iterable[str]:
    for name, option in PROGRAMS:
        if path := program(name):
            said = subprocess.run([path, option], capture_output=True, text=True, check=False).stdout
            version = re.search(r"version (\S+)", said)
            yield f"{name} {version[1] if version else '?'}"


def _packages() -> Iterable[str]:
    for name in PACKAGES:
        try:
            yield f"{name} {metadata.version(name)}"
        except metadata.PackageNotFoundError:
            continue


def busy() -> str:
    """A warning when others are at work, or nothing."""
    load = os.getloadavg()[0]
    return f"the machine is busy (load {load:.1f}): times will be wrong, ratios doubtful" if load > 0.3 else ""


def put(page: Path, name: str, section: Section) -> None:
    """Replaces what stands between `<!-- NAME -->` and `<!-- /NAME -->` in a page, and in its translations.

    Raises:
        SystemExit: a page has no such place.
    """
    translations = page.parents[1].glob(f"??/{page.name}") if page.parent.name == "en" else [page]
    for translation in translations:
        _put_into(translation, name, section)


def _put_into(page: Path, name: str, section: Section) -> None:
    text = page.read_text("utf-8")
    place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not place.search(text):
        raise SystemExit(f"{page} has no place for {name}: it needs <!-- {name} --> and <!-- /{name} -->")
    new = place.sub(lambda found: f"{found[1]}\n{section.markdown()}\n\n{found[2]}", text)
    atomic.write(page, new.encode())
