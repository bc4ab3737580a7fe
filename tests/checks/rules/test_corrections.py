"""What is done to an episode after it came out, with the real command: another recording, a correction, withdrawal."""

from __future__ import annotations

import html
import re
import shutil

import feedparser
import pytest

from tests.support import podcast_process
from tests.support.small_show import change
from tests.support.sounds import speech, write

CORRECTION = "correction:\n  on: 2024-02-01\n  text: Es sind *fünf* Sitze, nicht vier <sic>.\n"
WITHDRAWN = "withdrawn:\n  on: 2024-03-03\n  reason: Eine Beteiligte hat ihr Einverständnis zurückgezogen.\n"


def podcast(root, *words, status=0):
    done = podcast_process.run(*words, "-C", root)
    assert done.returncode == status, done.stderr
    return done.stdout


def publish(root):
    return podcast(root, "publish", "--yes", "--verbose")


def feed(root):
    return feedparser.parse((root / "published" / "feed.xml").read_bytes())


def entry(root, slug):
    return next(entry for entry in feed(root).entries if f"/{slug}/" in entry.link)


@pytest.fixture(scope="module")
def published(small_show, tmp_path_factory):
    """A show of two episodes; the first was corrected and has another recording, then the second was withdrawn.

    What is public is kept after each step.
    """
    root = shutil.copytree(small_show, tmp_path_factory.mktemp("corrections") / "show", copy_function=shutil.copy2)
    steps = {"first": publish(root)}
    folder = root / "episodes" / "folge-1"
    before = {"entry": entry(root, "folge-1"), "files": files(root)}
    write(folder / "recording.wav", speech(3, seed=77, channels=2))
    change(folder / "episode.yaml", "summary: ", f"{CORRECTION}summary: ")
    steps["replaced"] = publish(root)
    between = {"entry": entry(root, "folge-1"), "files": files(root), "page": page(root, "folge-1")}
    two = root / "episodes" / "folge-2"
    change(two / "episode.yaml", "summary: ", f"{WITHDRAWN}summary: ")
    (two / "recording.wav").unlink()
    steps["withdrawn"] = publish(root)
    return root, before, between, steps


def files(root):
    folder = root / "published"
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def page(root, slug):
    return (root / "published" / slug / "index.html").read_text("utf-8")


# --- another recording -----------------------------------------------------------------------------------------------


def test_a_new_recording_keeps_the_guid_and_gets_another_address(published):
    _, before, between, _ = published
    first, second = before["entry"], between["entry"]
    assert (first.id, first.link, first.published) == (second.id, second.link, second.published)
    assert first.enclosures[0].href != second.enclosures[0].href


def test_the_old_audio_stays_for_those_who_have_its_address(published):
    _, before, between, _ = published
    old = before["entry"].enclosures[0].href.rpartition("org/")[2]
    assert old in between["files"]


def test_the_correction_stands_first_in_the_feed_and_in_its_notes(published):
    _, _, between, _ = published
    said = "Korrektur vom 1.2.2024: Es sind *fünf* Sitze, nicht vier <sic>."
    item = between["entry"]
    raw = {entry.type: entry.value for entry in item.content} if "content" in item else {}
    assert plain(item.summary).startswith(plain(said))
    assert all(plain(value).lstrip().startswith(plain(said)) for value in raw.values())


def plain(text):
    """Text without marks and elements: the feed may say it as text or as HTML."""
    return html.unescape(re.sub(r"<[^>]*>|\*", "", html.unescape(text))).replace("<sic>", "").replace("  ", " ")


def test_the_correction_stands_on_the_page(published):
    _, _, between, _ = published
    assert "Korrektur vom 1.\N{NO-BREAK SPACE}Februar 2024" in between["page"]
    assert "<em>fünf</em>" in between["page"]


# --- withdrawal ------------------------------------------------------------------------------------------------------


def test_a_withdrawn_episode_leaves_the_feed_and_the_others_stay(published):
    root, *_ = published
    assert [entry.title for entry in feed(root).entries] == ["Folge 1 & „mehr“"]


def test_its_page_stays_and_says_why_without_a_player(published):
    root, *_ = published
    said = page(root, "folge-2")
    assert "Diese Folge wurde am 3.\N{NO-BREAK SPACE}März 2024 zurückgezogen" in said
    assert "Eine Beteiligte hat ihr Einverständnis" in said
    assert '<meta name="robots" content="noindex">' in said
    assert not any(word in said for word in ("<audio", ".mp3", "player", "Worum es in Folge 2 geht", "ld+json"))


def test_nothing_else_names_it(published):
    root, *_ = published
    naming = {
        path.relative_to(root / "site").as_posix()
        for path in (root / "site").rglob("*")
        if path.is_file() and ("folge-2" in path.name or b"folge-2" in path.read_bytes())
    }
    assert naming <= {"folge-2/index.html"}


def test_its_audio_is_retired_and_its_recording_may_be_deleted(published):
    root, *_, steps = published
    (line,) = [line for line in steps["withdrawn"].splitlines() if "audio/folge-2" in line]
    assert line.startswith("retired")
    assert any(name.startswith("audio/folge-2") for name in files(root))  # for its grace time


def test_publishing_again_does_nothing(published):
    root, *_ = published
    before = files(root)
    assert "nothing to publish" in publish(root)
    assert files(root) == before


def test_it_has_a_state_of_its_own(published):
    root, *_ = published
    assert "withdrawn" in podcast(root, "status")
    assert '"state": "withdrawn"' in podcast(root, "status", "--json")


@pytest.mark.long
def test_taking_it_back_brings_it_back(published, tmp_path):
    root = tmp_path / "show"
    shutil.copytree(published[0], root)
    two = root / "episodes" / "folge-2"
    change(two / "episode.yaml", WITHDRAWN, "")
    write(two / "recording.wav", speech(2, seed=2, channels=1))
    publish(root)
    assert len(feed(root).entries) == 2
