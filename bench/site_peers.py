"""Other makers of sites, on the same texts: how each is run, and what it took. Eleventy, Hugo, Pelican."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import site_content
import site_show
from contestants import HERE
from measuring import run
from site_steps import StepRun, extent

if TYPE_CHECKING:
    from collections.abc import Iterator

FULL, ALIKE = "podcast build, all files", "podcast, pages and feed alone"
HUGO, PELICAN, ELEVENTY = "Hugo", "Pelican", "Eleventy"
NEAR = Path(sys.executable).parents[1]


@dataclass(frozen=True, slots=True)
class Maker:
    """A way from a folder to a site: its folder below the content, its command, what it writes."""

    name: str
    folder: str
    command: tuple[str | Path, ...]
    site: str

    @property
    def is_missing(self) -> bool:
        """Whether its program is not there."""
        return not Path(self.command[0]).exists() and shutil.which(str(self.command[0])) is None


def makers(folder: Path, peers: Path, eleventy: Path) -> tuple[Maker, ...]:
    """All makers; `folder` has the content, `peers` the programs hugo and pelican."""
    hugo = (peers / "hugo", "--quiet", "-s", folder / "hugo")
    pelican = (peers / "pelican", "-q", "-s", folder / "pelican/pelicanconf.py", "-o", folder / "pelican/output")
    python = (sys.executable, "-P")
    return (
        Maker(FULL, "podcast", (*python, "-m", "podcast", "build", "--quiet", "-C", folder / "podcast"), "site"),
        Maker(ALIKE, "podcast", (sys.executable, HERE / "site_ours.py", folder / "podcast"), "alike"),
        Maker(HUGO, "hugo", hugo, "public"),
        Maker(PELICAN, "pelican", (*pelican, folder / "pelican/content"), "output"),
        Maker(ELEVENTY, "eleventy", (eleventy, "--quiet", "--config=eleventy.config.mjs"), "_site"),
    )


def write_content(folder: Path, shape: site_content.Shape) -> None:
    """Write the show for all makers."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    site_content.write_peers(folder, shape)
    site_show.make_show(folder / "podcast", shape)
    shutil.copytree(folder / "podcast" / "site", folder / "audio", copy_function=os.link)
    shutil.copytree(folder / "podcast" / ".podcast", folder / "laid", copy_function=_copy_database)


def rounds(makers_: tuple[Maker, ...], folder: Path, count: int) -> Iterator[StepRun]:
    """Run all makers in turn, `count` times, each from an empty site."""
    for _ in range(count):
        for maker in makers_:
            if not maker.is_missing:
                yield _once(maker, folder)


def _once(maker: Maker, folder: Path) -> StepRun:
    work = folder / maker.folder
    shutil.rmtree(work / maker.site, ignore_errors=True)
    if maker.name == FULL:  # as if it had never been built, with its masters
        shutil.rmtree(work / ".podcast")
        shutil.copytree(folder / "audio", work / "site", copy_function=os.link)
        shutil.copytree(folder / "laid", work / ".podcast", copy_function=_copy_database)
    here = Path.cwd()
    os.chdir(work)
    try:
        taken = run(maker.command, folder / "log")
    finally:
        os.chdir(here)
    if taken.failure:
        raise SystemExit(f"{maker.name} failed: {taken.failure}")
    return StepRun(maker.name, taken, *extent(work / maker.site))


def _copy_database(source: str, target: str) -> None:
    """Link a master, copy the database: the build writes into it."""
    (shutil.copy2 if Path(source).parent.name != "masters" else os.link)(source, target)
