"""Each kind of input is changed once after a build: the next build gives the site of a clean build, byte for byte.

A new kind is one line of `KINDS`. The changes add up: each is made to the show that the one before has left.
"""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from podcast import pipeline
from podcast.cli.main import podcast
from tests.support.every_input import write_every_input, write_folder, write_picture, write_text
from tests.support.media_formats import write_film
from tests.support.small_show import change
from tests.support.sounds import speech, write
from tests.tools.prove_kills import digests

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.long

SOURCES = ("podcast.yaml", "episodes", "templates", "people", "legal", "audio")
FOREIGN = "fremd.txt"
NEW_BLOCK = "{% block main %}{{ super() }}<p>Neu</p>{% endblock %}"
NOW, LATER = datetime(2026, 1, 1, tzinfo=UTC), datetime(2041, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Kind:
    """A kind of input: its change, and the options of the build that follows."""

    change: Callable[[Path], Any] = lambda _root: None
    options: tuple[str, ...] = ()
    moment: datetime = NOW
    drafts: bool = False
    affects_site: bool = True
    environment: dict[str, str] = field(default_factory=dict)


def edited(path: str, before: str, after: str) -> Kind:
    """A text of a file is replaced."""
    return Kind(lambda root: change(root / path, before, after))


def appended(path: str, text: str) -> Kind:
    """A text is added at the end of a file."""
    return Kind(lambda root: (root / path).write_text((root / path).read_text("utf-8") + text, "utf-8"))


def removed(path: str, *, affects_site: bool = True) -> Kind:
    """A file is removed."""
    return Kind(lambda root: (root / path).unlink(), affects_site=affects_site)


def redrawn(path: str, size: int = 300) -> Kind:
    """A picture has another colour."""
    return Kind(lambda root: write_picture(root / path, (200, 30, 30), size))


def recorded(path: str) -> Kind:
    """A recording has another sound, of the same length."""
    return Kind(lambda root: write(root / path, speech(2, seed=77)))


def cleared(pattern: str) -> Kind:
    """The files of a cache are removed."""
    return Kind(lambda root: [path.unlink() for path in root.glob(pattern) if path.is_file()], affects_site=False)


def with_same_size_and_time(path: str, before: str, after: str) -> Kind:
    """A text is replaced by one of the same length within the file system's resolution of time."""

    def edit(root: Path) -> None:
        status = (root / path).stat()
        change(root / path, before, after)
        os.utime(root / path, ns=(status.st_atime_ns, status.st_mtime_ns))

    return Kind(edit)


def output(act: Callable[[Path], Any]) -> Kind:
    """A file of site/ is changed by another program."""
    return Kind(lambda root: act(root / "site"), affects_site=False)


KINDS = {
    "the show's title": edited("podcast.yaml", "Kleine Sendung", "Große Sendung"),
    "the show's description": edited("podcast.yaml", "Eine Sendung für", "Die Sendung für"),
    "the show's address": edited("podcast.yaml", "podcast.example.org", "sendung.example.org"),
    "the show's time zone": edited("podcast.yaml", "Europe/Berlin", "America/New_York"),
    "a season's title": edited("podcast.yaml", "Erste Staffel", "Anfang"),
    "a person's name": edited("podcast.yaml", "Ada Lovelace, role", "Ada King, role"),
    "a topic's text": edited("podcast.yaml", "Wer mitredet", "Wer mitmacht"),
    "a word replaced in transcripts": edited("podcast.yaml", "{Tach: Tag}", "{Tach: Morgen}"),
    "a same-sized title": with_same_size_and_time("podcast.yaml", "Große", "Laute"),
    "an episode's title": edited("episodes/erste/episode.yaml", "Titel von", "Vom"),
    "an episode's date": edited("episodes/erste/episode.yaml", "09:00", "10:00"),
    "an episode's summary": edited("episodes/erste/episode.yaml", "Worum es", "Worum auch immer es"),
    "notes": appended("episodes/erste/notes.md", "\nNoch ein Satz.\n"),
    "a transcript": edited("episodes/erste/transcript.vtt", "Guten", "Schönen guten"),
    "a transcript that is published as it is": edited("episodes/erste/captions.srt", "Hello", "Good day"),
    "a former address": edited("episodes/erste/episode.yaml", "/alt/erste/", "/alt/folge/"),
    "a further element of an item": edited("episodes/erste/episode.yaml", "Beteiligung</", "Mitsprache</"),
    "a further element of the show": edited("podcast.yaml", "Verwaltung</", "Behörden</"),
    "a chapter that no list shows": edited(
        "episodes/erste/episode.yaml", "chapters: kapitel.txt", "chapters: [0:00 Anfang, {start: '0:01', toc: false}]"
    ),
    "the chapters of the file again": edited(
        "episodes/erste/episode.yaml", "chapters: [0:00 Anfang, {start: '0:01', toc: false}]", "chapters: kapitel.txt"
    ),
    "an identifier that is an address": edited(
        "episodes/erste/episode.yaml", "title:", "guid_is_permalink: true\ntitle:"
    ),
    "notes in HTML": edited("episodes/spuren/notes.html", "alten Feed", "früheren Feed"),
    "a picture in these notes": redrawn("episodes/spuren/notiz.png", 200),
    "something unsafe in these notes": appended("episodes/spuren/notes.html", "<script>alert(1)</script>"),
    "a file of chapters": edited("episodes/erste/kapitel.txt", "Mitte", "Zwischenteil"),
    "a text in easy language": appended("episodes/erste/leicht.md", "\nWirklich.\n"),
    "a picture in notes": redrawn("episodes/erste/notiz.png", 200),
    "an episode's cover": redrawn("episodes/erste/cover.png", 1400),
    "a video in sign language": Kind(lambda root: write_film(root / "episodes/erste/dgs.mp4", [], gap=(0, 1.0))),
    "a recording": recorded("episodes/erste/recording.flac"),
    "a recording that is published as it is": recorded("episodes/unveraendert/recording.mp3"),
    "the title of that episode": edited("episodes/unveraendert/episode.yaml", "Titel von", "Vom"),
    "tags in that recording": edited(
        "episodes/unveraendert/episode.yaml", "passthrough: true", "passthrough: true, tags: true"
    ),
    "another title in these tags": edited("episodes/unveraendert/episode.yaml", "Vom", "Zum"),
    "that recording mastered after all": edited(
        "episodes/unveraendert/episode.yaml", "audio: {passthrough: true, tags: true}\n", ""
    ),
    "a track": recorded("episodes/spuren/a.flac"),
    "the intro": Kind(lambda root: write(root / "audio/intro.flac", speech(0.5, seed=78))),
    "the show's cover": redrawn("cover.jpg", 1400),
    "a portrait": redrawn("people/ada.png"),
    "a picture for apps": redrawn("banner.png"),
    "a page about the show": appended("about.md", "\nUnd mehr.\n"),
    "a legal text": appended("legal/impressum.md", "\nUnd mehr.\n"),
    "the show in easy language": appended("leicht.md", "\nUnd mehr.\n"),
    "the show in sign language": Kind(lambda root: shutil.copy(root / "episodes/erste/dgs.mp4", root / "dgs.mp4")),
    "a template of the show": appended("templates/about.html", NEW_BLOCK),
    "a static file of the theme": edited("templates/assets/logo.svg", "svg xmlns", "svg  xmlns"),
    "a style sheet of the theme": Kind(lambda root: write_text(root / "templates/assets/site.css", "p {color: red}")),
    "a template added": Kind(
        lambda root: write_text(root / "templates/topic.html", f'{{% extends "built-in/topic.html" %}}{NEW_BLOCK}')
    ),
    "a template removed": removed("templates/about.html"),
    "a transcript removed": removed("episodes/erste/transcript.vtt"),
    "an episode added": Kind(lambda root: write(write_folder(root, "neu", 5) / "recording.flac", speech(2, seed=6))),
    "an episode removed": Kind(lambda root: shutil.rmtree(root / "episodes/neu")),
    "drafts": Kind(options=("--drafts",), drafts=True),
    "no drafts any more": Kind(),
    "the date of an episode": Kind(options=("--at", "2041-01-01 09:00"), moment=LATER),
    "a date before it": Kind(options=("--at", "2026-01-01 09:00")),
    "the language of messages": Kind(environment={"LANGUAGE": "de"}, affects_site=False),
    "a page that was changed in site/": output(lambda site: (site / "index.html").write_text("x")),
    "a page that was removed from site/": output(lambda site: (site / "erste" / "index.html").unlink()),
    "audio that was removed from site/": output(lambda site: next(site.glob("audio/erste.*.mp3")).unlink()),
    "a file added to site/": output(lambda site: (site / FOREIGN).write_text("x")),
    "a master removed": cleared(".podcast/masters/*.mp3"),
    "pictures removed": cleared(".podcast/pictures/*"),
    "the database removed": cleared(".podcast/cache.db*"),
}


def build(root: Path, kind: Kind) -> None:
    """Build by the command, in this process."""
    done = CliRunner().invoke(podcast, ["build", "-j", "1", "-C", str(root), *kind.options], env=kind.environment)
    assert done.exit_code == 0, f"{done.output}{done.exception}"


def clean_site(root: Path, folder: Path, kind: Kind) -> dict[str, str]:
    """Build the same show in a fresh folder, at one path for all: templates are compiled once for each path."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(root, folder, ignore=shutil.ignore_patterns(".podcast", "site"))
    show = pipeline.load_show(folder, due_at=None if kind.drafts else kind.moment)
    with ThreadPoolExecutor(1) as executor:
        pipeline.build_show(show.due(kind.moment, drafts=kind.drafts), folder, executor, lambda _event: None)
    return digests(folder / "site")


def faults_after(show: Path, kind: Kind) -> list[str]:
    """The files that a build after a change makes other than a clean build does; that nothing changed, if it should."""
    before = digests(show / "site")
    kind.change(show)
    build(show, kind)
    after, expected = digests(show / "site"), clean_site(show, show.parent / "clean", kind)
    wrong = [path for path in sorted({*after, *expected} - {FOREIGN}) if after.get(path) != expected.get(path)]
    return wrong or (["nothing changed"] if kind.affects_site and after == before else [])


@pytest.mark.usefixtures("thread_workers")
def test_the_build_after_each_change_is_that_of_a_fresh_folder(tmp_path: Path) -> None:
    show = write_every_input(tmp_path / "show")
    build(show, Kind())
    faults = {name: faults_after(show, kind) for name, kind in KINDS.items()}
    assert {name: wrong for name, wrong in faults.items() if wrong} == {}
