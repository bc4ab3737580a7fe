"""What an approval covers: each row is a change of the show's files, and what it makes outdated."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from podcast.pipeline.approval_steps import approve, read_approvals
from podcast.show.load import load
from tests.support.small_show import change, write_show
from tests.support.sounds import speech, write_wav

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FIELDS = """\
draft: true
people: [ada, {name: Grace Muster, role: guest, image: grace.png}]
topics: [Verwaltung]
cover: eigenes.png
cover_alt: Ein Bild.
audio: {intro: jingle.wav}
soundbites: [{start: 0, duration: 20}]
images: [{file: quadrat.png, alt: Ein Quadrat.}]
"""
NOTES = "Erste Zeile.\n\nMehr, mit ![Ein Foto](foto.png).\n"
VTT = "WEBVTT\n\n00:00.000 --> 00:01.500\n<v Ada>Guten Tag.\n"


@pytest.fixture(scope="session")
def show_with_everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show whose first episode has all kinds of files."""
    root = write_show(tmp_path_factory.mktemp("approvals"), episodes=1)
    with (root / "podcast.yaml").open("a", encoding="utf-8") as file:
        file.write("people:\n  ada: {name: Ada Muster, role: host}\nrelease: {needs: 2}\n")
    folder = root / "episodes/folge-1"
    change(folder / "episode.yaml", "notes: Mit *Absicht* kurz, für Bürger*innen.\n", FIELDS)
    (folder / "notes.md").write_bytes(NOTES.encode())
    (folder / "transcript.vtt").write_bytes(VTT.encode())
    for number, name in enumerate(("grace.png", "eigenes.png", "foto.png", "quadrat.png")):
        Image.new("RGB", (1400, 1400), (number, 98, 60)).save(folder / name)
    write_wav(folder / "jingle.wav", speech(0.3, seed=5))
    return root


@pytest.fixture
def root(show_with_everything: Path, tmp_path: Path) -> Path:
    """A copy of it, approved, to change."""
    copy = shutil.copytree(show_with_everything, tmp_path / "show")
    assert approve(copy, "folge-1", "Redaktion", NOW).is_new
    return copy


def outdated_by(root: Path) -> tuple[str, ...] | None:
    """The parts that have changed since the approval; None if it still holds."""
    loaded = load(root)
    assert loaded.show is not None, loaded.problems
    assert not loaded.problems
    state = read_approvals(loaded.show, loaded.show.episodes, root)["folge-1"]
    return state.outdated[0].changed if state.outdated else None


def edit(old: str, new: str, file: str = "episode.yaml") -> Callable[[Path], None]:
    return lambda folder: change(folder / file, old, new)


def repaint(name: str) -> Callable[[Path], None]:
    return lambda folder: Image.new("RGB", (1400, 1400), (200, 1, 1)).save(folder / name)


def with_crlf(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes().replace(b"\n", b"\r\n"))


def reorder(folder: Path) -> None:
    """Write the fields that have one line each the other way round."""
    lines = (folder / "episode.yaml").read_text("utf-8").split("\n")
    simple = [line for line in lines if line.startswith(("title:", "season:", "date:", "summary:"))]
    rest = [line for line in lines if line not in simple]
    (folder / "episode.yaml").write_text("\n".join([*reversed(simple), *rest]), "utf-8")


OUTDATING: dict[str, tuple[Callable[[Path], object], tuple[str, ...]]] = {
    "another recording": (lambda folder: write_wav(folder / "recording.wav", speech(2, seed=9)), ("recording",)),
    "another jingle": (lambda folder: write_wav(folder / "jingle.wav", speech(0.3, seed=9)), ("audio",)),
    "a setting of the sound": (edit("{intro: jingle.wav}", "{intro: jingle.wav, loudness: -18}"), ("audio",)),
    "a cut": (edit("draft: true", "draft: true\ncuts: [{from: 0:01, to: 0:01.5}]"), ("cuts",)),
    "the title": (edit("title: Folge 1 &", "title: Folge eins &"), ("title",)),
    "the summary": (edit("Worum es", "Um was es"), ("summary",)),
    "the date": (edit("2024-01-01 09:00", "2024-01-01 09:01"), ("date",)),
    "the season": (edit("season: 1\n", ""), ("season",)),
    "a topic": (edit("[Verwaltung]", "[Verwaltung, Recht]"), ("topics",)),
    "a chapter's title": (edit("0:01 Mitte", "0:01 Die Mitte"), ("chapters",)),
    "a chapter's time": (edit("0:01 Mitte", "0:01.2 Mitte"), ("chapters",)),
    "a soundbite": (edit("duration: 20", "duration: 25"), ("soundbites",)),
    "a guest's name": (edit("Grace Muster", "Grace Beispiel"), ("people",)),
    "a guest's portrait": (repaint("grace.png"), ("people",)),
    "one person less": (edit("[ada, {", "[{"), ("people",)),
    "the order of people": (
        edit("[ada, {name: Grace Muster, role: guest, image: grace.png}]",
             "[{name: Grace Muster, role: guest, image: grace.png}, ada]"), ("people",),
    ),
    "the notes": (edit("Erste", "Zweite", "notes.md"), ("notes",)),
    "a picture in the notes": (repaint("foto.png"), ("pictures",)),
    "the cover": (repaint("eigenes.png"), ("cover",)),
    "the cover in words": (edit("Ein Bild.", "Ein Gemälde."), ("cover_alt",)),
    "another picture": (repaint("quadrat.png"), ("images",)),
    "a word of the transcript": (edit("Guten Tag", "Gute Nacht", "transcript.vtt"), ("transcript",)),
    "a time of the transcript": (edit("00:00.000", "00:00.100", "transcript.vtt"), ("transcript",)),
    "no transcript": (lambda folder: (folder / "transcript.vtt").unlink(), ("transcript",)),
    "a correction": (
        edit("draft: true", "draft: true\ncorrection: {on: 2026-01-01, text: Es waren 3 %.}"), ("correction",),
    ),
    "a mark for children": (edit("draft: true", "draft: true\nexplicit: true"), ("explicit",)),
    "a licence": (edit("draft: true", "draft: true\nlicense: cc-by-4.0"), ("license",)),
    "two changes": (edit("title: Folge 1", "explicit: true\ntitle: Episode 1"), ("explicit", "title")),
}  # fmt: skip

HARMLESS: dict[str, Callable[[Path], object]] = {
    "no draft any more": edit("draft: true\n", ""),
    "a reviewed transcript": edit("draft: true", "draft: true\nreviewed: {by: Ada, on: 2026-01-01}"),
    "a withdrawal": edit("draft: true", "draft: true\nwithdrawn: {on: 2026-01-01, reason: Falsch.}"),
    "a comment": edit("draft: true", "# Das ist gut so.\ndraft: true  # noch"),
    "the order of keys": reorder,
    "quotes": edit("summary: Worum es in Folge 1 geht.", 'summary: "Worum es in Folge 1 geht."'),
    "a folded text": edit("summary: Worum es in Folge 1 geht.", "summary: >-\n  Worum es\n  in Folge 1 geht."),
    "line ends of the fields": with_crlf("episode.yaml"),
    "line ends of the notes": with_crlf("notes.md"),
    "line ends of the transcript": with_crlf("transcript.vtt"),
    "a line at the end of the notes": edit("(foto.png).\n", "(foto.png).\n\n", "notes.md"),
    "the same moment in another zone": edit("2024-01-01 09:00", "2024-01-01 08:00+00:00"),
    "a chapter in the long form": edit("- 0:01 Mitte", "- {start: 0:01, title: Mitte}"),
    "the name of the recording": lambda folder: (folder / "recording.wav").rename(folder / "aufnahme.wav"),
    "a file that nothing uses": lambda folder: (folder / "alt.psd").write_bytes(b"x"),
    "another title of the show": lambda folder: change(folder.parents[1] / "podcast.yaml", "Kleine", "Große"),
    "a person of podcast.yaml": lambda folder: change(folder.parents[1] / "podcast.yaml", "Ada Muster", "Ada Lovelace"),
    "the loudness of all": lambda folder: change(
        folder.parents[1] / "podcast.yaml", "publish:", "audio: {loudness: -18}\npublish:"
    ),
}


@pytest.mark.parametrize("case", OUTDATING)
def test_what_listeners_and_readers_meet_makes_an_approval_outdated(root: Path, case: str) -> None:
    make_change, changed = OUTDATING[case]
    make_change(root / "episodes/folge-1")
    assert outdated_by(root) == changed


@pytest.mark.parametrize("case", HARMLESS)
def test_what_nobody_meets_leaves_an_approval_as_it_is(root: Path, case: str) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and ".podcast" not in path.parts}
    HARMLESS[case](root / "episodes/folge-1")
    after = {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and ".podcast" not in path.parts}
    assert before != after
    assert outdated_by(root) is None


def test_a_change_that_was_taken_back_counts_not(root: Path) -> None:
    change(root / "episodes/folge-1/episode.yaml", "Worum es", "Um was es")
    assert approve(root, "folge-1", "Redaktion", NOW).is_new
    change(root / "episodes/folge-1/episode.yaml", "Um was es", "Worum es")
    assert outdated_by(root) is None
    assert not approve(root, "folge-1", "Redaktion", NOW).is_new


def test_the_same_place_of_another_folder_has_the_same_content(root: Path) -> None:
    (root / "episodes/folge-1").rename(root / "episodes/umbenannt")
    loaded = load(root)
    assert loaded.show is not None
    assert read_approvals(loaded.show, loaded.show.episodes, root)["umbenannt"].valid
