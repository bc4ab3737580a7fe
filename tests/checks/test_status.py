import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from podcast import pipeline
from podcast.checks.status import next_scheduled, read_status, with_public_state, write_calendar
from podcast.errors import ShowError
from podcast.publish import live_status, release
from podcast.report import status_table
from podcast.report.status_table import EpisodeStatus
from tests.support.small_show import change, write_episode
from tests.support.sounds import speech, write_wav

NOW = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def root(small_show: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small_show, tmp_path / "show", copy_function=shutil.copy2)


def statuses_of(root: Path) -> dict[str, EpisodeStatus]:
    return {status.episode.slug: status for status in read_status(root, NOW)[1]}


def state(root: Path, number: int) -> tuple[str, str]:
    status = statuses_of(root)[f"folge-{number}"]
    return status.state, status.reason


def test_what_a_build_has_made_is_built(root: Path) -> None:
    statuses = statuses_of(root)
    assert {slug: status.state for slug, status in statuses.items()} == {"folge-1": "built", "folge-2": "built"}
    assert statuses["folge-1"].master.after.loudness == pytest.approx(-16, abs=0.5)
    assert statuses["folge-1"].missing == ("transcript",)


def test_status_makes_no_master_and_no_file_of_the_site(root: Path) -> None:
    write_episode(root, 3)
    before = sorted(path for path in root.rglob("*") if path.name != "fingerprints.json")
    assert state(root, 3) == ("not built", "new")
    assert sorted(path for path in root.rglob("*") if path.name != "fingerprints.json") == before


def test_a_changed_recording_a_changed_title_and_a_lost_file_have_different_reasons(root: Path) -> None:
    change(root / "episodes/folge-1/episode.yaml", "Folge 1", "Erste Folge")
    assert state(root, 1) == ("not built", "its texts or cover changed")
    change(root / "episodes/folge-1/episode.yaml", "season: 1", "audio: {loudness: -18}\nseason: 1")
    assert state(root, 1) == ("not built", "audio settings changed")
    write_wav(root / "episodes/folge-1/recording.wav", speech(2, seed=40))
    assert state(root, 1) == ("not built", "recording changed")
    for path in (root / "site/audio").glob("folge-2.*"):
        path.unlink()
    assert state(root, 2) == ("not built", "missing from site/")


def test_a_draft_and_a_scheduled_episode_say_what_they_are(root: Path) -> None:
    change(root / "episodes/folge-1/episode.yaml", "season: 1", "draft: true\nseason: 1")
    change(root / "episodes/folge-2/episode.yaml", "2024-01-02", "2024-06-02")
    assert (state(root, 1), state(root, 2)) == (("draft", ""), ("scheduled", ""))
    assert statuses_of(root)["folge-1"].master is not None


def test_a_draft_without_anything_lacks_everything(root: Path) -> None:
    folder = root / "episodes" / "leer"
    folder.mkdir()
    (folder / "episode.yaml").write_text("guid: leer\ntitle: Leer\ndraft: true\n", "utf-8")
    assert statuses_of(root)["leer"].missing == ("recording", "date", "summary", "transcript")


def test_a_broken_episode_is_a_problem_and_hides_no_other(root: Path) -> None:
    change(root / "episodes/folge-1/episode.yaml", "title:", "titel:")
    show, statuses, examination = read_status(root, NOW)
    assert [status.episode.slug for status in statuses] == ["folge-2"]
    assert [problem.field for problem in examination.loaded.problems] == ["title", "titel"]
    assert show.title == "Kleine Sendung"


def test_a_show_with_problems_has_no_status(root: Path) -> None:
    change(root / "podcast.yaml", "language: de", "language: deutsch")
    with pytest.raises(ShowError, match=r"podcast\.yaml:4:"):
        read_status(root, NOW)


# --- lines -----------------------------------------------------------------------------------------------------------


def test_the_lines_name_state_date_number_length_and_loudness(root: Path) -> None:
    show, statuses, _ = read_status(root, NOW)
    head, newest, oldest = status_table.status_lines(show, statuses)
    assert head.split() == ["state", "date", "number", "episode", "length", "LUFS", "missing"]
    assert newest.split()[:6] == ["built", "2024-01-02", "09:00", "S1", "E2", "folge-2"]
    assert oldest.split()[6] == "0:02"
    assert float(oldest.split()[7]) == pytest.approx(-16, abs=0.5)
    assert status_table.status_counts(statuses) == "2 built"


def test_dates_are_in_the_time_zone_of_the_show(root: Path) -> None:
    change(root / "episodes/folge-2/episode.yaml", "2024-01-02 09:00", "2024-01-02 23:30Z")
    show, statuses, _ = read_status(root, NOW)
    assert "2024-01-03 00:30" in status_table.status_lines(show, statuses)[1]


def test_a_show_without_episodes_has_no_lines(root: Path) -> None:
    shutil.rmtree(root / "episodes")
    show, statuses, _ = read_status(root, NOW)
    assert (status_table.status_lines(show, statuses), status_table.status_counts(statuses)) == ([], "no episodes yet")


def test_json_says_the_same_to_scripts(root: Path) -> None:
    (status, _) = json.loads(json.dumps([status.as_json() for status in read_status(root, NOW)[1]]))
    assert status["loudness"] == pytest.approx(-16, abs=0.5)
    assert {name: status[name] for name in ("slug", "state", "reason", "season", "episode", "date", "missing")} == {
        "slug": "folge-2",
        "state": "built",
        "reason": None,
        "season": 1,
        "episode": 2,
        "date": "2024-01-02T09:00:00+01:00",
        "missing": ["transcript"],
    }


# --- what the world has, what comes next -----------------------------------------------------------------------------


def published(root: Path) -> None:
    build = pipeline_built(root)
    target = release.open_target(build.show, root)
    pipeline.carry_out(pipeline.prepare(build, target, NOW), lambda _: None)


def pipeline_built(root: Path) -> pipeline.BuildResult:
    with ThreadPoolExecutor(1) as executor:
        return pipeline.build_show(pipeline.load_show(root).due(NOW), root, executor, lambda _: None)


def known_public(root: Path) -> dict[str, str]:
    show, statuses, _ = read_status(root, NOW)
    return {
        status.episode.slug: status.public
        for status in with_public_state(statuses, live_status.read_live_status(show, root))
    }


@pytest.mark.long
def test_what_is_published_is_live_until_something_changes(root: Path) -> None:
    assert known_public(root) == {"folge-1": "", "folge-2": ""}
    published(root)
    assert known_public(root) == {"folge-1": "live", "folge-2": "live"}
    change(root / "episodes/folge-1/episode.yaml", "Folge 1", "Erste Folge")
    assert known_public(root) == {"folge-1": "changed", "folge-2": "live"}
    pipeline_built(root)
    assert known_public(root)["folge-1"] == "changed"
    published(root)
    write_episode(root, 3)
    assert (known_public(root)["folge-1"], known_public(root)["folge-3"]) == ("live", "")


def test_where_the_target_cannot_be_asked_nothing_is_said_of_the_world(root: Path) -> None:
    assert {status.public for status in with_public_state(read_status(root, NOW)[1], None)} == {""}


@pytest.mark.long
def test_the_status_shows_the_faults_of_a_recording(root: Path) -> None:
    write_wav(root / "episodes/folge-1/recording.wav", (speech(4, channels=2) * 8).clip(-1, 1))
    assert statuses_of(root)["folge-1"].audio_faults == ()
    pipeline_built(root)
    status = statuses_of(root)["folge-1"]
    assert (status.audio_faults, status.as_json()["audio_faults"]) == (("clipping",), ["clipping"])
    assert any("clipping" in line for line in status_table.status_lines(*read_status(root, NOW)[:2]))


def test_a_cover_without_words_for_it_lacks_them(root: Path) -> None:
    shutil.copy(root / "cover.jpg", root / "episodes/folge-1/cover.jpg")
    assert statuses_of(root)["folge-1"].missing == ("transcript", "cover_alt")


def test_the_next_episode_is_shown_in_the_time_zone_of_the_show(root: Path) -> None:
    change(root / "episodes/folge-2/episode.yaml", "2024-01-02 09:00", "2024-06-02 09:00")
    show = read_status(root, NOW)[0]
    (line,) = status_table.next_release_line(show, next_scheduled(show, NOW))
    assert line.startswith("next to be published: folge-2, ")
    assert "2024-06-02 09:00" in line
    assert status_table.next_release_line(show, next_scheduled(show, NOW.replace(year=2025))) == []


@pytest.mark.parametrize("width", [30, 40, 60, 80])
def test_on_a_narrow_terminal_columns_fall_away_and_episode_and_state_stay(root: Path, width: int) -> None:
    show, statuses, _ = read_status(root, NOW)
    lines = status_table.status_lines(show, statuses, width)
    assert all(len(line) <= max(width, 43) for line in lines)
    assert all("folge-" in line and "built" in line for line in lines[1:])


def test_the_plan_is_written_as_a_calendar(root: Path) -> None:
    show = read_status(root, NOW)[0]
    write_calendar(root / "plan.ics", show, NOW)
    assert (root / "plan.ics").read_bytes().count(b"BEGIN:VEVENT\r\n") == 2
