"""Edits of one file by two windows of the desk and by `podcast set`, all at once, while each is killed now and then.

`python -m tests.support.interleaved_edits ROOT SLUG EDITS KILLS SEED` prints what was found as JSON. A process of its
own, because it forks. Each writer has a field of its own, of which it knows the value; they share two more. What a
writer is about to do, and what came of it, is a line of its log; so nothing is unknown after a kill but its last edit.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from podcast.authoring.edited_file import EditedFile
from podcast.authoring.edits.repeated_change import make_change
from podcast.authoring.set_field import plan_change
from podcast.desk.saving.field_saves import FieldEdit, save_field
from podcast.desk.saving.history import History
from podcast.desk.saving.outcomes import Conflict, Saved
from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OWN_FIELDS: Final = {"window 1": "title", "window 2": "itunes_title", "terminal": "cover_alt"}
SHARED_FIELDS: Final = ("summary", "notes")
_TEXTS: Final = (
    "{value}",
    "{value}: mit Doppelpunkt, 'Anführung' und \"noch einer\"",
    "{value} # kein Kommentar",
    "- {value}",
    "{value} " + "und so weiter bis ans Ende der Zeile und darüber hinaus " * 3,
)


@dataclass
class Findings:
    """What came of all edits; everything but `edits`, `conflicts`, `kills`, `reads` is to be empty or zero."""

    edits: int = 0
    conflicts: int = 0
    kills: int = 0
    reads: int = 0
    refused: list[str] = field(default_factory=list)
    lost_edits: list[str] = field(default_factory=list)
    half_files: list[str] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class DeskOfFiles:
    """What a save needs of the desk."""

    root: Path
    history: History


@dataclass
class Writer:
    """A window or a terminal; a new one goes on where a killed one was."""

    name: str
    root: Path
    slug: str
    log: Path
    chance: random.Random

    def run(self) -> None:
        """Edit until killed."""
        desk = DeskOfFiles(self.root, History(self.root))
        number = len(log_entries(self.log))
        digests = [""]
        while True:
            number += 1
            name = self.chance.choice((OWN_FIELDS[self.name], *SHARED_FIELDS))
            file = EditedFile.read(self.root, self.slug)
            digests = [*digests[-5:], desk.history.versions.add(file.data)]
            old = file.fields.get(name)
            new = " ".join(self.chance.choice(_TEXTS).format(value=f"{self.name} {number}").split())
            if name == "notes":
                new = f"{new}\n\nUnd ein Absatz."
            if name in SHARED_FIELDS and self.chance.random() < 0.3:
                time.sleep(self.chance.random() * 0.01)  # someone thinks
            self._note("intent", name, old, new)
            edit = FieldEdit(self.slug, name, old, new, self.chance.choice(digests))
            result, before = self._terminal(name, new) if self.name == "terminal" else self._window(desk, edit)
            self._note(result, name, before, new)

    def _window(self, desk: DeskOfFiles, edit: FieldEdit) -> tuple[str, Any]:
        outcome = save_field(desk, edit)
        if isinstance(outcome, Saved):
            return "saved", edit.old
        return ("conflict" if isinstance(outcome, Conflict) else f"refused: {outcome.message}"), edit.old

    def _terminal(self, name: str, new: str) -> tuple[str, Any]:
        before: list[Any] = []

        def note_base(change: Any) -> None:
            before[:] = [(read_yaml(change.base).fields or {}).get(name)]

        make_change(self.root, lambda: plan_change(self.root, self.slug, name, new), note_base)
        return "saved", before[0]

    def _note(self, state: str, name: str, old: Any, new: str) -> None:
        line = json.dumps([state, name, old, new], ensure_ascii=False) + "\n"
        handle = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, line.encode())
        os.close(handle)


def log_entries(log: Path) -> list[list[Any]]:
    """Return the lines of a log; the last one may have been cut off by a kill."""
    if not log.exists():
        return []
    entries = []
    for line in log.read_text("utf-8").splitlines():
        try:
            entries.append(json.loads(line))
        except ValueError:
            continue
    return entries


def start(work: Callable[[], None]) -> int:
    """Do work in a forked process; return its id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    finally:
        os._exit(1)


def read_all_the_time(path: Path, out: Path) -> None:
    """Read the file until killed, and note every version that is no whole file."""
    count = 0
    while True:
        fields = read_yaml(path.read_bytes()).fields
        count += 1
        time.sleep(0.002)
        if not fields or not {"guid", "title", "draft", "people"} <= fields.keys():
            with out.open("a") as file:
                file.write(f"bad after {count}: {fields}\n")
        if count % 20 == 0:
            out.with_suffix(".count").write_text(str(count))


def interleave(root: Path, slug: str, edits: int, kills: int, seed: int) -> Findings:
    """Let all edit until so many edits are confirmed; kill one of them again and again."""
    chance, findings = random.Random(seed), Findings()  # noqa: S311 - no secret
    path = root / "episodes" / slug / "episode.yaml"
    logs = {name: root / ".podcast" / f"{name.replace(' ', '-')}.log" for name in OWN_FIELDS}
    logs["terminal"].parent.mkdir(exist_ok=True)
    reader_log = root / ".podcast" / "reader.log"

    def new_writer(name: str) -> int:
        own_chance = random.Random(chance.random())  # noqa: S311 - no secret
        return start(Writer(name, root, slug, logs[name], own_chance).run)

    writers = {name: new_writer(name) for name in OWN_FIELDS}
    reader = start(lambda: read_all_the_time(path, reader_log))
    while (done := confirmed(logs)) < edits or findings.kills < kills:
        time.sleep(chance.random() * 0.2)
        if findings.kills < kills and done * kills >= findings.kills * edits:
            name = chance.choice(list(writers))
            os.kill(writers[name], signal.SIGKILL)
            os.waitpid(writers[name], 0)
            findings.kills += 1
            writers[name] = new_writer(name)
        for name, pid in writers.items():
            if os.waitpid(pid, os.WNOHANG)[0]:
                findings.refused.append(f"{name} ended by itself")
                writers[name] = new_writer(name)
    for pid in (*writers.values(), reader):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    judge(findings, path, logs, reader_log)
    return findings


def confirmed(logs: dict[str, Path]) -> int:
    """Return the number of edits that are confirmed."""
    return sum(log.read_bytes().count(b'["saved"') for log in logs.values() if log.exists())


def judge(findings: Findings, path: Path, logs: dict[str, Path], reader_log: Path) -> None:
    """Find what was lost: each field is a chain of values, from each to the next."""
    entries = [entry for log in logs.values() for entry in log_entries(log)]
    findings.edits = sum(entry[0] == "saved" for entry in entries)
    findings.conflicts = sum(entry[0] == "conflict" for entry in entries)
    findings.refused += [entry[0] for entry in entries if entry[0].startswith("refused")]
    findings.half_files = reader_log.read_text().splitlines() if reader_log.exists() else []
    count = reader_log.with_suffix(".count")
    findings.reads = int(count.read_text() or 0) if count.exists() else 0
    data = path.read_bytes()
    fields = read_yaml(data).fields or {}
    for name in (*OWN_FIELDS.values(), *SHARED_FIELDS):
        findings.lost_edits += lost_values(entries, name, fields.get(name))
    if b"# bleibt" not in data or b"\r\n" not in data:
        findings.lost_edits.append("a comment or the line ends")
    names = (file.name for file in path.parent.iterdir())
    findings.leftovers = [name for name in names if name != "episode.yaml" and not name.endswith(".part")]


def lost_values(entries: list[list[Any]], name: str, last: Any) -> Iterator[str]:
    """Yield the confirmed values of a field that were neither its last nor known to the edit that replaced them."""
    replaced = {normal(entry[2]) for entry in entries if entry[1] == name and entry[0] in {"saved", "intent"}}
    bases = [normal(entry[2]) for entry in entries if entry[1] == name and entry[0] == "saved" and entry[2]]
    for entry in entries:
        if entry[0] == "saved" and entry[1] == name:
            value = normal(entry[3])
            if value not in replaced and value != normal(last):
                yield f"{name}: {value}"
    yield from (f"{name}: two edits replaced {base}" for base in {base for base in bases if bases.count(base) > 1})


def normal(value: Any) -> str:
    """Return a text as it is compared: without line breaks at its end."""
    return str(value or "").rstrip("\n")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    result = interleave(Path(arguments[0]), arguments[1], *map(int, arguments[2:]))
    sys.stdout.write(json.dumps(asdict(result), ensure_ascii=False))
