"""The schema for editors, judged by somebody else's validator; and docs/en/fields.md, made from the same."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from podcast.authoring.reference.field_docs import all_fields, field_doc, reference_words
from podcast.authoring.reference.field_reference import field_reference
from podcast.authoring.reference.json_schema import MODELS, json_schema, modeline, parse_example
from podcast.model.groups import Person
from podcast.show.validation import validate_fields, validation_context
from podcast.show.yaml_reader import read_yaml
from tests.support.paths import DOCS, ROOT

if TYPE_CHECKING:
    from jsonschema import Draft7Validator

FILES = sorted(
    path
    for folder in (ROOT, ROOT / "tests" / "shows")
    for path in [*folder.glob("podcast.yaml"), *folder.glob("*/podcast.yaml"), *folder.rglob("episodes/*/episode.yaml")]
)

SHOW: dict[str, Any] = {
    "title": "Amt",
    "description": "Worum es geht.",
    "link": "https://podcast.example.org/",
    "language": "de",
    "timezone": "Europe/Berlin",
    "author": "Werkstatt",
    "categories": ["Government"],
    "explicit": False,
    "guid": "9b024349-ccf0-5f69-a609-6b82873eab3c",
    "cover": "cover.jpg",
    "cover_alt": "Ein Schrank",
}
EPISODE: dict[str, Any] = {"guid": "eins", "title": "Eins"}
LEAST = {"podcast": SHOW, "episode": EPISODE}


@cache
def judge(file: str) -> Draft7Validator:
    """The validator of the schema of `podcast.yaml` or `episode.yaml`."""
    from jsonschema import Draft7Validator

    return Draft7Validator(json.loads(json_schema(file, "de")))


def right(file: str, fields: dict[str, Any]) -> bool:
    """Whether `podcast check` finds the form of the file right."""
    ada = Person(name="Ada", role="host")
    return not isinstance(
        validate_fields(MODELS[file], fields, file, {"timezone": "Europe/Berlin", "people": {"ada": ada}}), list
    )


@pytest.mark.parametrize("tongue", ["de", "en"])
@pytest.mark.parametrize("file", MODELS)
def test_the_schema_is_one_and_explains_every_field(file: str, tongue: str) -> None:
    whole = json.loads(json_schema(file, tongue))
    type(judge(file)).check_schema(whole)
    for way, form, name in all_fields(MODELS[file]):
        fields = whole if form is MODELS[file] else whole["definitions"][form.__name__]
        assert fields["properties"][name]["description"] == field_doc(form, name).description(tongue), way


def test_the_schema_speaks_two_languages_and_says_the_same() -> None:
    assert json_schema("episode", "de") != json_schema("episode", "en")
    assert json_schema("episode", "de").count("{") == json_schema("episode", "en").count("{")


def test_a_file_whose_form_is_right_is_right_in_an_editor() -> None:
    looked_at = 0
    for path in FILES:
        root = next(parent for parent in path.parents if (parent / "podcast.yaml").is_file())
        shared = validation_context(read_yaml((root / "podcast.yaml").read_bytes()).fields)
        fields = read_yaml(path.read_bytes()).fields
        if fields is not None and not isinstance(validate_fields(MODELS[path.stem], fields, "", shared), list):
            looked_at += 1
            assert [error.message for error in judge(path.stem).iter_errors(fields)] == [], path
    assert looked_at > 20


@pytest.mark.parametrize("file", MODELS)
def test_every_example_is_right_in_an_editor_and_in_the_program(file: str) -> None:
    whole = json.loads(json_schema(file, "en"))
    for way, form, name in all_fields(MODELS[file]):
        value = parse_example(field_doc(form, name).example)
        inside = whole if form is MODELS[file] else whole["definitions"][form.__name__]
        part = type(judge(file))({**inside["properties"][name], "definitions": whole["definitions"]})
        assert [error.message for error in part.iter_errors(value)] == [], way
        if form is MODELS[file]:
            assert right(file, LEAST[file] | {name: value}), way


TYPED = [
    ("episode", {"date": "2021-11-23 09:00"}),
    ("episode", {"date": "2021-11-23T09:00:00+01:00"}),
    ("episode", {"date": "5.1.2024, 9 Uhr", "withdrawn": {"on": "6. Januar 2024", "reason": "x"}}),
    ("episode", {"date": "January 5, 2024 9:00 am"}),
    ("podcast", {"categories": ["Gesellschaft & Kultur", "Bildung > Kurse"]}),
    ("episode", {"chapters": ["0:00 Anfang", {"start": "1:00", "toc": False}]}),
    ("episode", {"redirects": ["/alt/", "https://alt.example.org/?p=1"], "guid_is_permalink": True}),
    ("episode", {"transcript_files": [{"file": "a.srt", "type": "text/srt", "language": "de-at"}]}),
    (
        "episode",
        {"chapters": ["0:00 Anfang", {"start": 90, "title": "Mitte"}, {"start": "1:02:03,5", "title": "Ende"}]},
    ),
    ("episode", {"soundbites": [{"start": 1.5, "duration": "0:45"}]}),
    ("episode", {"people": ["ada", {"name": "Bo", "role": "guest"}]}),
    ("episode", {"audio": {"intro": False, "outro": "ende.wav"}}),
    ("episode", {"summary": None, "people": None, "audio": None}),
    ("podcast", {"license": "CC-BY-4.0", "update_frequency": "monatlich", "txt": ["abc"]}),
    ("podcast", {"license": {"name": "Eigene", "url": "https://example.org/"}}),
    ("podcast", {"subscribe": {"apple": "https://example.org/", "antennapod": True}}),
    ("podcast", {"language": "de-AT", "timezone": "America/Argentina/Buenos_Aires"}),
    ("podcast", {"timezone": "UTC", "audio": {"loudness": -16.5, "formats": ["mp3", "opus"]}}),
]


@pytest.mark.parametrize(("file", "fields"), TYPED)
def test_what_people_may_type_is_right_in_an_editor(file: str, fields: dict[str, Any]) -> None:
    given = LEAST[file] | fields
    assert right(file, given)
    assert [error.message for error in judge(file).iter_errors(given)] == []


WRONG = [
    ("episode", {"titel": "Eins"}),
    ("episode", {"title": 2026}),
    ("episode", {"title": "   "}),
    ("episode", {"title": "Eins\nund zwei"}),
    ("episode", {"title": "x" * 256}),
    ("episode", {"season": "1"}),
    ("episode", {"season": 0}),
    ("episode", {"episode": 1.5}),
    ("episode", {"type": "teaser"}),
    ("episode", {"date": "2024-01-01"}),
    ("episode", {"date": "morgen, 9 Uhr"}),
    ("episode", {"explicit": "no"}),
    ("episode", {"draft": "yes"}),
    ("episode", {"topics": "Amt, Mut"}),
    ("episode", {"chapters": ["Anfang"]}),
    ("episode", {"chapters": [{"start": "1:99", "title": "Zu viel"}]}),
    ("episode", {"chapters": [{"start": "1:00"}]}),
    ("episode", {"soundbites": [{"start": 0, "duration": 5}]}),
    ("episode", {"people": [{"name": "Bo"}]}),
    ("episode", {"correction": {"on": "gestern", "text": "Anders"}}),
    ("episode", {"audio": {"intro": True}}),
    ("podcast", {"link": "podcast.example.org"}),
    ("podcast", {"link": "https://example.org/?a=1"}),
    ("podcast", {"language": "Deutsch"}),
    ("podcast", {"timezone": "Berlin"}),
    ("podcast", {"categories": []}),
    ("podcast", {"categories": "Government"}),
    ("podcast", {"explicit": "nein"}),
    ("podcast", {"guid": "375E050F-7F52-5E9B-9CFC-9414515D1A5B"}),
    ("podcast", {"owner": {"name": "Redaktion", "email": "podcast"}}),
    ("podcast", {"location": {"name": "Münster", "geo": 51.96}}),
    ("podcast", {"audio": {"loudness": -3}}),
    ("podcast", {"audio": {"bitrate": 100}}),
    ("podcast", {"audio": {"formats": ["opus"]}}),
    ("podcast", {"seasons": [{"title": "Ohne Nummer"}]}),
    ("podcast", {"publish": {"endpoint": "https://s3.example.org"}}),
]


@pytest.mark.parametrize(("file", "fields"), WRONG)
def test_what_is_wrong_is_wrong_in_an_editor_too(file: str, fields: dict[str, Any]) -> None:
    given = LEAST[file] | fields
    assert not right(file, given)
    assert not judge(file).is_valid(given)


POOL: tuple[Any, ...] = (
    *("", " x ", "a\nb", "a\n", "no", "90", "1:23", "0:00 x", " 1:23,5 ", "2021-11-23", " 2021-11-23 09:00 "),
    *("2021-11-23T09:00:00Z", "HTTPS://Example.org/a ", "http://localhost:8000", "geo:1,2", "de-AT", "UTC"),
    *("a@b.de", "CC-BY-4.0", "bild.jpg", "serial", "bonus", "9b024349-ccf0-5f69-a609-6b82873eab3c", "recording"),
    *(0, 1, -16.5, True, False, None, [], ["x"], ["0:00 a"], [1], ["ada"], ["Government"], {}, {"a": "b"}),
    *({"name": "A"}, {"name": "A", "email": "a@b.de"}, {"text": "x"}, {"on": "2021-01-01", "text": "x"}),
    *({"target": "x"}, {"loudness": -16}, {"a": {"name": "A", "role": "r"}}, {"a": True}, {"replace": {"a": ""}}),
    *([{"name": "A", "role": "r"}], [{"url": "https://a.de", "text": "t"}], [{"number": 1, "title": "t"}]),
)


@pytest.mark.long
@pytest.mark.parametrize("file", MODELS)
def test_an_editor_is_never_stricter_than_the_program(file: str) -> None:
    for name in MODELS[file].model_fields:
        for value in POOL:
            given = LEAST[file] | {name: value}
            assert judge(file).is_valid(given) or not right(file, given), f"{name}: {value!r}"


@pytest.mark.parametrize("file", MODELS)
def test_what_is_missing_is_missed_in_an_editor(file: str) -> None:
    assert judge(file).is_valid(LEAST[file])
    for name in LEAST[file]:
        given = copy.copy(LEAST[file])
        del given[name]
        assert not judge(file).is_valid(given), name


def test_the_file_names_its_schema_for_editors() -> None:
    assert modeline("../x.json") == "# yaml-language-server: $schema=../x.json"


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_list_of_fields_is_fresh(language: str) -> None:
    assert (DOCS / language / "fields.md").read_text("utf-8") == field_reference(language), "run: make fields"


def test_every_page_of_the_site_that_a_field_names_has_a_german_name() -> None:
    fields = [field_doc(owner, name) for model in MODELS.values() for _, owner, name in all_fields(model)]
    named = {page for field in fields for page in field.site.split(", ")}
    assert named - {""} == {*reference_words("de")["pages"]}
