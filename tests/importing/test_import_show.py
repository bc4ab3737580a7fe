"""A show is moved from a host on loopback: complete, proved, again and again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from podcast.cli.main import podcast
from podcast.show.load import load
from tests.support.media_host import Fault, media_host
from tests.support.old_show import OldShow, sound
from tests.support.small_show import change

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

LINK = "https://podcast.example.org/"


@pytest.fixture(scope="module")
def mp3(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return sound(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def old_show(mp3: bytes) -> Iterator[OldShow]:
    with media_host() as host:
        show = OldShow(host, mp3)
        show.publish()
        yield show


@pytest.fixture(autouse=True)
def _direct_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


def run(show: OldShow, root: Path | None, *words: str) -> Result:
    """The command in this process, as a terminal shows it in English."""
    show.host.requests.clear()
    where = [str(root)] if root else []
    return CliRunner().invoke(
        podcast, ["import", show.feed, *where, "--allow-private", "--link", LINK, "--lang", "en", *words]
    )


def imported(show: OldShow, root: Path, *words: str) -> dict[str, Any]:
    """The document of an import that has nothing left to do."""
    result = run(show, root, "--json", *words)
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)["show"]
    return document


def state(root: Path) -> dict[str, tuple[int, bytes]]:
    """Time and bytes of every file that the producer sees."""
    files = [path for path in root.rglob("*") if path.is_file() and ".podcast" not in path.parts]
    return {path.relative_to(root).as_posix(): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def test_an_import_is_complete_and_proves_it(old_show: OldShow, tmp_path: Path) -> None:
    proof = imported(old_show, tmp_path)["proof"]
    assert (proof["compared"], proof["equal"], proof["lossless"], proof["with_audio"]) == (2, 2, True, True)
    assert proof["show"] == proof["episodes"] == []
    for number in (1, 2):
        [audio] = tmp_path.glob(f"episodes/folge-{number}/*.mp3")
        assert audio.read_bytes() == old_show.audio_of(number)
    loaded = load(tmp_path)
    assert loaded.problems == ()
    assert loaded.show is not None
    assert [episode.guid for episode in loaded.show.episodes] == [f"tag:old.example.com,2020:{n}/Ä" for n in (2, 1)]
    assert loaded.show.moved_from == old_show.feed


def test_the_terminal_says_what_was_found_what_is_proved_and_what_comes_next(old_show: OldShow, tmp_path: Path) -> None:
    result = run(old_show, tmp_path / "kaffee")
    assert "Kaffee im Rathaus: 2 items" in result.stderr
    assert "2 new episodes in kaffee/" in result.stdout
    assert "proof: 2 of 2 episodes equal" in result.stdout
    assert "1. " in result.stdout.partition("the move, once the new site is public:")[2]
    assert result.stderr.strip().splitlines()[-1].startswith("next: `podcast ")


@pytest.mark.long
def test_a_second_import_asks_for_the_feed_alone_and_changes_no_file(old_show: OldShow, tmp_path: Path) -> None:
    imported(old_show, tmp_path)
    before = state(tmp_path)
    result = run(old_show, tmp_path)
    assert "nothing new" in result.stdout
    assert "proof: 2 of 2 episodes equal" in result.stdout
    assert result.exit_code == 0
    assert state(tmp_path) == before
    assert old_show.host.received() == ["/feed.xml"]


def test_a_second_import_adds_what_is_new_and_leaves_edited_files_alone(old_show: OldShow, tmp_path: Path) -> None:
    imported(old_show, tmp_path)
    change(tmp_path / "episodes/folge-1/episode.yaml", "title:", "# My note\ntitle:")
    before = state(tmp_path)
    old_show.items = [1, 2, 3]
    old_show.publish()
    document = imported(old_show, tmp_path)
    assert [episode["slug"] for episode in document["new"]] == ["folge-3"]
    assert document["unchanged"] == 2
    after = state(tmp_path)
    assert {path: after[path] for path in before} == before
    assert {path for path in after.keys() - before.keys() if not path.startswith("episodes/folge-3/")} == set()


def test_only_the_newest_are_imported_and_the_others_later(old_show: OldShow, tmp_path: Path) -> None:
    first = imported(old_show, tmp_path, "--only", "1")
    assert [episode["slug"] for episode in first["new"]] == ["folge-2"]
    assert (first["proof"]["compared"], first["proof"]["equal"]) == (1, 1)
    second = imported(old_show, tmp_path)
    assert [episode["slug"] for episode in second["new"]] == ["folge-1"]
    assert second["proof"]["equal"] == 2


def test_audio_may_stay_where_it_is_for_now(old_show: OldShow, tmp_path: Path) -> None:
    result = run(old_show, tmp_path, "--no-audio")
    assert result.exit_code == 0, result.output
    assert "proof: 2 of 2 episodes equal, without their audio" in result.stdout
    assert "the move" not in result.stdout
    assert result.stderr.strip().splitlines()[-1] == (
        "next: run the same command without --no-audio; it fetches the audio"
    )
    assert not any(path.startswith("/audio/") for path in old_show.host.received())
    assert imported(old_show, tmp_path)["proof"]["with_audio"]
    assert len([*tmp_path.glob("episodes/*/*.mp3")]) == 2


def test_a_missing_file_is_told_and_fetched_by_the_next_import(old_show: OldShow, tmp_path: Path) -> None:
    audio = old_show.host.files.pop("/audio/2.mp3")
    result = run(old_show, tmp_path)
    assert result.exit_code == 1
    assert "not fetched: " in result.stdout
    assert "/audio/2.mp3" in result.stdout
    assert "the move" not in result.stdout
    assert result.stderr.strip().splitlines()[-1] == "next: run the same command again; it fetches what is missing"
    old_show.host.files["/audio/2.mp3"] = audio
    assert imported(old_show, tmp_path)["proof"]["equal"] == 2


def test_a_file_that_was_changed_afterwards_is_found(old_show: OldShow, tmp_path: Path) -> None:
    imported(old_show, tmp_path)
    [audio] = tmp_path.glob("episodes/folge-1/*.mp3")
    audio.write_bytes(audio.read_bytes()[:-1] + b"!")
    result = run(old_show, tmp_path)
    assert result.exit_code == 1
    assert "differs: 1 episode: the file has other bytes than at the old host" in result.stdout
    assert "proof: 1 of 2 episodes equal" in result.stdout


def test_a_locked_feed_is_imported_by_its_owner_alone(old_show: OldShow, tmp_path: Path) -> None:
    old_show.channel = "<podcast:locked>yes</podcast:locked>"
    old_show.publish()
    result = run(old_show, tmp_path / "show")
    assert result.exit_code == 1
    assert "--i-own-this" in str(result.exception)
    assert not (tmp_path / "show").exists()
    imported(old_show, tmp_path / "show", "--i-own-this")


def test_a_private_address_is_refused_unless_it_is_allowed(old_show: OldShow, tmp_path: Path) -> None:
    result = CliRunner().invoke(podcast, ["import", old_show.feed, str(tmp_path / "show")])
    assert result.exit_code == 1
    assert "--allow-private" in str(result.exception)
    assert old_show.host.received() == []


def test_without_a_folder_it_is_named_after_the_show_and_found_again(
    old_show: OldShow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(old_show, None).exit_code == 0
    assert (tmp_path / "kaffee-im-rathaus/podcast.yaml").is_file()
    monkeypatch.chdir(tmp_path / "kaffee-im-rathaus")
    assert "nothing new" in run(old_show, None).stdout
    assert {path.name for path in tmp_path.iterdir()} == {"kaffee-im-rathaus"}


def test_the_folder_of_another_show_is_refused(old_show: OldShow, small_show: Path) -> None:
    result = run(old_show, small_show)
    assert result.exit_code == 1
    assert "Kleine Sendung" in str(result.exception)


def test_a_report_has_the_findings_the_differences_and_the_steps(old_show: OldShow, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    old_show.channel = "<itunes:explicit>maybe &lt;script&gt;</itunes:explicit>"
    old_show.publish()
    run(old_show, tmp_path / "show", "--report", str(report))
    page = report.read_text("utf-8")
    assert "Kaffee im Rathaus" in page
    assert "proof: 2 of 2 episodes equal" in page
    assert "<script" not in page
    assert "http-equiv" in page


def test_the_feed_is_missing(tmp_path: Path) -> None:
    result = CliRunner().invoke(podcast, ["import"])
    assert result.exit_code == 2
    assert "FEED" in result.stderr
    result = CliRunner().invoke(podcast, ["import", str(tmp_path / "missing.xml")])
    assert result.exit_code == 1


def test_a_new_address_that_is_none_is_refused_before_anything_is_asked(old_show: OldShow, tmp_path: Path) -> None:
    result = CliRunner().invoke(podcast, ["import", old_show.feed, str(tmp_path / "show"), "--link", "kaffee"])
    assert result.exit_code == 2
    assert "--link" in result.stderr
    assert old_show.host.received() == []


def test_scripts_are_removed_from_the_feed_and_the_proof_says_so(old_show: OldShow, tmp_path: Path) -> None:
    file = old_show.host.files["/feed.xml"]
    file.body = file.body.replace(b"<p>Mit", b'<script>alert(1)</script><p onclick="x()">Mit', 1)
    file.body = file.body.replace(b"<description>W", b"<description>&lt;iframe src='x'>&lt;/iframe>W", 1)
    document = imported(old_show, tmp_path)
    [episode] = document["proof"]["episodes"]
    assert [(field["rule"], field["matters"]) for field in episode["fields"]] == [("unsafe-html", False)] * 2
    for path in tmp_path.glob("episodes/*/episode.yaml"):
        assert not {"script", "onclick", "iframe"} & set(re.findall("[a-z]+", path.read_text("utf-8")))


@pytest.mark.long
def test_a_process_that_is_killed_goes_on_and_ends_as_if_it_had_not_been(
    old_show: OldShow, tmp_path: Path, mp3: bytes
) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    imported(old_show, whole)
    old_show.host.files["/audio/1.mp3"].faults.append(Fault(stall_after=len(mp3) // 2))
    command = [sys.executable, "-m", "podcast", "import", old_show.feed, str(killed), "--allow-private", "--link", LINK]
    with subprocess.Popen([*command, "-q", "--lang", "en"], stdout=subprocess.DEVNULL) as process:
        while "/audio/1.mp3" not in old_show.host.received() or not (killed / ".podcast/import").is_dir():
            time.sleep(0.05)
        time.sleep(0.2)
        process.kill()
    assert not (killed / "podcast.yaml").exists()
    assert imported(old_show, killed)["proof"]["equal"] == 2
    names = {path: data for path, (_time, data) in state(whole).items()}
    assert {path: data for path, (_time, data) in state(killed).items()} == names


@pytest.mark.long
def test_the_site_of_an_imported_show_has_the_audio_byte_for_byte(old_show: OldShow, tmp_path: Path) -> None:
    imported(old_show, tmp_path)
    result = CliRunner().invoke(podcast, ["-C", str(tmp_path), "build", "-j", "1"])
    assert result.exit_code == 0, result.output
    feed = (tmp_path / "site/feed.xml").read_text("utf-8")
    for number in (1, 2):
        audio = old_show.audio_of(number)
        [file] = tmp_path.glob(f"site/audio/folge-{number}*.mp3")
        assert file.read_bytes() == audio
        assert f'length="{len(audio)}"' in feed
        assert f"tag:old.example.com,2020:{number}/Ä</guid>" in feed
