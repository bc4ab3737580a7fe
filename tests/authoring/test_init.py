"""A new show, and the commands that begin it, run as people run them."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from podcast.authoring.category_search import category_label, find_categories, similar_categories
from podcast.authoring.init import BLANK_FIELDS, create_show, show_guid, show_yaml
from podcast.authoring.init_answers import QUESTIONS, SAVED_ANSWERS, parse_answer, saved_answers
from podcast.authoring.reference.field_docs import field_doc
from podcast.authoring.territories import find_country, suggested_time_zone, system_time_zone, time_zone_of
from podcast.authoring.yaml_scalars import format_flow
from podcast.cli.commands import init as beginning
from podcast.cli.commands import schema
from podcast.cli.main import podcast as program
from podcast.errors import FileError, PodcastError
from podcast.model.apple_categories import CATEGORIES
from podcast.model.fields import ShowFields
from podcast.show.load import load
from podcast.show.yaml_reader import read_yaml
from tests.support import podcast_process
from tests.support.paths import SHOWS
from tests.support.terminal_session import CTRL_C, run_in_terminal

if TYPE_CHECKING:
    import subprocess

    from click import Command

ANSWERS: dict[str, Any] = {
    "title": "Amt: Würden & „Mut“",
    "description": "Worum es geht.",
    "link": "https://podcast.example.org/",
    "language": "de",
    "timezone": "Europe/Berlin",
    "author": "2026",
    "categories": ["Government", "Education > Courses"],
    "explicit": False,
    "cover_alt": "Ein Schrank",
}
OPTIONS = (
    *("--title", "Amt & Würden", "--link", "https://podcast.example.org", "--language", "de"),
    *("--timezone", "Europe/Berlin", "--author", "Stadt", "--category", "government", "--not-explicit"),
)


@pytest.mark.parametrize(
    ("link", "known"),
    [
        # The Podcast Namespace's own example is https://podnews.net/rss; ours ends in feed.xml.
        ("https://podcast.example.org/", "375e050f-7f52-5e9b-9cfc-9414515d1a5b"),
        ("http://podcast.example.org", "375e050f-7f52-5e9b-9cfc-9414515d1a5b"),
    ],
)
def test_the_guid_follows_from_the_feeds_address_without_its_scheme(link: str, known: str) -> None:
    assert show_guid(link) == known


def test_the_guid_is_that_of_the_podcast_namespaces_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("podcast.urls.FEED", "rss")
    assert show_guid("https://podnews.net/") == "9b024349-ccf0-5f69-a609-6b82873eab3c"


def test_a_new_show_loads_at_once_but_for_its_artwork(tmp_path: Path) -> None:
    create_show(tmp_path / "show", ANSWERS, "de")
    loaded = load(tmp_path / "show")
    assert [(one.field, one.path) for one in loaded.problems] == [("cover", "podcast.yaml")]
    show = loaded.show
    assert show
    assert {name: getattr(show, name) for name in ANSWERS} == {**ANSWERS, "categories": tuple(ANSWERS["categories"])}
    assert show.guid == show_guid(show.link)


def test_what_waits_is_named_by_the_first_check_and_the_artwork(tmp_path: Path) -> None:
    later = [one.field for one in QUESTIONS if one.optional and "." not in one.field]
    create_show(tmp_path, {name: value for name, value in ANSWERS.items() if name not in later}, "en")
    assert sorted(one.field for one in load(tmp_path).problems) == sorted([*later, "cover"])


@pytest.mark.parametrize("tongue", ["de", "en"])
def test_every_line_is_explained_in_the_producers_language(tongue: str) -> None:
    found = show_yaml(ANSWERS, tongue)
    for name in [*ANSWERS, *(name for name, _ in BLANK_FIELDS)]:
        assert f"  # {field_doc(ShowFields, name).description(tongue)}\n" in found


def test_the_lines_to_fill_in_are_fields_in_the_order_of_the_model() -> None:
    names = [name for name, _ in BLANK_FIELDS]
    assert set(names) <= set(ShowFields.model_fields)
    for name, value in BLANK_FIELDS:
        assert read_yaml(f"{name}: {value}".encode()).fields, name


def test_the_file_names_the_schema_that_lies_beside_it_and_is_right_by_it(tmp_path: Path) -> None:
    from jsonschema import Draft7Validator

    create_show(tmp_path, ANSWERS, "de")
    first = (tmp_path / "podcast.yaml").read_text("utf-8").splitlines()[0]
    schema = json.loads((tmp_path / first.partition("$schema=")[2]).read_text("utf-8"))
    fields = read_yaml((tmp_path / "podcast.yaml").read_bytes()).fields
    assert list(Draft7Validator(schema).iter_errors(fields)) == []
    assert (tmp_path / "schema" / "episode.json").is_file()


def test_what_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n")
    (tmp_path / "episodes").mkdir()
    found = create_show(tmp_path, ANSWERS, "de")
    assert (tmp_path / ".gitignore").read_text() == "mine\n"
    assert tmp_path / ".gitignore" not in found
    before = (tmp_path / "podcast.yaml").read_bytes()
    with pytest.raises(PodcastError, match=r"podcast\.yaml: this folder already contains a show"):
        create_show(tmp_path, {**ANSWERS, "title": "Anders"}, "de")
    assert (tmp_path / "podcast.yaml").read_bytes() == before


def test_a_show_is_not_made_within_another(tmp_path: Path) -> None:
    create_show(tmp_path, ANSWERS, "de")
    with pytest.raises(PodcastError, match="Choose another folder"):
        create_show(tmp_path / "episodes" / "eins", ANSWERS, "de")
    assert not (tmp_path / "episodes" / "eins").exists()


def test_a_dangling_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "podcast.yaml").symlink_to("nowhere.yaml")
    with pytest.raises(PodcastError, match="already"):
        create_show(tmp_path, ANSWERS, "de")


def test_a_disk_error_is_reported_and_leaves_no_podcast_yaml(tmp_path: Path) -> None:
    (tmp_path / "show").mkdir()
    (tmp_path / "show" / "episodes").write_text("a file")
    with pytest.raises(FileError):
        create_show(tmp_path / "show", ANSWERS, "de")
    assert not (tmp_path / "show" / "podcast.yaml").exists()


def test_the_same_answers_make_the_same_bytes() -> None:
    assert show_yaml(ANSWERS, "de") == show_yaml(dict(reversed(ANSWERS.items())), "de")


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("Government", ["Government"]),
        ("courses", ["Education > Courses"]),
        ("education > courses", ["Education > Courses"]),
        ("goverment", []),
        ("film h", ["TV & Film > Film History"]),
        ("xyzzy", []),
        ("Politik", ["News > Politics"]),
        ("Gesellschaft", ["Society & Culture"]),
        ("Kultur", ["Society & Culture"]),
        ("Bildung > Kurse", ["Education > Courses"]),
        ("verwaltung", ["Government"]),
        ("handwerk", ["Leisure > Crafts"]),
    ],
)
def test_a_category_is_found_by_what_people_type(word: str, found: list[str]) -> None:
    assert find_categories(word) == found


def test_a_category_that_is_spelt_wrong_is_guessed_but_not_taken() -> None:
    assert similar_categories("goverment")[0] == "Government"
    assert similar_categories("Poltik") == ["News > Politics"]
    assert similar_categories("xyzzy") == []


def test_every_category_is_found_by_its_own_name() -> None:
    assert all(find_categories(name) == [name] for name in CATEGORIES)
    assert len(find_categories("politics")) == 1
    assert len(find_categories("science")) >= 1


@pytest.mark.parametrize(
    ("field", "given", "words"),
    [
        ("title", " ", "is empty"),
        ("title", "x" * 256, "255"),
        ("link", "example.org", "is not a web address"),
        ("language", "Deutsch", "is not a language code"),
        ("timezone", "Berlin", "is not a time zone"),
        ("categories", ["Politikk"], "is not an Apple Podcasts category"),
        ("owner.email", "redaktion", "is not an e-mail address"),
        ("legal.country", "Absurdistan", "is not a country code"),
    ],
)
def test_an_answer_is_held_against_the_model(field: str, given: Any, words: str) -> None:
    with pytest.raises(PodcastError, match=words):
        parse_answer(field, given)


def test_an_answer_comes_back_as_the_file_will_have_it() -> None:
    assert parse_answer("link", "https://example.org/a") == "https://example.org/a/"
    assert parse_answer("title", " A\u0308mter ") == "Ämter"
    assert format_flow(parse_answer("categories", ["Government"])) == "[Government]"


@pytest.mark.parametrize(
    ("language", "zone"),
    [
        ("de", "Europe/Berlin"), ("de-AT", "Europe/Vienna"), ("de-CH", "Europe/Zurich"), ("en-GB", "Europe/London"),
        ("fr", "Europe/Paris"), ("en", None), ("en-US", None), ("xx", None), ("", None),
    ],
)  # fmt: skip
def test_a_language_has_a_time_zone_where_its_country_has_one(language: str, zone: str | None, tmp_path: Path) -> None:
    assert time_zone_of(language) == zone
    assert suggested_time_zone(language, {}, tmp_path) == zone
    assert suggested_time_zone(language, {"TZ": "UTC"}, tmp_path) == (zone or "UTC")
    assert suggested_time_zone(language, {"TZ": "Asia/Tokyo"}, tmp_path) == "Asia/Tokyo"


@pytest.mark.parametrize(("text", "code"), [
    ("de", "DE"), ("Deutschland", "DE"), ("austria", "AT"), ("Schweiz", "CH"), ("UK", "GB"), ("Absurdistan", None),
])  # fmt: skip
def test_a_country_is_found_by_its_code_and_its_name(text: str, code: str | None) -> None:
    assert find_country(text) == code


def test_the_artwork_is_copied_and_named(tmp_path: Path) -> None:
    (tmp_path / "Bild.PNG").write_bytes(b"picture")
    written = create_show(tmp_path / "show", ANSWERS, "de", tmp_path / "Bild.PNG")
    assert tmp_path / "show/cover.png" in written
    assert fields_of(tmp_path / "show")["cover"] == "cover.png"


def test_a_long_answer_is_a_block(tmp_path: Path) -> None:
    text = "Ein langer Satz, der nicht in eine Zeile passt. " * 5
    create_show(tmp_path, {**ANSWERS, "description": text.strip()}, "de")
    lines = (tmp_path / "podcast.yaml").read_text("utf-8").splitlines()
    assert next(line for line in lines if line.startswith("description:")).startswith("description: >-  # ")
    assert fields_of(tmp_path)["description"] == text.strip()


def test_the_time_zone_is_what_the_machine_says_or_nothing(tmp_path: Path) -> None:
    assert system_time_zone({}, tmp_path) is None
    (tmp_path / "timezone").write_text("Europe/Vienna\n")
    assert system_time_zone({}, tmp_path) == "Europe/Vienna"
    (tmp_path / "localtime").symlink_to("/usr/share/zoneinfo/Europe/Zurich")
    assert system_time_zone({}, tmp_path) == "Europe/Zurich"
    assert system_time_zone({"TZ": ":America/New_York"}, tmp_path) == "America/New_York"
    assert system_time_zone({"TZ": "EST5EDT"}, tmp_path) == "Europe/Zurich"


# --- the commands ----------------------------------------------------------------------------------------------------


def podcast(*words: str, at: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command, as somebody runs it whose answers do not come from a terminal."""
    return podcast_process.run(*words, at=at, env={**os.environ, "LANGUAGE": "en", **environment})


@pytest.mark.long
def test_a_show_is_made_without_a_terminal_and_goes_on_from_there(tmp_path: Path) -> None:
    made = podcast("init", "show", *OPTIONS, "--description", "Mehr.", "--cover-alt", "Ein Amt", at=tmp_path)
    assert made.returncode == 0, made.stderr
    assert made.stdout.splitlines()[-1] == "podcast.yaml"
    assert "change to show" in made.stderr
    assert "Traceback" not in made.stderr
    new = podcast("new", "Was ist ein Amt?", at=tmp_path / "show")
    assert (new.returncode, new.stdout) == (0, "episodes/was-ist-ein-amt\n")
    done = podcast("set", "was-ist", "date", "2030-01-31 09:00", at=tmp_path / "show")
    assert done.stdout == "episodes/was-ist-ein-amt/episode.yaml:7: date: new: 2030-01-31 09:00\n"
    assert podcast("set", "audio.loudness", "-18", at=tmp_path / "show").stdout.endswith("audio.loudness: new: -18\n")
    wrong = podcast("set", "titel", "x", at=tmp_path / "show")
    assert wrong.returncode == 1
    assert 'did you mean "title"?' in wrong.stderr


def test_a_question_without_an_answer_leaves_no_invented_value(tmp_path: Path) -> None:
    done = CliRunner().invoke(beginning.init, [str(tmp_path / "show"), *OPTIONS[2:-1]])
    assert done.exit_code == 2
    assert "pass --title, --explicit/--not-explicit" in done.stderr
    assert not (tmp_path / "show").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--category", "Politikk"), "did you mean one of News > Politics?"),
        (("--country", "Absurdistan"), "is not a country code"),
        (("--target", "s3://x/y"), "s3://x/y"),
        (("--owner-name", "Redaktion"), "--owner-name needs --owner-email"),
        (("--category", "soc"), "Society & Culture > Philosophy"),
        (("--timezone", "CET"), "is not a time zone"),
        (("--link", "https://example.org/feed.xml"), "is the address of a file"),
    ],
)
def test_an_option_that_cannot_be_is_wrong_usage(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(beginning.init, [str(tmp_path / "show"), *OPTIONS, *words])
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert not (tmp_path / "show").exists()


# --- on a terminal ---------------------------------------------------------------------------------------------------

# title, description, link, language, time zone, author, category, explicit, artwork, owner, target, country
FIRST_ANSWERS = ["Meine Sendung", "", "https://podcast.example.org", "", "", "Wir", "politics", "n", ""]


def fields_of(folder: Path) -> dict[str, Any]:
    fields = read_yaml((folder / "podcast.yaml").read_bytes()).fields
    assert fields
    return dict(fields)


@pytest.mark.long
def test_a_terminal_is_asked_again_until_the_answer_can_be_used(tmp_path: Path) -> None:
    said = [
        "",
        "Meine Sendung",
        "",
        "example",
        "https://podcast.example.org",
        "",
        "",
        "Wir",
        "nein",
        "xyzzy",
        "politics",
    ]
    shown, status = run_in_terminal(["init", "show"], [*said, "vielleicht", "n", *[""] * 5, "-"], tmp_path)
    assert status == 0, shown
    fields = fields_of(tmp_path / "show")
    assert (fields["language"], fields["timezone"]) == ("en", "Europe/Vienna"), "what the machine offers, by Enter"
    assert (fields["title"], fields["explicit"], fields["categories"]) == ("Meine Sendung", False, ["News > Politics"])
    assert "the show needs this answer" in shown
    assert '"example" is not a web address' in shown
    assert "a show needs a category" in shown
    assert 'no category contains "xyzzy"' in shown
    assert "still to fill in, in podcast.yaml: description, cover_alt" in shown
    assert "no owner: Spotify" in shown
    assert "no target: `podcast set publish.target TARGET`" in shown
    assert "legal" not in fields


@pytest.mark.long
def test_all_questions_lead_to_a_show_without_problems_but_its_cover(tmp_path: Path) -> None:
    shown, status = run_in_terminal(
        ["init", "show"],
        ["Rathausfunk", "Worum es geht.", "https://podcast.example.org", "de", "", "Amt", "?", "62", "n", "Ein Amt",
         "post@example.org", "", "../web", "", "", "Weg 1, 48143 Münster", "", "nein"],
        tmp_path, LANGUAGE="de", TZ="UTC",
    )  # fmt: skip
    assert status == 0, shown
    fields = fields_of(tmp_path / "show")
    assert fields["timezone"] == "Europe/Berlin", "what the language offers where the machine says UTC"
    assert fields["categories"] == [CATEGORIES[61]]
    assert f"62  {category_label(CATEGORIES[61], 'de')}" in shown
    assert fields["owner"] == {"name": "Amt", "email": "post@example.org"}
    assert fields["publish"] == {"target": "../web"}
    assert fields["legal"] == {
        "country": "DE",
        "provider": {
            "name": "Amt", "address": "Weg 1, 48143 Münster", "email": "post@example.org", "responsible": False,
        },
    }  # fmt: skip
    assert [problem.field for problem in load(tmp_path / "show").problems] == ["cover"]


@pytest.mark.long
def test_a_category_is_picked_by_its_number_in_the_list_that_was_shown(tmp_path: Path) -> None:
    answers = [*FIRST_ANSWERS[:6], "soc", "9", "2", *FIRST_ANSWERS[7:], "", "", "no"]
    shown, status = run_in_terminal(["init", "show"], answers, tmp_path)
    assert status == 0, shown
    assert fields_of(tmp_path / "show")["categories"] == [find_categories("soc")[1]]
    assert "write a number from 1 to" in shown
    assert fields_of(tmp_path / "show")["legal"] is False


@pytest.mark.long
def test_the_answers_of_an_interrupted_run_are_offered_by_the_next(tmp_path: Path) -> None:
    shown, status = run_in_terminal(["init", "show"], ["Meine Sendung", "Kurz.", CTRL_C], tmp_path)
    assert status == 130, shown
    assert "your answers are kept" in shown
    assert not (tmp_path / "show" / "podcast.yaml").exists()
    rest = ["", "", *FIRST_ANSWERS[2:], "", "", ""]
    shown, status = run_in_terminal(["init", "show"], rest, tmp_path)
    assert status == 0, shown
    assert "* What is the title of the show? [Meine Sendung]" in shown
    assert fields_of(tmp_path / "show")["description"] == "Kurz."
    assert not (tmp_path / "show" / SAVED_ANSWERS).exists()


@pytest.mark.parametrize("damage", [b"", b"[]", b"{", b'{"unknown": 1}', b"\xff"])
def test_answers_that_cannot_be_read_are_none(damage: bytes, tmp_path: Path) -> None:
    (tmp_path / ".podcast").mkdir()
    (tmp_path / SAVED_ANSWERS).write_bytes(damage)
    assert saved_answers(tmp_path) == {}


@pytest.mark.long
def test_a_recording_that_cannot_be_decoded_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    show = Path(shutil.copytree(SHOWS / "nothing-wrong", tmp_path / "show", ignore=shutil.ignore_patterns(".podcast")))
    noise = tmp_path / "rauschen.wav"
    noise.write_bytes(b"no sound at all" * 1000)
    before = sorted(show.rglob("*"))
    done = podcast("new", "Eins", "--recording", str(noise), at=show)
    assert (done.returncode, done.stdout) == (1, "")
    assert "rauschen.wav" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(show.rglob("*")) == before


def test_the_schema_is_printed_or_written(tmp_path: Path) -> None:
    printed = CliRunner().invoke(schema.schema_, ["episode"])
    assert json.loads(printed.stdout)["title"] == "episode.yaml"
    assert CliRunner().invoke(schema.schema_, []).exit_code == 2
    create_show(tmp_path / "show", ANSWERS, "de")
    shutil.rmtree(tmp_path / "show" / "schema")
    assert CliRunner().invoke(schema.schema_, ["--write", "-C", str(tmp_path / "show" / "episodes")]).exit_code == 0
    assert (tmp_path / "show" / "schema" / "episode.json").read_text("utf-8") == printed.stdout


@pytest.mark.parametrize("command", program.commands.values())
def test_every_help_shows_an_example(command: Command) -> None:
    done = CliRunner().invoke(command, ["--help"])
    assert done.exit_code == 0
    assert re.search(rf"Example:  .*podcast {command.name}", done.stdout)
