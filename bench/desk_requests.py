"""The requests of a desk that is open on a show, one after the other: `desk_requests.py FOLDER --rounds 9`, as JSON.

Processor time is that of the whole server while a request is answered: its threads that read ahead count as well. The
client runs in the same process; a page costs it less than a millisecond.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import threading
import time
from dataclasses import dataclass
from html import unescape
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from podcast.desk.desk_server import running_desk
from tests.support.desk import DeskBrowser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PORT = 18690
FIRST_PAGE = "the overview after the start"
_INPUT = re.compile(r'<input[^>]* name="([cs]-[^"]+)"[^>]* value="([^"]*)"')
_PARTS = ("facts", "notes", "chapters", "sound", "transcript", "preview", "release", "retract", "file")
_PAGES = ("/?state=published", "/show/facts", "/show/people", "/new", "/publish", "/keys", "/go")
_counter = count(1)


@dataclass(frozen=True, slots=True)
class Action:
    """A request with its name; `prepare` returns what it sends, outside the measured time."""

    name: str
    send: Callable[[DeskBrowser, dict[str, str]], int]
    prepare: Callable[[DeskBrowser], dict[str, str]] = lambda _browser: {}


def actions(slug: str, words: str) -> Iterator[Action]:
    """Yield every page of the desk, and the saves.

    Args:
        slug: of the episode.
        words: to look for in the overview.
    """
    for path in ("/", f"/?q={quote(words)}", *_PAGES, *(f"/e/{slug}/{part}" for part in _PARTS)):
        yield Action(path.replace(slug, "SLUG"), lambda browser, _data, path=path: browser.get(path).status)
    for field in ("title", "summary"):
        yield Action(
            f"save: {field}", _save_to(f"/e/{slug}/field"), lambda browser, field=field: _text(browser, slug, field)
        )
    yield Action("save: field of the show", _save_to("/show/field"), _author)
    yield Action("save: chapter", _save_to(f"/e/{slug}/chapters"), lambda browser: _chapter(browser, slug))
    yield Action(
        "save: cue",
        _save_to(f"/e/{slug}/transcript/cue"),
        lambda _browser: {"t-7": f"Zeile {next(_counter)}.", "digest": ""},
    )
    yield Action("undo", lambda browser, _data: browser.post("/undo", {}, script=True).status)


def _save_to(path: str) -> Callable[[DeskBrowser, dict[str, str]], int]:
    return lambda browser, data: browser.post(path, data, script=True).status


def _text(browser: DeskBrowser, slug: str, field: str) -> dict[str, str]:
    fields = json.loads((browser.desk.root / "episodes" / slug / "episode.yaml").read_text("utf-8"))
    return {"field": field, "old": fields[field], "new": f"Anders {next(_counter)}", "digest": ""}


def _author(browser: DeskBrowser) -> dict[str, str]:
    fields = json.loads((browser.desk.root / "podcast.yaml").read_text("utf-8"))
    return {"field": "author", "old": fields["author"], "new": f"Amt {next(_counter)}", "digest": ""}


def _chapter(browser: DeskBrowser, slug: str) -> dict[str, str]:
    html = browser.text(f"/e/{slug}/chapters")
    inputs = {name: unescape(value) for name, value in _INPUT.findall(html)}
    return inputs | {"c-2-title": f"Kapitel {next(_counter)}"}


def measure(root: Path, rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Return processor time and wall time (ms) of each request by its name; the first one apart."""
    slug = sorted(path.name for path in (root / "episodes").iterdir())[-3]
    times: dict[str, list[tuple[float, float]]] = {}
    cpu, wall = time.process_time(), time.perf_counter()
    with running_desk(root, PORT) as desk:
        browser = DeskBrowser(desk, timeout=600)
        browser.enter()
        browser.text("/")
        times[FIRST_PAGE] = [_since(cpu, wall)]
        for action in actions(slug, "ein") if rounds else ():
            times[action.name] = [_timed(browser, action) for _number in range(rounds + 1)]
    return times


def _timed(browser: DeskBrowser, action: Action) -> tuple[float, float]:
    data = action.prepare(browser)
    _wait_until_idle()
    cpu, wall = time.process_time(), time.perf_counter()
    status = action.send(browser, data)
    taken = _since(cpu, wall)
    if status not in {200, 303}:
        sys.exit(f"{action.name}: {status}")
    return taken


def _since(cpu: float, wall: float) -> tuple[float, float]:
    """Return processor time and wall time since two moments, in ms."""
    return (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000


def _wait_until_idle() -> None:
    """Wait until nothing is read ahead any more: no processor time for a tenth of a second."""
    idle = threading.Event()
    while True:
        cpu = time.process_time()
        idle.wait(0.1)
        if time.process_time() - cpu < 0.005:
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    print(json.dumps(measure(options.folder.resolve(), options.rounds)))


if __name__ == "__main__":
    main()
