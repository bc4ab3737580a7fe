"""The command `new`: the address before anything is written, the season, an episode that is ready."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from podcast.cli.commands.new import new
from podcast.cli.documents.table import output_schema
from podcast.show.load import load
from tests.support.paths import SHOWS
from tests.support.sounds import speech, write
from tests.support.terminal_session import run_in_terminal


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHOWS / "nothing-wrong", tmp_path / "show", ignore=shutil.ignore_patterns(".podcast")))


def run(root: Path, *words: str) -> Result:
    return CliRunner().invoke(new, [*words, "-C", str(root)])


def folders(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "episodes").iterdir())


def test_the_address_is_said_before_it_is_for_ever(root: Path) -> None:
    result = run(root, "Привет, мир")
    assert result.stdout == "episodes/privet-mir\n"
    assert result.stderr.startswith(
        "address: https://podcast.example.org/privet-mir/ (for ever; --slug chooses another)"
    )
    assert run(root, "Anders", "--slug", "kurz").stdout == "episodes/kurz\n"


def test_a_second_episode_with_the_same_title_says_so(root: Path) -> None:
    run(root, "Eins")
    result = run(root, "Eins")
    assert result.stdout == "episodes/eins-2\n"
    assert 'the address "eins" belongs to another episode already: this one becomes "eins-2"' in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("!!!",), 'the title "!!!" has no letters for an address: pass --slug, such as --slug folge-2'),
        (("日本語",), "pass --slug"),
        (("Eins", "--slug", "ganz-kurz"), "is the address of another episode"),
        (("Eins", "--slug", "Eins!"), "is not a valid name"),
        (("Eins", "--slug", "impressum"), "the site uses itself"),
        (("Eins", "--ready"), "--ready needs --recording, --summary as well"),
        (("Eins", "--track", "Erika"), "write who speaks and the file, as in 'Erika Muster=erika.wav'"),
        (("Eins", "--track", "Erika=nirgends.wav"), "'nirgends.wav' does not exist"),
        (
            ("Eins", "--track", f"Erika={__file__}", "--recording", __file__),
            "--recording and --track exclude each other",
        ),
    ],
)
def test_wrong_usage_makes_nothing(root: Path, words: tuple[str, ...], said: str) -> None:
    before = folders(root)
    result = run(root, *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert folders(root) == before


@pytest.mark.long
def test_a_terminal_is_asked_for_an_address_until_it_can_be_used(root: Path) -> None:
    shown, status = run_in_terminal(["new", "!!!"], ["", "ganz-kurz", "stille"], root)
    assert status == 0, shown
    assert "is the address of another episode" in shown
    assert "stille" in folders(root)
    shown, status = run_in_terminal(["new", "Щи"], [""], root)
    assert (status, "shchi" in folders(root)) == (0, True), shown


def test_a_new_season_is_added_or_the_line_says_how(root: Path) -> None:
    before = (root / "podcast.yaml").read_text("utf-8")
    result = run(root, "Eins", "--season", "2")
    assert (
        "season 2 is not in podcast.yaml yet; add it: podcast set seasons --add '{number: 2, title: …}'"
        in result.stderr
    )
    assert (root / "podcast.yaml").read_text("utf-8") == before
    assert run(root, "Zwei", "--season", "2", "--season-title", "Die: zweite").exit_code == 0
    assert (root / "podcast.yaml").read_text("utf-8") == before.replace(
        "title: Anfang}\n", 'title: Anfang}\n  - {number: 2, title: "Die: zweite"}\n'
    )
    shown, status = run_in_terminal(["new", "Drei", "--season", "3"], ["Dritte"], root)
    assert status == 0, shown
    assert [season.title for season in load(root).show.seasons] == ["Anfang", "Die: zweite", "Dritte"]


def test_a_ready_episode_with_its_recording_has_no_problems(root: Path, tmp_path: Path) -> None:
    write(tmp_path / "Aufnahme.wav", speech(1))
    result = run(root, "Eins", "--recording", str(tmp_path / "Aufnahme.wav"), "--summary", "Worum.", "--guest", "Ada",
                 "--ready", "--json")  # fmt: skip
    document = json.loads(result.stdout)
    Draft202012Validator(json.loads(output_schema("new"))).validate(document)
    assert (document["draft"], document["slug"], document["season_added"]) == (False, "eins", False)
    episode = next(episode for episode in load(root).show.episodes if episode.slug == "eins")
    assert (episode.draft, episode.summary, episode.people[0].name) == (False, "Worum.", "Ada")


def test_a_file_for_each_speaker_becomes_a_track(root: Path, tmp_path: Path) -> None:
    erika, max_ = (write(tmp_path / name, speech(3, seed=seed)) for seed, name in enumerate(("a.flac", "b.wav")))
    tracks = ("--track", f"Erika Muster={erika}", "--track", f"Max={max_}", "--track", f"Max={erika}")
    result = run(root, "Zwei Stimmen", *tracks, "--summary", "Sie reden.", "--date", "now", "--ready")
    assert result.exit_code == 0, result.output
    folder = root / "episodes" / "zwei-stimmen"
    assert (folder / "erika-muster.flac").read_bytes() == (folder / "max.flac").read_bytes() == erika.read_bytes()
    loaded = load(root)
    assert not [problem for problem in loaded.problems if "zwei-stimmen" in problem.path]
    assert loaded.show
    episode = next(episode for episode in loaded.show.episodes if episode.slug == "zwei-stimmen")
    names = [(Path(str(track.file)).name, track.speaker) for track in episode.mixed_tracks]
    assert names == [("erika-muster.flac", "Erika Muster"), ("max.wav", "Max"), ("max.flac", "Max")]


def test_an_unfinished_podcast_yaml_is_no_obstacle_but_for_what_an_episode_needs(root: Path) -> None:
    path = root / "podcast.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("cover_alt:", "# cover_alt:"), "utf-8")
    assert run(root, "Eins").stdout == "episodes/eins\n"
    path.write_text(text.replace("timezone: Europe/Berlin", "timezone: Berlin"), "utf-8")
    result = run(root, "Zwei")
    assert result.exit_code == 1
    assert "is not a time zone" in str(result.exception)
