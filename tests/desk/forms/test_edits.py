"""A sent form changes what differs from what it showed, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from podcast.desk.forms.edits import FormChange, moved_item, sent_changes
from podcast.desk.forms.field_view import FormWords, messages_by_field
from podcast.desk.forms.form_field import form_fields
from podcast.errors import Problem
from podcast.model.fields import EpisodeFields, ShowFields

if TYPE_CHECKING:
    from podcast.show.yaml_reader import YamlValue

EPISODE: dict[str, YamlValue] = {
    "title": "Echte Beteiligung?",
    "date": "24.11.2026, 9 Uhr",
    "people": ["ada", {"name": "Bob", "role": "Gast"}],
    "topics": ["Wahlen"],
    "funding": [{"url": "https://example.org/", "text": "Spenden"}],
}


def changes(form: dict[str, list[str]], fields: dict[str, YamlValue] | None = None) -> list[FormChange]:
    return list(sent_changes(EpisodeFields, fields or EPISODE, EpisodeFields.model_fields, form))


def test_what_was_shown_and_sent_again_is_no_change() -> None:
    form = {"f:title": ["Echte Beteiligung?"], "f:date~day": ["2026-11-24"], "f:date~time": ["09:00"]}
    assert changes(form) == []


def test_a_changed_field_names_its_value_before() -> None:
    assert changes({"f:title": ["Neu"]}) == [FormChange("title", "Echte Beteiligung?", "Neu")]
    assert changes({"f:date~day": ["2026-11-25"], "f:date~time": ["09:00"]}) == [
        FormChange("date", "24.11.2026, 9 Uhr", "2026-11-25 09:00")
    ]


def test_an_empty_field_is_left_out() -> None:
    assert changes({"f:topics": [""]}) == [FormChange("topics", ["Wahlen"], None)]


def test_a_form_of_an_older_file_names_the_value_that_it_showed() -> None:
    form = {"o:title": ["Älter"], "f:title": ["Neu"]}
    assert changes(form) == [FormChange("title", "Älter", "Neu")]


def test_a_field_that_only_others_changed_is_not_sent_back() -> None:
    assert changes({"o:title": ["Älter"], "f:title": ["Älter"]}) == []


def test_parts_of_a_group_are_changed_one_by_one() -> None:
    assert changes({"f:people[2].role": ["host"], "f:funding[1].text": ["Spenden"]}) == [
        FormChange("people[2].role", "Gast", "host")
    ]


def test_what_is_filled_in_below_a_list_is_one_more_item() -> None:
    form = {"f:+people.name": ["Cora"], "f:+people.role": ["guest"], "f:+people.title": [""]}
    assert changes(form) == [FormChange("people[3]", None, {"name": "Cora", "role": "guest"})]


def test_a_group_that_is_missing_is_added_as_a_whole() -> None:
    form = {"f:+reviewed.by": ["Ada"], "f:+reviewed.on": ["2026-11-24"]}
    assert changes(form) == [FormChange("reviewed", None, {"by": "Ada", "on": "2026-11-24"})]


def test_a_named_text_is_added_under_its_name() -> None:
    form = {"f:+subscribe.=": ["fyyd"], "f:+subscribe": ["https://fyyd.de/x"]}
    assert list(sent_changes(ShowFields, {}, ["subscribe"], form)) == [
        FormChange("subscribe.fyyd", None, "https://fyyd.de/x")
    ]


@given(st.lists(st.integers(), min_size=1, max_size=6), st.data())
def test_an_item_that_is_moved_and_moved_back_is_where_it_was(items: list[int], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(items) - 1))
    moved = moved_item([*items], index, 1)
    if index == len(items) - 1:
        assert moved is None
    else:
        assert moved is not None
        assert moved_item(moved, index + 1, -1) == items


def test_problems_stand_beside_their_field_or_the_nearest_around_it() -> None:
    problems = [
        Problem("episode.yaml", 1, 1, "people[2].role", "w", "r"),
        Problem("episode.yaml", 1, 1, "funding[7].url", "w", "r"),
        Problem("episode.yaml", 1, 1, "guid", "is missing", "add it"),
        Problem("episode.yaml", 1, 1, "nowhere", "w", "r"),
    ]
    messages = messages_by_field(form_fields(EpisodeFields, EPISODE), problems[:3], problems[3:])
    assert set(messages) == {"people[2].role", "funding", "guid"}
    assert messages["guid"][0].text == "Is missing. Add it."


def test_a_default_is_chosen_and_stays_left_out() -> None:
    views = {field.name: FormWords("de").view(field) for field in form_fields(EpisodeFields, {"title": "x"})}
    assert dict(views["type"].options)[""] == "Folge"
    assert dict(views["block"].options)[""] == "Nein"
    assert views["explicit"].options[0][0] == ""
    assert [word for _value, word in views["explicit"].options[1:]] == ["Ja", "Nein"]
