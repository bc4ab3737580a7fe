"""Recordings of every kind, mastered to what different shows wish for: is that what is heard?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import show_folder
from contestants import CORES, OURS
from measuring import run
from recordings import KINDS
from report import Goal, Section, minutes, number
from rounds import heard, made, note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from meter import Heard
    from rounds import Outcome, Setting

CEILING = -1.0  # dBTP
TIGHT, LOOSE, DEEP = 0.1, 0.3, 6.0  # LU; LU where the limiter takes more than DEEP dB


@dataclass(frozen=True, slots=True)
class Wish:
    """What a show wants: loudness in LUFS, bit rate in kbit/s."""

    loudness: float = -16.0
    bitrate: int = 128
    channels: str = "source"

    @property
    def audio(self) -> dict[str, object]:
        """As podcast.yaml has it."""
        return {"loudness": self.loudness, "bitrate": self.bitrate, "channels": self.channels}

    def __str__(self) -> str:
        mono = ", mono" * (self.channels == "mono")
        return f"{number(self.loudness, 0)} LUFS, {self.bitrate} kbit/s{mono}"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a wish: the limiter's deepest cut in dB, and what the meter read."""

    wish: Wish
    cut: float
    heard: Heard

    @property
    def off(self) -> float:
        """How far it is from the loudness wanted, in LU."""
        return abs(self.heard.loudness - self.wish.loudness)

    def __str__(self) -> str:
        return " / ".join((number(self.heard.loudness), number(self.heard.true_peak), number(self.cut, 1)))


WISHES = (
    Wish(),
    Wish(bitrate=96),
    Wish(-14, 192),
    Wish(-19, 96, "mono"),
    Wish(-16, 64, "mono"),
)


def loudness(setting: Setting) -> Section:
    """Every recording for every wish, in a show of its own: one that is refused does not stop the others."""
    paths = made(setting, *((kind, setting.short, 0) for kind in KINDS))
    results = [_results(wish, paths, setting.work / f"wish-{place}") for place, wish in enumerate(WISHES)]
    cells = [[str(wish), *(str(one or "refused") for one in some)] for wish, some in zip(WISHES, results, strict=True)]
    there = [one for some in results for one in some if one]
    refused = len(WISHES) * len(paths) - len(there)
    how = (
        f"Recordings of {minutes(setting.short)}, built by `podcast build` for several settings. In each cell: "
        "loudness in LUFS and true peak in dBTP of the decoded MP3, and the limiter's deepest cut in dB."
    )
    rows = zip(["recording", *(kind.name for kind in KINDS)], *cells, strict=True)
    return Section(how, tuple(rows), (*goals(there), Goal("recordings refused", refused, 0)))


def _results(wish: Wish, paths: Sequence[Path], folder: Path) -> list[Result | None]:
    """What came of a wish for each recording; None where it was refused."""
    folders = [folder / path.stem for path in paths]
    with ThreadPoolExecutor(CORES) as threads:
        there = list(threads.map(lambda path, folder: _built(wish, path, folder), paths, folders))
    shows = [one for one, built in zip(folders, there, strict=True) if built]
    read = heard([path for one in shows for path in show_folder.masters(one)])
    found = {one: Result(wish, *show_folder.limited(one), sound) for one, sound in zip(shows, read, strict=True)}
    return [found.get(one) for one in folders]


def _built(wish: Wish, path: Path, folder: Path) -> bool:
    show_folder.write(folder, [path], wish.audio)
    failure = run(OURS.command([path], folder), folder / "log").failure
    note(f"{path.stem}, {wish}: {failure or 'built'}")
    return not failure


def as_wanted(folder: Path, ours: Outcome | None) -> tuple[Goal, ...]:
    """The same goals for a show that is built with nothing wished for (None: it is not)."""
    if ours is None:
        return goals(())
    pairs = zip(show_folder.limited(folder), ours.heard, strict=True)
    return goals([Result(WISHES[0], *pair) for pair in pairs])


def goals(results: Sequence[Result]) -> tuple[Goal, ...]:
    """What results must sound like; only of how hard the limiter worked on them is anything said."""
    hard = {deep: [one.off for one in results if (one.cut > DEEP) is deep] for deep in (False, True)}
    peaks = [one.heard.true_peak for one in results]
    wanted = (
        Goal(
            f"deviation from the target loudness, limiter up to {DEEP:g} dB",
            max(hard[False], default=None),
            TIGHT,
            unit=" LU",
        ),
        Goal(
            f"deviation from the target loudness, limiter over {DEEP:g} dB",
            max(hard[True], default=None),
            LOOSE,
            unit=" LU",
        ),
        Goal("highest true peak", max(peaks, default=None), CEILING, unit=" dBTP"),
    )
    return tuple(goal for goal in wanted if goal.figure is not None or not results)
