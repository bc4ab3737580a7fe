"""The command `set`: shows a value, changes it, adds an item; refuses what would bring problems."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from PIL import Image

from podcast.checks import new_problems
from podcast.cli.commands.new import new
from podcast.cli.commands.writing.set import set_
from podcast.cli.documents.table import output_schema
from podcast.show.load import load
from tests.support.paths import SHOWS
from tests.support.small_show import write_show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.checks.examine import Examination

EPISODE = "episodes/ganz-kurz/episode.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHOWS / "nothing-wrong", tmp_path / "show", ignore=shutil.ignore_patterns(".podcast")))


def run(root: Path, *words: str) -> Result:
    return CliRunner().invoke(set_, [*words, "-C", str(root)])


def failure(result: Result) -> str:
    """The message of a command that failed, which `podcast.cli.main` prints."""
    assert result.exit_code != 0
    return f"{result.stderr}{result.exception}"


def test_without_a_value_the_present_one_is_shown_with_its_place(root: Path) -> None:
    result = run(root, "ganz", "title")
    assert (result.exit_code, result.stdout) == (0, "title: Folge 1\n")
    assert result.stderr == f"from {EPISODE}:2; to change it: `podcast set ganz-kurz title VALUE`\n"
    assert run(root, "people").stdout == "people:\n  ada: {name: Ada Amt, role: host}\n"


def test_a_show_without_problems_is_examined_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_show(tmp_path / "show", episodes=1)
    examined: list[bool] = []
    examine = new_problems.examine

    def counted(folder: Path, unsaved: Mapping[str, bytes] = MappingProxyType({})) -> Examination:
        examined.append(bool(unsaved))
        return examine(folder, unsaved)

    monkeypatch.setattr(new_problems, "examine", counted)
    assert run(root, "folge-1", "title", "Folge eins").exit_code == 0
    assert examined == [True]


def test_a_field_without_a_value_says_that_it_is_not_set(root: Path) -> None:
    result = run(root, "ganz-kurz", "notes")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "notes is not set in" in result.stderr


def test_an_episode_alone_lists_its_fields(root: Path) -> None:
    assert run(root, "ganz-kurz").stdout == (root / EPISODE).read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("titel",), 'titel: unknown field; did you mean "title"?'),
        (("titel", "x"), 'titel: unknown field; did you mean "title"?'),
        (("ganz-kurs", "title"), 'did you mean "ganz-kurz"?'),
        (("ganz-kurz", "titel"), 'titel: unknown field; did you mean "title"?'),
        (("quux", "title"), 'there is no episode "quux"'),
        ((), "name the field and its value"),
        (("a", "b", "c", "d"), "name the field and its value"),
        (("title", "--add", "x"), "title: is not a list"),
        (("ganz", "people", "--add", "Erika Muster"), 'as in "Erika Muster, guest"'),
        (("people", "--add", "Ada Amt, host"), "people.ada-amt.role"),
        (("ganz", "people", "x", "--add", "y"), "name the field"),
    ],
)
def test_what_cannot_be_is_said_in_words(root: Path, words: tuple[str, ...], said: str) -> None:
    if "Ada Amt, host" in words:
        run(root, "people", "--add", "Ada Amt, host")
    assert said in failure(run(root, *words))


def test_a_draft_that_lacks_something_does_not_become_an_episode(root: Path) -> None:
    CliRunner().invoke(new, ["Leer", "-C", str(root)])
    path = root / "episodes/leer/episode.yaml"
    before = path.read_bytes()
    message = failure(run(root, "leer", "draft", "false"))
    assert "draft was not changed: the show would have new problems" in message
    assert {problem for problem in ("summary", "date", "recording") if problem in message} == {
        "summary", "date", "recording",
    }  # fmt: skip
    assert path.read_bytes() == before


def test_the_same_holds_while_podcast_yaml_is_unfinished(root: Path) -> None:
    CliRunner().invoke(new, ["Leer", "-C", str(root)])
    path = root / "podcast.yaml"
    path.write_text(path.read_text("utf-8").replace("cover_alt:", "# cover_alt:"), "utf-8")
    assert "the show would have new problems" in failure(run(root, "leer", "draft", "false"))
    assert run(root, "cover_alt", "Ein Schrank").exit_code == 0


def test_a_value_that_breaks_a_rule_elsewhere_in_the_show_is_refused(root: Path) -> None:
    before = (root / EPISODE).read_bytes()
    assert "7 is not one of the seasons" in failure(run(root, "ganz", "season", "7"))
    assert (root / EPISODE).read_bytes() == before
    assert run(root, "seasons", "--add", "{number: 7, title: Sieben}").exit_code == 0
    assert run(root, "ganz", "season", "7").exit_code == 0
    assert "is not one of the seasons" in failure(run(root, "seasons", "[{number: 1, title: Anfang}]"))


def test_a_file_that_has_problems_already_may_be_changed_but_gets_no_new_ones(root: Path) -> None:
    (root / EPISODE).write_text("guid: g-1\ntitle: Eins\nseason: x\nepisode: 1\ndate: 2024-01-01 09:00\n", "utf-8")
    assert run(root, "ganz-kurz", "title", "Zwei").exit_code == 0
    assert run(root, "ganz-kurz", "season", "9").exit_code == 1


@pytest.mark.parametrize(
    ("item", "person"),
    [
        ("Erika Muster, Gast", {"name": "Erika Muster", "role": "guest"}),
        ("Erika Muster, guest, Halle, Amt 5", {"name": "Erika Muster", "role": "guest", "title": "Halle, Amt 5"}),
        ("{name: Erika, role: guest, href: https://e.org/}", {"name": "Erika", "role": "guest", "href": "https://e.org/"}),
        ("ada", "ada"),
        ("Ada Amt", "ada"),
    ],
)  # fmt: skip
def test_a_person_is_added_as_people_say_it(root: Path, item: str, person: object) -> None:
    result = run(root, "ganz", "people", "--add", item, "--json")
    document = json.loads(result.stdout)
    assert document["fields"]["people"] == [person]
    assert load(root).problems == ()


def test_a_second_place_is_added_to_one_that_stands_without_a_list(root: Path) -> None:
    assert run(root, "ganz", "location", "{name: Wien, country: at}").exit_code == 0
    result = run(root, "ganz", "location", "--add", "{name: Köln, rel: creator}", "--json")
    places = json.loads(result.stdout)["fields"]["location"]
    assert places == [{"name": "Wien", "country": "at"}, {"name": "Köln", "rel": "creator"}]
    [episode] = [episode for episode in load(root).show.episodes if episode.slug == "ganz-kurz"]
    assert [place.name for place in episode.location] == ["Wien", "Köln"]


def test_nothing_is_added_to_the_name_of_a_file_which_would_be_lost(root: Path) -> None:
    (root / "episodes/ganz-kurz/marken.txt").write_text("0:00 Anfang\n0:01 Mitte\n", "utf-8")
    assert run(root, "ganz", "chapters", "marken.txt").exit_code == 0
    before = (root / EPISODE).read_bytes()
    message = failure(run(root, "ganz", "chapters", "--add", "0:02 Schluss"))
    assert 'is "marken.txt", to which nothing can be added' in message
    assert (root / EPISODE).read_bytes() == before


def test_a_person_of_the_show_gets_a_key_and_a_portrait(root: Path, tmp_path: Path) -> None:
    Image.new("RGB", (1000, 1000), (20, 98, 60)).save(tmp_path / "IMG 1.JPG")
    assert run(root, "people", "--add", "Erika Muster, Moderation").exit_code == 0
    result = run(root, "people.erika-muster.image", "--file", str(tmp_path / "IMG 1.JPG"))
    assert "people.erika-muster.image: new: people/erika-muster.jpg" in result.stdout
    person = load(root).show.people["erika-muster"]
    assert (person.name, person.role, person.image) == ("Erika Muster", "host", "people/erika-muster.jpg")


def test_a_file_is_not_copied_over_another_and_not_left_where_its_field_is_refused(root: Path, tmp_path: Path) -> None:
    (tmp_path / "cover.jpg").write_bytes(b"another picture")
    before = (root / "cover.jpg").read_bytes()
    assert "exists already and is another file" in failure(run(root, "cover", "--file", str(tmp_path / "cover.jpg")))
    assert (root / "cover.jpg").read_bytes() == before
    (tmp_path / "a.txt").write_text("no picture")
    assert failure(run(root, "people.ada.image", "--file", str(tmp_path / "a.txt")))
    assert not (root / "people/ada.txt").exists()


@pytest.mark.parametrize("words", [
    ("title",), ("subtitle",), ("ganz-kurz",), ("title", "Neu"), ("title", "Rathausfunk"),
    ("categories", "--add", "News"),
])  # fmt: skip
def test_json_follows_its_schema(root: Path, words: tuple[str, ...]) -> None:
    document = json.loads(run(root, *words, "--json").stdout)
    Draft202012Validator(json.loads(output_schema("set"))).validate(document)
