"""What a desk knows after many edits, at the desk and beside it, is what a desk that has just been started finds."""

from __future__ import annotations

import os
import random
import shutil
import time
from dataclasses import astuple
from typing import TYPE_CHECKING

import pytest

from podcast.desk.episode_states import episode_state
from podcast.desk.listing.overview_rows import Query, read_overview
from podcast.desk.saving.field_saves import FieldEdit, save_field
from podcast.files.cache import Cache, database_path
from podcast.files.fingerprints import fingerprints
from podcast.i18n import temporary_language
from tests.support.desk_show import FINISHED, write_desk_show, write_sound
from tests.support.sent_forms import unserved_desk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from podcast.desk.desk_session import Desk

CUES = "WEBVTT\n\n00:00.000 --> 00:02.000\n<v {name}>Guten Tag.\n\n00:02.500 --> 00:0{end}.900\n<v Fremde>Ja.\n"
FIELDS = {  # values that problems and hints of other episodes, or of other files, depend on
    "title": ("Der erste Kaffee", "Ein anderer", "TODO"),
    "guid": ("2f1d1d0e-0000-4000-8000-000000000001", "eigene"),
    "season": ("1", "7", "x"),
    "episode": ("1", "2"),
    "date": ("2024-03-01 09:00", "2099-03-01 09:00", "2024-02-31 09:00"),
    "topics": ('["Verwaltung"]', '["Verwaltungen", "Akten"]'),
    "people": ('["mia"]', '[{"name": "Erika Muster", "role": "host"}]'),
    "notes": ("Siehe [dort](/kaffee-1/).", "![Tasse](tasse.jpg)", "[fehlt](fehlt.md)"),
    "chapters": ('["0:00 Anfang", "0:01 Ende"]', "kapitel.txt"),
    "draft": ("true", ""),
    "release": ('{"needs": 1}', ""),
}
FILES: dict[str, tuple[str, ...]] = {  # files beside episode.yaml, with what they may hold
    "transcript.vtt": tuple(CUES.format(name=name, end=end) for name, end in (("Erika Muster", 3), ("Mia", 9))),
    "notes.md": ("Die Notizen.", "[weiter](/kaffee-2/)"),
    "kapitel.txt": ("0:00 Erstes\n0:02 Zweites\n", "kein Kapitel\n"),
    "uebrig.txt": ("Was niemand liest.",),
    "tasse.jpg": ("kein Bild",),
    "approvals.yaml": ("- {name: Erika, on: 2024-01-01 09:00, digest: 00}\n", "- x\n"),
}
SHOW_LINES = ("people: {mia: {name: Mia Muster}}", "release: {needs: 1}", "subtitle: Akten", "timezone: Nirgendwo")


class Editor:
    """Makes random edits of one show, and afterwards lets its files look old, as memory needs them."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk, self.root, self.chance = desk, desk.root, random.Random(seed)  # noqa: S311 - the same edits each time

    def edit(self) -> str:
        edits: tuple[Callable[[], str], ...] = (
            self.save_field, self.save_field, self.save_field, self.write_file, self.write_file, self.remove_file,
            self.copy_episode, self.move_episode, self.edit_show, self.break_file, self.copy_recording,
        )  # fmt: skip
        done = self.chance.choice(edits)()
        if self.chance.random() < 0.8:
            self.make_old()
        with Cache(database_path(self.root), self.root) as cache:  # as a build does: hints look for equal recordings
            fingerprints(self.root.glob("episodes/*/recording.wav"), cache)
        return done

    def folder(self) -> Path:
        return self.chance.choice(sorted(path for path in (self.root / "episodes").iterdir() if path.is_dir()))

    def save_field(self) -> str:
        slug, field = self.folder().name, self.chance.choice([*FIELDS])
        new = self.chance.choice(FIELDS[field])
        outcome = save_field(self.desk, FieldEdit(slug, field, None, new, ""))
        if field == "release" or type(outcome).__name__ != "Saved":  # beside the desk then, whatever is in the file
            with (self.root / "episodes" / slug / "episode.yaml").open("a", encoding="utf-8") as file:
                file.write(f"{field}: {new}\n")
        return f"{slug}: {field}: {new}"

    def write_file(self) -> str:
        path = self.folder() / self.chance.choice([*FILES])
        path.write_text(self.chance.choice(FILES[path.name]), "utf-8")
        return f"write {path}"

    def remove_file(self) -> str:
        paths = [path for path in self.folder().iterdir() if path.name != "episode.yaml" or self.chance.random() < 0.3]
        for path in self.chance.sample(sorted(paths), min(1, len(paths))):
            path.unlink()
        return f"remove {paths}"

    def copy_episode(self) -> str:
        folder = self.folder()
        new = folder.with_name(f"kaffee-{self.chance.randrange(8)}")
        if not new.exists():
            shutil.copytree(folder, new)
        return f"copy {folder} {new}"

    def move_episode(self) -> str:
        folder = self.folder()
        new = folder.with_name(f"kaffee-{self.chance.randrange(8)}")
        if not new.exists():
            folder.rename(new)
        return f"move {folder} {new}"

    def edit_show(self) -> str:
        path, line = self.root / "podcast.yaml", self.chance.choice(SHOW_LINES)
        lines = path.read_text("utf-8").splitlines()
        lines = [other for other in lines if other != line] if line in lines else [*lines, line]
        path.write_text("\n".join([*lines, ""]), "utf-8")
        return line

    def break_file(self) -> str:
        path = self.folder() / "episode.yaml"
        path.write_text(
            self.chance.choice(["title: [", "- x\n", FINISHED, FINISHED.replace("title:", "titel:")]), "utf-8"
        )
        return f"break {path}"

    def copy_recording(self) -> str:
        path = self.folder() / "recording.wav"
        if path.exists() and self.chance.random() < 0.5:
            write_sound(path, self.chance.randrange(1, 5))
        else:
            shutil.copy(self.root / "cover.jpg" if self.chance.random() < 0.2 else self.sound, path)
        return f"sound {path}"

    @property
    def sound(self) -> Path:
        path = self.root.parent / "ton.wav"
        if not path.exists():
            write_sound(path, 3)
        return path

    def make_old(self) -> None:
        now = time.time_ns()
        for path in self.root.rglob("*"):
            if path.is_file() and ".podcast" not in path.parts and now - path.stat().st_mtime_ns < 10**10:
                os.utime(path, ns=(now - 10**11,) * 2)


def knowledge(desk: Desk) -> dict[str, object]:
    """All that a desk says of a show."""
    show = desk.show()
    slugs = (None, *show.slugs)
    return {
        "problems": {slug: show.problems(slug) for slug in slugs},
        "hints": {slug: show.hints(slug) for slug in slugs},
        "states": {slug: episode_state(desk, slug) for slug in show.slugs},
        "rows": astuple(read_overview(desk, Query())),
        "blocking": show.examination.for_publish(desk.now()).problems,
    }


@pytest.mark.parametrize(
    ("seed", "edits"), [(1, 30), *(pytest.param(seed, 200, marks=pytest.mark.long) for seed in (2, 4))]
)
def test_a_desk_after_many_edits_knows_what_a_new_one_finds(tmp_path: Path, seed: int, edits: int) -> None:
    root = write_desk_show(tmp_path / "show", broken=True)
    shutil.copytree(root / "episodes/erster-kaffee", root / "episodes/kaffee-1")
    desk = unserved_desk(root)
    editor = Editor(desk, seed)
    editor.make_old()
    for number in range(edits):
        done = editor.edit()
        with temporary_language("de" if number % 10 == 9 else "en"):
            desk.forget_show() if number % 10 in {9, 0} else None
            known = knowledge(desk)
            for name, new in knowledge(unserved_desk(root)).items():
                assert known[name] == new, (number, done, name)
