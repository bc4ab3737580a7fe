"""`release:` in podcast.yaml: which episodes a publish lets out, and what stays as it is."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from podcast import pipeline
from podcast.cli.main import podcast
from podcast.errors import InputChangedError, PublishError
from podcast.pipeline.approval_steps import approve
from podcast.publish.release import open_target
from tests.support.small_show import change, write_episode
from tests.support.sounds import speech, write

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.pipeline import BuildResult

pytestmark = pytest.mark.usefixtures("thread_workers")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def root(small_show: Path, tmp_path: Path) -> Path:
    """A show of two episodes that needs two approvals; nothing is published yet."""
    return copy(small_show, tmp_path / "show")


def copy(small_show: Path, root: Path) -> Path:
    """A copy of the show that needs two approvals."""
    shutil.copytree(small_show, root, copy_function=shutil.copy2)
    with (root / "podcast.yaml").open("a", encoding="utf-8") as file:
        file.write("release: {needs: 2}\n")
    return root


def approve_by_two(root: Path, slug: str) -> None:
    for name in ("Redaktion", "Projektleitung"):
        approve(root, slug, name, NOW)


def publish(root: Path) -> BuildResult:
    """Build for the target and publish, as all commands do."""
    target = open_target(pipeline.load_target_settings(root), root)
    build = pipeline.build_for_target(root, target, at=NOW, jobs=1)
    pipeline.carry_out(pipeline.prepare(build, target, datetime.now(UTC)), lambda _event: None)
    return build


def live(root: Path) -> dict[str, bytes]:
    folder = root / "published"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def published_once(small_show: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The show with both episodes approved and live, for all tests to copy."""
    root = copy(small_show, tmp_path_factory.mktemp("published") / "show")
    for slug in ("folge-1", "folge-2"):
        approve_by_two(root, slug)
    assert publish(root).pending_problems == ()
    return root


@pytest.fixture
def published(published_once: Path, tmp_path: Path) -> Path:
    """The show with both episodes approved and live."""
    return shutil.copytree(published_once, tmp_path / "show", copy_function=shutil.copy2)


def test_a_new_episode_waits_and_the_others_go_out(root: Path) -> None:
    approve_by_two(root, "folge-1")
    approve(root, "folge-2", "Redaktion", NOW)
    build = publish(root)
    assert "folge-1/index.html" in live(root)
    assert "folge-2/index.html" not in live(root)
    assert b"Folge 2" not in live(root)["feed.xml"]
    assert [str(problem) for problem in build.pending_problems] == [
        (
            "episodes/folge-2/episode.yaml: waits for its approvals (1 of 2); "
            "`podcast approve folge-2 --as NAME` approves it as it is now"
        )
    ]
    approve(root, "folge-2", "Projektleitung", NOW)
    assert publish(root).pending_problems == ()
    assert "folge-2/index.html" in live(root)


def test_the_same_name_twice_is_not_enough(root: Path) -> None:
    approve_by_two(root, "folge-1")
    for name in ("Redaktion", "REDAKTION", " redaktion "):
        approve(root, "folge-2", name, NOW)
    publish(root)
    assert "folge-2/index.html" not in live(root)


def test_where_all_wait_nothing_is_published(root: Path) -> None:
    with pytest.raises(pipeline.NothingDueError, match="every episode that is due waits"):
        publish(root)
    assert not (root / "published").exists() or not live(root)


def test_a_change_of_what_is_live_stops_the_publish_and_leaves_all_as_it_is(published: Path) -> None:
    before = live(published)
    change(published / "episodes/folge-2/episode.yaml", "Worum es", "Um was es")
    change(published / "podcast.yaml", "Eine Sendung", "Die Sendung")
    with pytest.raises(PublishError, match="folge-2: is live and has changed since") as refused:
        publish(published)
    assert refused.value.exit_status == 3
    assert "outdated: Redaktion, Projektleitung" in str(refused.value)
    assert "folge-1" not in str(refused.value)
    assert live(published) == before
    approve_by_two(published, "folge-2")
    publish(published)
    assert b"Um was es in Folge 2" in live(published)["feed.xml"]


def test_what_is_live_and_unchanged_stays_without_its_approvals(published: Path) -> None:
    for slug in ("folge-1", "folge-2"):
        (published / "episodes" / slug / "approvals.yaml").unlink()
    change(published / "podcast.yaml", "Eine Sendung", "Die Sendung")
    change(published / "episodes/folge-1/episode.yaml", "season: 1", "# Kommentar\nseason: 1")
    publish(published)
    assert b"Die Sendung" in live(published)["feed.xml"]
    assert {"folge-1/index.html", "folge-2/index.html"} <= live(published).keys()


def test_an_episode_whose_recording_is_not_here_stays(published: Path) -> None:
    shutil.rmtree(published / ".podcast")
    shutil.rmtree(published / "site")
    (published / "episodes/folge-1/recording.wav").unlink()
    (published / "episodes/folge-1/approvals.yaml").unlink()
    before = live(published)
    publish(published)
    assert live(published)["feed.xml"] == before["feed.xml"]


def test_release_can_be_added_to_a_show_that_is_live(root: Path) -> None:
    change(root / "podcast.yaml", "release: {needs: 2}\n", "")
    publish(root)
    with (root / "podcast.yaml").open("a", encoding="utf-8") as file:
        file.write("release: {needs: 2}\n")
    change(root / "podcast.yaml", "Eine Sendung", "Die Sendung")
    publish(root)
    assert b"Die Sendung" in live(root)["feed.xml"]
    change(root / "episodes/folge-1/episode.yaml", "kurz", "lang")
    with pytest.raises(PublishError, match="folge-1: is live and has changed"):
        publish(root)


@pytest.mark.parametrize(
    ("file", "old", "new"), [("episode.yaml", "Worum", "Wovon"), ("episode.yaml", "Mitte", "Rest")]
)
def test_release_cannot_be_added_together_with_a_change(root: Path, file: str, old: str, new: str) -> None:
    change(root / "podcast.yaml", "release: {needs: 2}\n", "")
    publish(root)
    with (root / "podcast.yaml").open("a", encoding="utf-8") as file_of_show:
        file_of_show.write("release: {needs: 2}\n")
    change(root / "episodes/folge-1" / file, old, new)
    before = live(root)
    with pytest.raises(PublishError, match="folge-1: is live and has changed"):
        publish(root)
    assert live(root) == before


def test_a_withdrawal_needs_no_approvals(published: Path) -> None:
    line = "withdrawn: {on: 2026-01-01, reason: Falsch.}\n"
    change(published / "episodes/folge-2/episode.yaml", "season: 1", f"{line}season: 1")
    publish(published)
    assert b"folge-2" not in live(published)["feed.xml"]
    assert "folge-2/index.html" in live(published)


def test_a_withdrawn_episode_comes_back_as_it_was_approved_and_no_other_way(published: Path) -> None:
    file = published / "episodes/folge-2/episode.yaml"
    line = "withdrawn: {on: 2026-01-01, reason: Falsch.}\n"
    change(file, "season: 1", f"{line}season: 1")
    publish(published)
    change(file, line, "")
    change(file, "Worum es", "Um was es")
    with pytest.raises(PublishError, match="folge-2"):
        publish(published)
    change(file, "Um was es", "Worum es")
    publish(published)
    assert b"folge-2" in live(published)["feed.xml"]


def test_a_show_without_release_is_published_as_before(root: Path) -> None:
    change(root / "podcast.yaml", "release: {needs: 2}\n", "")
    build = publish(root)
    assert (build.contents, build.pending_problems) == ({}, ())
    assert {"folge-1/index.html", "folge-2/index.html"} <= live(root).keys()
    assert b'"content":' not in b"".join(data for key, data in live(root).items() if "manifests" in key)


def test_the_api_refuses_a_build_with_an_episode_that_waits(root: Path) -> None:
    approve_by_two(root, "folge-1")
    build = pipeline.build_site(root, at=NOW, jobs=1)
    with pytest.raises(PublishError, match="folge-2: is new, and waits for its approvals"):
        pipeline.publish_site(build)
    assert not any(key.endswith(".html") for key in live(root))


def run(root: Path, *words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(podcast, [words[0], "-C", str(root), *words[1:]])
    assert result.exception is None or isinstance(result.exception, SystemExit | PublishError), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_publish_due_names_what_waits_and_publishes_nothing(published: Path) -> None:
    write_episode(published, 3)
    before = live(published)
    for _again in range(2):
        status, out, err = run(published, "publish", "--due", "--yes")
        assert (status, out) == (0, "")
        assert "folge-3/episode.yaml: waits for its approvals (0 of 2)" in err
    assert live(published) == before
    approve_by_two(published, "folge-3")
    status, out, err = run(published, "publish", "--due", "--yes")
    assert (status, "waits" in err) == (0, False)
    assert "folge-3/index.html" in live(published)


def test_the_command_names_what_waits_also_when_nothing_else_is_new(published: Path) -> None:
    write_episode(published, 3)
    for _again in range(2):  # the second time from the record of the first
        status, out, err = run(published, "publish", "--yes")
        assert status == 0
        assert "folge-3/episode.yaml: waits for its approvals (0 of 2)" in err
        assert "the live site is up to date" in out


def test_content_that_changes_while_it_is_built_is_not_let_out(root: Path) -> None:
    for slug in ("folge-1", "folge-2"):
        approve_by_two(root, slug)
    recording = root / "episodes/folge-1/recording.wav"
    recording.write_bytes((root / "episodes/folge-2/recording.wav").read_bytes())
    approve_by_two(root, "folge-1")
    target = open_target(pipeline.load_target_settings(root), root)

    def exchange(_event: object) -> None:
        if not recording.with_suffix(".old").exists():
            recording.rename(recording.with_suffix(".old"))
            write(recording, speech(2, seed=8))

    with pytest.raises(InputChangedError, match="recording"):
        pipeline.build_for_target(root, target, at=NOW, jobs=1, report=exchange)


def test_status_shows_approvals_and_what_outdates_them(published: Path) -> None:
    for _again in range(2):  # the second time as it was remembered
        status, out, _err = run(published, "status")
        assert (status, out.count("2/2")) == (0, 2)
    change(published / "episodes/folge-2/episode.yaml", "Worum es", "Um was es")
    _status, out, _err = run(published, "status")
    assert "0/2, 2 outdated" in out
    assert "folge-2: the approval by Redaktion is outdated; changed since: summary" in out
    document = json.loads(run(published, "status", "--json")[1])
    assert [item["approvals"]["valid"] for item in document["episodes"] if item["slug"] == "folge-2"] == [[]]
    change(published / "podcast.yaml", "release: {needs: 2}\n", "")
    assert "approvals" not in run(published, "status")[1]
