import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from podcast import pipeline
from podcast.checks import status
from podcast.errors import ShowError
from podcast.publish import release as publishing
from podcast.report import status_table as standing
from podcast.report.status_table import EpisodeStatus
from tests.support.small_show import change, write_episode
from tests.support.sounds import speech, write_wav

NOW = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def root(small_show: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small_show, tmp_path / "show", copy_function=shutil.copy2)


def standings(root: Path) -> dict[str, EpisodeStatus]:
    return {one.episode.slug: one for one in status.read_status(root, NOW)[1]}


def state(root: Path, number: int) -> tuple[str, str]:
    one = standings(root)[f"folge-{number}"]
    return one.state, one.reason


def test_what_a_build_has_made_is_built(root: Path) -> None:
    found = standings(root)
    assert {slug: one.state for slug, one in found.items()} == {"folge-1": "built", "folge-2": "built"}
    assert found["folge-1"].master.after.loudness == pytest.approx(-16, abs=0.5)
    assert found["folge-1"].missing == ("transcript",)


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
    assert standings(root)["folge-1"].master is not None


def test_a_draft_without_anything_lacks_everything(root: Path) -> None:
    folder = root / "episodes" / "leer"
    folder.mkdir()
    (folder / "episode.yaml").write_text("guid: leer\ntitle: Leer\ndraft: true\n", "utf-8")
    assert standings(root)["leer"].missing == ("recording", "date", "summary", "transcript")


def test_a_broken_episode_is_a_problem_and_hides_no_other(root: Path) -> None:
    change(root / "episodes/folge-1/episode.yaml", "title:", "titel:")
    show, found, problems = status.read_status(root, NOW)
    assert [one.episode.slug for one in found] == ["folge-2"]
    assert [problem.field for problem in problems] == ["title", "titel"]
    assert show.title == "Kleine Sendung"


def test_a_show_with_problems_has_no_status(root: Path) -> None:
    change(root / "podcast.yaml", "language: de", "language: deutsch")
    with pytest.raises(ShowError, match=r"podcast\.yaml:4:"):
        status.read_status(root, NOW)


# --- lines -----------------------------------------------------------------------------------------------------------


def test_the_lines_name_state_date_number_length_and_loudness(root: Path) -> None:
    show, found, _ = status.read_status(root, NOW)
    head, newest, oldest = standing.status_lines(show, found)
    assert head.split() == ["state", "date", "number", "episode", "length", "LUFS", "missing"]
    assert newest.split()[:6] == ["built", "2024-01-02", "09:00", "S1", "E2", "folge-2"]
    assert oldest.split()[6] == "0:02"
    assert float(oldest.split()[7]) == pytest.approx(-16, abs=0.5)
    assert standing.status_counts(found) == "2 built"


def test_dates_are_in_the_time_zone_of_the_show(root: Path) -> None:
    change(root / "episodes/folge-2/episode.yaml", "2024-01-02 09:00", "2024-01-02 23:30Z")
    show, found, _ = status.read_status(root, NOW)
    assert "2024-01-03 00:30" in standing.status_lines(show, found)[1]


def test_a_show_without_episodes_has_no_lines(root: Path) -> None:
    shutil.rmtree(root / "episodes")
    show, found, _ = status.read_status(root, NOW)
    assert (standing.status_lines(show, found), standing.status_counts(found)) == ([], "no episodes yet")


def test_json_says_the_same_to_scripts(root: Path) -> None:
    (one, _) = json.loads(json.dumps([each.as_json() for each in status.read_status(root, NOW)[1]]))
    assert one["loudness"] == pytest.approx(-16, abs=0.5)
    assert {name: one[name] for name in ("slug", "state", "why", "season", "episode", "date", "missing")} == {
        "slug": "folge-2",
        "state": "built",
        "why": None,
        "season": 1,
        "episode": 2,
        "date": "2024-01-02T09:00:00+01:00",
        "missing": ["transcript"],
    }


# --- what the world has, what comes next -----------------------------------------------------------------------------


def published(root: Path) -> None:
    made = pipeline_built(root)
    target = publishing.open_target(made.show, root)
    pipeline.carry_out(pipeline.prepare(made, target, NOW), lambda _: None)


def pipeline_built(root: Path) -> pipeline.BuildResult:
    with ThreadPoolExecutor(1) as executor:
        return pipeline.build_show(pipeline.load_show(root).due(NOW), root, executor, lambda _: None)


def known_public(root: Path) -> dict[str, str]:
    show, found, _ = status.read_status(root, NOW)
    return {
        one.episode.slug: one.public for one in status.with_public_state(found, publishing.read_live_status(show, root))
    }


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
    assert {one.public for one in status.with_public_state(status.read_status(root, NOW)[1], None)} == {""}


def test_the_status_shows_the_faults_of_a_recording(root: Path) -> None:
    write_wav(root / "episodes/folge-1/recording.wav", (speech(4, channels=2) * 8).clip(-1, 1))
    assert standings(root)["folge-1"].audio_faults == ()
    pipeline_built(root)
    one = standings(root)["folge-1"]
    assert (one.audio_faults, one.as_json()["sound"]) == (("clipping",), ["clipping"])
    assert any("clipping" in line for line in standing.status_lines(*status.read_status(root, NOW)[:2]))


def test_a_cover_without_words_for_it_lacks_them(root: Path) -> None:
    shutil.copy(root / "cover.jpg", root / "episodes/folge-1/cover.jpg")
    assert standings(root)["folge-1"].missing == ("transcript", "cover_alt")


def test_the_next_episode_is_shown_in_the_time_zone_of_the_show(root: Path) -> None:
    change(root / "episodes/folge-2/episode.yaml", "2024-01-02 09:00", "2024-06-02 09:00")
    show = status.read_status(root, NOW)[0]
    (line,) = standing.next_release_line(show, status.next_scheduled(show, NOW))
    assert line.startswith("next to be published: folge-2, ")
    assert "2024-06-02 09:00" in line
    assert standing.next_release_line(show, status.next_scheduled(show, NOW.replace(year=2025))) == []


def step(root: Path, *, asked: bool = True, problems: bool = False) -> str:
    return standing.next_step(status.read_status(root, NOW)[1], problems=problems, target_checked=asked)


def test_the_next_step_leads_from_a_draft_to_what_is_live(root: Path) -> None:
    assert step(root, problems=True) == ""
    assert step(root) == "next: `podcast publish`"
    assert step(root, asked=False) == ""
    write_episode(root, 3)
    assert step(root) == "next: `podcast build`, then `podcast publish`"
    change(root / "episodes/folge-3/episode.yaml", "season: 1", "draft: true\nseason: 1")
    assert step(root, asked=False) == "next: episodes/folge-3/episode.yaml still needs transcript"


@pytest.mark.parametrize("width", [30, 40, 60, 80])
def test_on_a_narrow_terminal_columns_fall_away_and_episode_and_state_stay(root: Path, width: int) -> None:
    show, found, _ = status.read_status(root, NOW)
    lines = standing.status_lines(show, found, width)
    assert all(len(line) <= max(width, 43) for line in lines)
    assert all("folge-" in line and "built" in line for line in lines[1:])


def test_the_plan_is_written_as_a_calendar(root: Path) -> None:
    show = status.read_status(root, NOW)[0]
    status.write_calendar(root / "plan.ics", show, NOW)
    assert (root / "plan.ics").read_bytes().count(b"BEGIN:VEVENT\r\n") == 2
