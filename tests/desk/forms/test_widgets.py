"""Every field has a widget and a label, and a text of its own for each value."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podcast.authoring.edited_file import parse_field
from podcast.authoring.reference.field_docs import all_fields
from podcast.authoring.yaml_nodes import equal_values, value_at
from podcast.desk.forms.field_labels import choice_label, has_label, help_text, label
from podcast.desk.forms.field_widget import Widget, widget_of
from podcast.desk.forms.form_field import NEW, form_fields, shown_text, widget_at
from podcast.desk.forms.texts import to_values
from podcast.model.fields import EpisodeFields, ShowFields
from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from podcast.show.yaml_reader import YamlValue

ROOT = Path(__file__).parents[3]
MODELS: dict[str, type[BaseModel]] = {"podcast.yaml": ShowFields, "episode.yaml": EpisodeFields}


def corpus() -> Iterator[tuple[Path, type[BaseModel], dict[str, YamlValue]]]:
    """Every file of a show in this repository that is YAML, with its model and its fields."""
    for path in sorted([*ROOT.glob("tests/shows/**/*.yaml"), *ROOT.glob("episodes/*/*.yaml"), ROOT / "podcast.yaml"]):
        model = MODELS.get(path.name)
        document = read_yaml(path.read_bytes()) if model else None
        if model and document and document.fields and not document.problems:
            yield path, model, document.fields


def every_field() -> Iterator[tuple[str, type[BaseModel], str]]:
    for model in MODELS.values():
        yield from all_fields(model)


def test_every_field_has_a_widget_a_label_and_help_in_both_languages() -> None:
    for path, model, name in every_field():
        assert widget_of(model, name).kind != "yaml", path
        assert has_label((model, name)), f"{model.__name__}.{name}: add a label to field_labels.toml"
        for language in ("de", "en"):
            assert label((model, name), language)
            assert help_text((model, name), language)


@pytest.mark.parametrize(
    ("model", "name", "kind"),
    [
        (EpisodeFields, "title", "long_text"),
        (EpisodeFields, "date", "moment"),
        (EpisodeFields, "season", "number"),
        (EpisodeFields, "type", "choice"),
        (EpisodeFields, "people", "people"),
        (EpisodeFields, "topics", "tokens"),
        (EpisodeFields, "explicit", "yes_no"),
        (EpisodeFields, "cover", "picture"),
        (EpisodeFields, "recording", "file"),
        (EpisodeFields, "chapters", "groups"),
        (EpisodeFields, "extra_xml", "code"),
        (ShowFields, "categories", "categories"),
        (ShowFields, "people", "named_groups"),
        (ShowFields, "subscribe", "named_texts"),
        (ShowFields, "link", "address"),
        (ShowFields, "timezone", "time_zone"),
        (ShowFields, "legal", "group"),
    ],
)
def test_the_widget_knows_what_a_field_is(model: type[BaseModel], name: str, kind: str) -> None:
    assert widget_of(model, name).kind == kind


def test_limits_and_defaults_of_a_widget_are_those_of_the_model() -> None:
    assert widget_of(EpisodeFields, "title").max_characters == 255
    loudness = widget_at(ShowFields, ("audio", "loudness"), {})
    assert (loudness.minimum, loudness.maximum, loudness.default) == (-31, -10, "-16.0")
    assert widget_of(EpisodeFields, "type").default == "full"
    assert widget_of(ShowFields, "owner").allows_none
    assert not widget_of(EpisodeFields, "title").allows_none


@pytest.mark.long
def test_every_value_of_every_file_has_one_text_that_means_it() -> None:
    shown = 0
    for path, model, fields in corpus():
        for top in form_fields(model, fields):
            for leaf in top.leaves():
                if leaf.name.startswith(NEW):
                    continue
                loc = parse_field(leaf.name)
                value = value_at({**fields}, loc)
                place = f"{path.relative_to(ROOT)} {leaf.name} {value!r}"
                assert shown_text(model, loc, {**fields}) == leaf.text, place
                assert "\r" not in leaf.text, place
                if not is_written_otherwise(leaf.widget, value):
                    assert any(equal_values(value, again) for again in to_values(leaf.widget, leaf.text)), place
                shown += value is not None
    assert shown > 2000


def is_written_otherwise(widget: Widget, value: YamlValue) -> bool:
    """Whether a value has another usual form: dates, categories in German, texts with white space around them."""
    return (
        widget.kind in {"moment", "day", "categories"}
        or (isinstance(value, str) and value != value.strip())
        or value in ("", [])  # counts as left out
        or (isinstance(value, str) and widget.kind == "choices")
    )


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("title", "12", "12"),
        ("title", "true", "true"),
        ("title", "  Zwei  ", "Zwei"),
        ("summary", "Eins\r\nzwei", "Eins\nzwei"),
        ("season", "12", 12),
        ("season", "", None),
        ("explicit", "false", False),
        ("topics", "Wahlen\n\n Jugend \n", ["Wahlen", "Jugend"]),
        ("date", "2026-12-01 09:00", "2026-12-01 09:00"),
        ("ai", "voice, text", ["voice", "text"]),
        ("ai", "false", False),
        ("duck", "12,5", 12.5),
    ],
)
def test_a_text_of_a_form_means_a_value(name: str, text: str, value: YamlValue) -> None:
    assert to_values(widget_at(EpisodeFields, (name,), {}), text)[0] == value


def test_a_short_form_stays_a_line_of_its_own() -> None:
    fields: dict[str, YamlValue] = {"chapters": ["0:00 Beginn", {"start": "1:00", "title": "Mitte"}], "people": ["ada"]}
    leaves = {leaf.name: leaf for top in form_fields(EpisodeFields, fields) for leaf in top.leaves()}
    assert leaves["chapters[1]"].text == "0:00 Beginn"
    assert leaves["chapters[2].title"].text == "Mitte"
    assert leaves["people[1]"].text == "ada"
    assert "chapters[1].title" not in leaves


def test_choices_are_words_in_both_languages() -> None:
    assert choice_label((EpisodeFields, "type"), "trailer", "de") == "Trailer"
    assert choice_label((EpisodeFields, "type"), "full", "de") == "Folge"
    assert choice_label((EpisodeFields, "draft"), "true", "en") == "Yes"
