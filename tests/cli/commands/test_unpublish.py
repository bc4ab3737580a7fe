"""`podcast unpublish`: an episode is withdrawn, or the show is taken down and comes back."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support import podcast_process
from tests.support.podcast_command import podcast
from tests.support.small_show import change
from tests.support.terminal_session import run_in_terminal

if TYPE_CHECKING:
    from pathlib import Path

REASON = "Eine Beteiligte hat ihr Einverständnis zurückgezogen: leider."


@pytest.fixture(scope="module")
def published(small_show: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = shutil.copytree(small_show, tmp_path_factory.mktemp("show") / "published", copy_function=shutil.copy2)
    assert podcast("publish", "--yes", at=root).returncode == 0
    return root


@pytest.fixture
def root(published: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published, tmp_path / "show", copy_function=shutil.copy2)


def public(root: Path) -> set[str]:
    """The files that readers find."""
    folder = root / "published"
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {path for path in paths if not path.startswith(".podcast/")}


def feed(root: Path) -> str:
    return (root / "published" / "feed.xml").read_text("utf-8")


# --- an episode ------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_an_episode_is_withdrawn_in_its_file_and_in_public(root: Path) -> None:
    file = root / "episodes/folge-1/episode.yaml"
    file.write_text("# ein Kommentar\n" + file.read_text("utf-8") + "# noch einer\n", "utf-8")
    before = file.read_text("utf-8")
    done = podcast("unpublish", "folge-1", "--reason", REASON, "--on", "2024-03-03", "--yes", at=root)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == f"episodes/folge-1/episode.yaml: withdrawn since 2024-03-03: {REASON}"
    assert f'withdrawn: season 1, episode 1 "Folge 1 & „mehr“", since 2024-03-03: {REASON}' in lines
    added = f'withdrawn:\n  on: 2024-03-03\n  reason: "{REASON}"\n'
    assert set(file.read_text("utf-8").splitlines()) == {*before.splitlines(), *added.splitlines()}
    assert "Folge 1" not in feed(root)
    assert REASON.split(":", maxsplit=1)[0] in (root / "published/folge-1/index.html").read_text("utf-8")
    again = podcast("unpublish", "folge-1", "--yes", at=root)
    assert (again.returncode, "nothing to publish" in again.stdout) == (0, True)


@pytest.mark.long
def test_who_says_no_to_the_question_is_told_what_was_done_and_may_say_yes_later(root: Path) -> None:
    refused = podcast("unpublish", "folge-1", "--reason", "Darum.", at=root)
    assert refused.returncode == 2
    assert "episodes/folge-1/episode.yaml has `withdrawn:`, but that is not published yet" in refused.stderr
    assert "Folge 1" in feed(root)
    assert podcast("unpublish", "folge-1", "--yes", at=root).returncode == 0
    assert "Folge 1" not in feed(root)


def test_a_dry_run_writes_nothing(root: Path) -> None:
    before = (root / "episodes/folge-1/episode.yaml").read_bytes(), feed(root)
    done = podcast("unpublish", "folge-1", "--reason", "Darum.", "--dry-run", at=root)
    assert (done.returncode, "dry run: nothing was changed" in done.stdout) == (0, True)
    assert before == ((root / "episodes/folge-1/episode.yaml").read_bytes(), feed(root))


@pytest.mark.long
def test_the_reason_is_asked_for_at_a_terminal_only(root: Path) -> None:
    done = podcast("unpublish", "folge-1", "--yes", at=root)
    assert (done.returncode, "pass --reason" in done.stderr) == (2, True)
    shown, status = run_in_terminal(["unpublish", "folge-1"], ["Darum.", "n"], root)
    assert status == 130
    plan, question = shown.split("Publish now? [y/N]")
    assert plan.rstrip().splitlines()[-1].startswith("unchanged: ")
    assert "is not published yet: run the same command again" in question
    assert "reason: Darum." in (root / "episodes/folge-1/episode.yaml").read_text("utf-8")
    assert "Folge 1" in feed(root)


def test_what_was_never_published_cannot_be_withdrawn(root: Path) -> None:
    draft = root / "episodes/entwurf"
    draft.mkdir()
    (draft / "episode.yaml").write_text("guid: g\ntitle: Entwurf\ndraft: true\n", "utf-8")
    done = podcast("unpublish", "entwurf", "--reason", "Darum.", "--yes", at=root)
    assert (done.returncode, "`podcast set entwurf draft true`" in done.stderr) == (1, True)
    assert "withdrawn" not in (draft / "episode.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "name an episode, or pass --show"),
        (("folge-1", "--show"), "name an episode, or pass --show"),
        (("folge-1", "--now"), "--now belongs with --show"),
        (("--show", "--reason", "x"), "--reason belongs with an episode"),
    ],
)
def test_options_that_do_not_belong_together_are_refused(root: Path, words: tuple[str, ...], message: str) -> None:
    done = podcast("unpublish", *words, at=root)
    assert (done.returncode, message in done.stderr) == (2, True)


# --- the show --------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_show_is_taken_down_by_its_title_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODCAST_CONFIRM", "Kleine Sendung")
    before = public(root)
    for words in ((), ("--yes",)):
        refused = podcast("unpublish", "--show", *words, at=root)
        assert (refused.returncode, "pass --confirm TITLE" in refused.stderr) == (2, True)
    shown, status = run_in_terminal(["unpublish", "--show", "--yes"], ["Kleine"], root)
    assert (status, "this is not the title of the show; nothing was changed" in shown) == (1, True)
    assert public(root) == before
    shown, status = run_in_terminal(["unpublish", "--show"], ["Kleine Sendung"], root)
    assert (status, 'type its title, "Kleine Sendung": ' in shown) == (0, True)
    assert "feed.xml" not in public(root)


def test_another_title_takes_nothing_down(root: Path) -> None:
    before = public(root)
    done = podcast("unpublish", "--show", "--confirm", "Große Sendung", at=root)
    assert (done.returncode, 'The title is "Kleine Sendung"' in done.stderr) == (1, True)
    assert public(root) == before


@pytest.mark.long
def test_a_show_is_taken_down_and_said_to_be_and_comes_back(root: Path) -> None:
    before, guids = public(root), feed(root).count("<guid")
    (root / "published/fremd.txt").write_text("fremd", "utf-8")
    done = podcast("unpublish", "--show", "--confirm", "kleine  sendung", at=root)
    assert done.returncode == 0, done.stderr
    assert "the feed and all pages are deleted at once: their addresses return 404" in done.stdout
    assert "episodes that listeners have downloaded stay with them" in done.stdout
    assert public(root) == {key for key in before if key.startswith("audio/")} | {"fremd.txt"}
    assert "the show was taken down on 20" in podcast("status", at=root).stdout
    assert "the show was taken down" in podcast("verify", at=root).stdout
    due = podcast("publish", "--due", "--yes", at=root)
    assert (due.returncode, due.stdout) == (0, "")
    assert "feed.xml" not in public(root)
    again = podcast("unpublish", "--show", "--confirm", "Kleine Sendung", at=root)
    assert "nothing to do: the show was taken down already" in again.stdout
    undone = podcast("undo", "--yes", at=root)
    assert undone.returncode == 0, undone.stderr
    assert "the show comes back at the same addresses" in undone.stdout
    assert public(root) == before | {"fremd.txt"}
    assert podcast("unpublish", "--show", "--now", "--confirm", "Kleine Sendung", at=root).returncode == 0
    assert public(root) == {"fremd.txt"}
    back = podcast("publish", "--yes", at=root)
    assert back.returncode == 0, back.stderr
    assert "the show was taken down: this publish brings it back, at the same addresses" in back.stdout
    assert public(root) == before | {"fremd.txt"}
    assert feed(root).count("<guid") == guids


def test_the_first_publish_can_only_be_taken_down(root: Path) -> None:
    done = podcast("undo", "--yes", at=root)
    assert (done.returncode, "run `podcast unpublish --show`" in done.stderr) == (1, True)


def test_taking_down_prints_a_document(root: Path) -> None:
    done = podcast("unpublish", "--show", "--confirm", "Kleine Sendung", "--json", at=root)
    document = json.loads(done.stdout)
    assert document["deleted"][0] == "feed.xml"
    assert (document["done"], document["slug"], document["uploaded"]) == (True, None, [])
    assert [key.startswith("audio/") for key in document["retired"]] == [True, True]
    assert document["audio_until"] > "2024"


# --- the target ------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_the_option_wins_over_the_environment_and_that_over_the_file(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert podcast("verify", at=root).stdout.startswith("target: published (publish.target in podcast.yaml)\n")
    monkeypatch.setenv("PODCAST_TARGET", str(tmp_path / "other"))
    done = podcast("publish", "--yes", "--json", at=root)
    assert json.loads(done.stdout)["target"] == {"location": f"{tmp_path}/other", "source": "PODCAST_TARGET"}
    assert podcast("verify", at=root).stdout.startswith(f"target: {tmp_path}/other (from PODCAST_TARGET)\n")
    assert json.loads(podcast("status", "--json", at=root).stdout)["target"] == f"{tmp_path}/other"
    assert podcast("undo", "--yes", "--target", "published", at=root).returncode == 1
    assert podcast("verify", "--target", "published", at=root).stdout.startswith("target: published (--target)\n")
    monkeypatch.setenv("PODCAST_TARGET", "")
    assert "(publish.target in podcast.yaml)" in podcast("verify", at=root).stdout
    monkeypatch.setenv("PODCAST_TARGET", "s3://x/y")
    refused = podcast("publish", "--yes", at=root)
    assert (refused.returncode, '"x" is too short' in refused.stderr) == (1, True)


@pytest.mark.long
def test_a_publish_prints_a_document_of_what_subscribers_see(root: Path) -> None:
    change(root / "episodes/folge-2/episode.yaml", "title: Folge 2", "title: Andere")
    document = json.loads(podcast("publish", "--yes", "--json", at=root).stdout)
    assert document["generation"] == 2
    (replaced,) = document["episodes"]["replaced"]  # the title is in the tags of the audio
    assert (replaced["guid"], replaced["season"], replaced["episode"]) == ("little-2", 1, 2)
    assert {item["kind"] for item in document["sums"]} >= {"page", "recording", "feed"}
    assert "feed.xml" in document["uploaded"]
    assert document["outside"]["faults"] == []
    asked = podcast("publish", "--json", at=root)
    assert (asked.returncode, json.loads(asked.stdout)["done"]) == (0, False)
    change(root / "episodes/folge-2/episode.yaml", "title: Andere", "title: Folge 2")
    asked = podcast("publish", "--json", at=root)
    assert (asked.returncode, json.loads(asked.stdout)["error"]["exit_status"]) == (2, 2)


@pytest.mark.long
def test_in_german_the_plan_reads_well(root: Path) -> None:
    words = ("unpublish", "folge-1", "--reason", "Darum.", "--on", "2024-03-03")
    lines = podcast_process.run(*words, at=root, env={**os.environ, "LANGUAGE": "de"}).stdout.splitlines()
    assert "zurückgezogen: Staffel 1, Folge 1 „Folge 1 & „mehr““, seit 03.03.2024: Darum." in lines
    assert any(line.startswith("hochzuladen: ") and " Seiten, " in line for line in lines)
