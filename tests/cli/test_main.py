import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support import podcast_process
from tests.support.podcast_command import podcast
from tests.support.publish.s3_server import REGION, Server, s3_client
from tests.support.small_show import change, write_episode, write_show
from tests.support.sounds import speech, write_wav


def anew(*words: str, at: Path) -> subprocess.CompletedProcess[str]:
    """Runs it in a Python of its own: all that it needs it imports itself, and warnings while it does are seen."""
    environment = {**os.environ, "COLUMNS": "100", "PYTHONWARNINGS": "default"}
    return subprocess.run(  # noqa: PLW1510 its exit status is what is looked at
        [sys.executable, "-m", "podcast", *words],
        cwd=at,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env=environment,
    )


@pytest.mark.long
@pytest.mark.parametrize("words", [["build"], ["publish", "--dry-run"], ["status"]])
def test_a_new_python_process_prints_what_the_forked_one_prints(words: list[str], root: Path) -> None:
    fresh, forked = anew(*words, at=root), podcast(*words, at=root)
    assert (fresh.returncode, fresh.stdout, fresh.stderr) == (forked.returncode, forked.stdout, forked.stderr)


@pytest.fixture
def root(small_show: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small_show, tmp_path / "show", copy_function=shutil.copy2)


def test_a_clean_show_is_one_line_and_exit_0(root: Path) -> None:
    done = podcast("check", at=root)
    assert (done.returncode, done.stdout) == (0, "no problems: 2 episodes, 0 drafts\n")


def test_hints_stand_apart_and_change_nothing(root: Path) -> None:
    done = podcast("check", at=root)
    assert done.stderr.splitlines()[0] == (
        "hint: episodes/folge-1/episode.yaml:10:5: chapters[2]: starts 0:01 after the previous one; "
        "YouTube requires 10 seconds; merge the two, or ignore this hint"
    )
    hints = json.loads(podcast("check", "--json", at=root).stdout)["hints"]
    assert [hint["field"] for hint in hints if "chapters" in hint["field"]] == ["chapters[2]"] * 2


def test_problems_are_lines_on_stdout_and_exit_1(root: Path) -> None:
    change(root / "episodes/folge-1/episode.yaml", "title:", "titel:")
    change(root / "podcast.yaml", "explicit: false", "explicit: no")
    done = podcast("check", at=root)
    assert done.returncode == 1
    assert "episodes/folge-1/episode.yaml:2:1: titel: " in done.stdout
    assert 'did you mean "title"?' in done.stdout
    assert "podcast.yaml:8:11: explicit: " in done.stdout
    assert done.stderr.endswith("problems to fix\nnext: fix them from the top, then run `podcast check` again\n")


def test_problems_come_as_json_too(root: Path) -> None:
    assert json.loads(podcast("check", "--json", at=root).stdout)["problems"] == []
    change(root / "podcast.yaml", "cover: cover.jpg", "cover: covre.jpg")
    done = podcast("check", "--json", at=root)
    (problem,) = json.loads(done.stdout)["problems"]
    assert done.returncode == 1
    assert (problem["path"], problem["line"], problem["field"]) == ("podcast.yaml", 10, "cover")


def test_every_command_finds_the_show_from_below_and_by_name(root: Path) -> None:
    assert podcast("check", at=root / "episodes" / "folge-1").returncode == 0
    assert podcast("check", "-C", root, at=root.parent).returncode == 0


def test_outside_a_show_the_remedy_is_said(tmp_path: Path) -> None:
    done = podcast("build", at=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "no podcast.yaml here or in a parent folder" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [["bild"], ["build", "--draft-s"], ["publish", "--max-delete", "x"], ["new"]])
def test_wrong_usage_is_exit_2(words: list[str], root: Path) -> None:
    done = podcast(*words, at=root)
    assert done.returncode == 2
    assert "Usage: " in done.stderr


def test_the_bare_command_shows_the_help(tmp_path: Path) -> None:
    done = anew(at=tmp_path)
    assert "Traceback" not in done.stderr
    assert "Publish a podcast from a folder of files." in done.stdout + done.stderr


def test_a_shell_completes_the_names_of_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_PODCAST_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "podcast bu")
    monkeypatch.setenv("COMP_CWORD", "1")
    program = "import sys; sys.argv[0] = 'podcast'; from podcast.cli.main import main; main()"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout == "plain,build\n"


@pytest.mark.parametrize("command", ["new", "check", "status", "build", "publish", "undo", "verify"])
def test_every_help_shows_an_example(command: str) -> None:
    done = podcast(command, "--help")
    assert done.returncode == 0
    assert f"Example:  podcast {command}" in done.stdout
    assert "-C DIR" in done.stdout


@pytest.mark.long
def test_a_build_says_what_it_did_and_what_is_next(root: Path) -> None:
    write_wav(root / "episodes/folge-1/recording.wav", speech(3, seed=9) * 0.1)
    done = podcast("build", at=root)
    assert done.returncode == 0
    assert "1 to master: folge-1 (recording changed)" in done.stderr
    assert "mastered  folge-1: -" in done.stderr
    assert " LUFS, peak -" in done.stderr
    assert "tagged    folge-1: new master" in done.stderr
    assert "next: open site/index.html" in done.stderr
    assert done.stdout.startswith("wrote 13 files, ")
    assert "removed audio/folge-1." in done.stdout
    assert "site/: 2 episodes" in done.stdout


def test_a_build_with_nothing_to_do_says_so(root: Path) -> None:
    done = podcast("build", at=root)
    assert done.stdout.startswith("nothing new to build: ")
    assert "master" not in done.stderr


@pytest.mark.long
def test_a_report_is_a_table_and_a_page_and_says_where(root: Path) -> None:
    done = podcast("build", "--report", at=root)
    head, newest, oldest, where, *_ = done.stdout.splitlines()
    assert head.split()[:4] == ["episode", "length", "loudness", "LUFS"]
    assert newest.split()[:2] == ["folge-2", "0:02"]
    assert oldest.split()[-1] == "–", "its master was there already"
    assert where == "report: .podcast/report.html"
    assert 'lang="en"' in (root / ".podcast/report.html").read_text("utf-8")
    assert not list((root / "site").rglob("*report*"))


@pytest.mark.long
def test_a_report_knows_how_fast_the_recordings_of_this_run_were_mastered(root: Path) -> None:
    write_wav(root / "episodes/folge-1/recording.wav", speech(20, seed=9))
    done = podcast("build", "--report", at=root)
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("folge-1 ")]
    assert int(line.split()[-1]) >= 1


def test_status_shows_every_episode_and_json_says_the_same(root: Path) -> None:
    done = podcast("status", "--calendar", "plan.ics", at=root)
    assert (done.returncode, done.stderr) == (0, "next: `podcast publish`\n")
    assert (root / "plan.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert done.stdout.splitlines()[1].startswith("built  2024-01-02 09:00  S1 E2   folge-2    0:02  -1")
    assert done.stdout.endswith("2 built\nlive: nothing published yet\n")
    episodes = json.loads(podcast("status", "--json", at=root).stdout)["episodes"]
    assert [entry["slug"] for entry in episodes] == ["folge-2", "folge-1"]


def test_status_says_that_problems_hide_episodes(root: Path) -> None:
    change(root / "episodes/folge-1/episode.yaml", "title:", "titel:")
    done = podcast("status", at=root)
    assert done.returncode == 0
    assert "folge-1" not in done.stdout
    first, last = done.stderr.splitlines()
    assert first == "some episodes may be missing here because of 2 problems: run `podcast check`"
    assert last.startswith("next: ")


@pytest.mark.long
def test_all_recordings_that_fail_are_listed_at_the_end_with_their_remedies(root: Path) -> None:
    for number in (1, 2):
        write_wav(root / f"episodes/folge-{number}/recording.wav", speech(2) * 0)
    write_episode(root, 3)
    done = podcast("build", at=root)
    assert (done.returncode, done.stdout) == (1, "")
    assert "mastered  folge-3: " in done.stderr
    assert done.stderr.endswith("""\
2 recordings cannot be mastered:
  episodes/folge-1/recording.wav: is silent, or shorter than 0.4 s
    fix: check that it is the right recording
  episodes/folge-2/recording.wav: is silent, or shorter than 0.4 s
    fix: check that it is the right recording
all others are mastered and kept, site/ is unchanged; fix these, then run the same command again
""")


@pytest.mark.long
def test_drafts_that_were_built_to_look_at_are_not_published(root: Path) -> None:
    change(root / "episodes/folge-2/episode.yaml", "season: 1", "draft: true\nseason: 1")
    looked = podcast("build", "--drafts", at=root)
    assert "for you only: `podcast publish` leaves them out" in looked.stderr
    assert (root / "site" / "folge-2" / "index.html").is_file()
    assert podcast("publish", "--yes", at=root).returncode == 0
    published = [path for path in (root / "published").rglob("*") if path.is_file()]
    assert len(published) > 10
    for path in published:
        assert "folge-2" not in str(path.relative_to(root))
        assert b"folge-2" not in path.read_bytes()


def test_problems_stop_the_build_and_site_stays_as_it_was(root: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")}
    change(root / "episodes/folge-1/episode.yaml", "guid: little-1", "guid: little-2")
    done = podcast("build", at=root)
    assert done.returncode == 1
    assert "guid" in done.stderr
    assert before == {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")}


# What may lie in the place of a recording, and its message.
BAD = {
    "missing": (None, "recording: is missing"),
    "empty": (b"", "is empty"),
    "a text": (b"Nur ein Text.\n" * 9000, "is a text, not a recording; put the audio file in its place"),
    "an mp3 without sound": (b"ID3\x03\0\0\0\0\x07\x76" + bytes(1014), "copy the recording again"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_recording_that_is_none_is_named_with_its_remedy(root: Path, kind: str) -> None:
    data, words = BAD[kind]
    folder = root / "episodes" / "folge-1"
    (folder / "recording.wav").unlink()
    if data is not None:
        (folder / "recording.mp3").write_bytes(data)
    done = podcast("build", at=root)
    assert done.returncode == 1
    assert "episodes/folge-1/" in done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wav_that_was_not_copied_whole_is_named_with_both_lengths(root: Path) -> None:
    path = write_wav(root / "episodes/folge-1/recording.wav", speech(5))
    path.write_bytes(path.read_bytes()[:100_000])
    done = podcast("build", at=root)
    assert done.returncode == 1
    assert "is incomplete: its header says 5.0 s, but the audio ends after 1.1 s" in done.stderr


def test_a_cover_that_is_not_square_is_named_with_its_remedy(root: Path) -> None:
    from PIL import Image

    Image.new("RGB", (1400, 1401)).save(root / "cover.jpg")
    done = podcast("build", at=root)
    assert done.returncode == 1
    assert "podcast.yaml:10:8: cover: " in done.stderr
    assert "square" in done.stderr


def test_a_broken_template_is_named_with_its_line(root: Path) -> None:
    (root / "templates").mkdir()
    (root / "templates" / "home.html").write_text("<p>{{ nichts.da }}</p>\n")
    done = podcast("build", at=root)
    assert done.returncode == 1
    assert "templates/home.html:1" in done.stderr


def test_a_site_that_cannot_be_written_is_named_with_its_remedy(root: Path) -> None:
    shutil.rmtree(root / "site")
    (root / "site").write_text("im Weg")
    done = podcast("build", at=root)
    assert done.returncode == 1
    assert "site" in done.stderr
    assert "move it away, then run the same command again" in done.stderr
    assert "Traceback" not in done.stderr


def test_publish_shows_the_plan_and_asks_only_at_a_terminal(root: Path) -> None:
    done = podcast("publish", at=root)
    assert done.returncode == 2
    assert done.stdout.splitlines() == [
        "target: published (publish.target in podcast.yaml)",
        "first feed: 2 episodes",
        done.stdout.splitlines()[-1],
    ]
    assert done.stdout.splitlines()[-1].startswith("to upload: 14 pages, 2 recordings, 3 feeds, ")
    assert "--yes" in done.stderr
    assert not (root / "published" / "feed.xml").exists()


@pytest.mark.long
def test_publish_with_yes_publishes_and_again_does_nothing(root: Path) -> None:
    done = podcast("publish", "--yes", at=root)
    assert done.returncode == 0
    assert "feed: https://podcast.example.org/feed.xml" in done.stderr
    built, published = ((root / folder / "feed.xml").read_bytes() for folder in ("site", "published"))
    assert published.startswith(built), "nothing but the mark of the publish is added"
    again = podcast("publish", "--yes", at=root)
    assert again.returncode == 0
    assert again.stdout.splitlines()[1:] == ["nothing to publish: the live site is up to date"]


@pytest.mark.long
def test_a_dry_run_says_that_it_was_one(root: Path) -> None:
    done = podcast("publish", "--dry-run", at=root)
    assert done.returncode == 0
    assert done.stdout.endswith("dry run: nothing was changed\n")
    assert not (root / "published" / "feed.xml").exists()


def test_new_makes_a_draft_that_checks_clean(root: Path) -> None:
    done = podcast("new", "Jünger wählen?", "--recording", root / "episodes/folge-1/recording.wav", at=root)
    assert done.returncode == 0
    assert done.stdout == "episodes/juenger-waehlen\n"
    assert podcast("check", at=root).stdout == "no problems: 2 episodes, 1 draft\n"
    assert (root / "episodes/juenger-waehlen/recording.wav").is_file()


@pytest.mark.long
def test_at_builds_what_is_due_then(root: Path) -> None:
    done = podcast("build", "--at", "2024-01-01 12:00", at=root)
    assert done.returncode == 0
    assert "site/: 1 episode," in done.stdout
    none = podcast("build", "--at", "2023-01-01 12:00", at=root)
    assert none.returncode == 1
    assert "no episode is due" in none.stderr


@pytest.mark.long
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_stopped_leaves_no_process_and_finishes_the_next_time(tmp_path: Path, how: int) -> None:
    root = write_show(tmp_path / "show", episodes=2, seconds=60)
    with Path(os.devnull).open("r+b") as devnull:
        process = podcast_process.start(("build",), streams=(devnull, devnull, devnull), at=root)
    wait_for(lambda: list((root / ".podcast").glob("masters/.*.part")))
    os.kill(process.pid, how)
    assert process.wait(20) == (130 if how == signal.SIGINT else -signal.SIGKILL)
    wait_for(lambda: not workers(root))
    if how == signal.SIGINT:
        assert not list((root / ".podcast").glob("masters/.*.part"))
    assert not (root / "site" / "feed.xml").exists()
    for number in (1, 2):
        write_wav(root / f"episodes/folge-{number}/recording.wav", speech(2, seed=number))
    assert podcast("build", at=root).returncode == 0
    assert not list((root / ".podcast").glob("masters/.*.part"))


def workers(root: Path) -> set[int]:
    """Processes that master recordings of a show: those of other programs do not count."""
    processes = set()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if (path / "cwd").readlink() == root and b"multiprocessing" in (path / "cmdline").read_bytes():
                processes.add(int(path.name))
        except OSError:
            continue
    return processes


def wait_for(is_met: object, seconds: float = 30) -> None:
    patience = time.monotonic() + seconds
    while not is_met():
        assert time.monotonic() < patience, "it did not come"
        time.sleep(0.05)


@pytest.mark.usefixtures("credentials")
def test_a_show_goes_to_a_real_bucket_and_the_second_time_only_what_changed(
    root: Path, seaweed: Server, prefix: str
) -> None:
    import feedparser

    where = f"{{target: s3://{seaweed.bucket}/{prefix}, endpoint: {seaweed.endpoint}, region: {REGION}}}"
    change(root / "podcast.yaml", "{target: published}", where)
    first = podcast("publish", "--yes", at=root)
    assert first.returncode == 0, first.stderr
    client = s3_client(seaweed.endpoint)
    stored = client.get_object(Bucket=seaweed.bucket, Key=f"{prefix}/feed.xml")
    assert stored["ContentType"] == "application/rss+xml; charset=utf-8"
    assert [entry.title for entry in feedparser.parse(stored["Body"].read()).entries] == [
        "Folge 2 & „mehr“",
        "Folge 1 & „mehr“",
    ]
    assert "nothing to publish" in podcast("publish", "--yes", at=root).stdout
    change(root / "episodes/folge-2/episode.yaml", "Mit *Absicht* kurz", "Jetzt länger")
    second = podcast("publish", "--yes", at=root)
    assert re.search(r"published: 1?\d files uploaded, 0 files deleted", second.stdout)
    wrong = podcast("publish", "--yes", "--target", "s3://nobody-has-this", at=root)
    assert wrong.returncode == 3
    assert "nobody-has-this" in wrong.stderr
    client.close()
