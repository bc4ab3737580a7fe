"""German names of categories and roles: every name is understood, and a wrong one gets a suggestion."""

import pytest

from podcast import strings
from podcast.model.apple_categories import CATEGORIES
from podcast.model.german_names import (
    apple_category,
    category_names,
    category_suggestion,
    german_category,
    role_names,
    standard_role,
)
from podcast.model.roles import ROLES


def test_every_category_has_a_german_name_that_is_understood() -> None:
    for category in CATEGORIES:
        assert apple_category(german_category(category)) == category == apple_category(category)


def test_every_name_of_a_category_is_understood() -> None:
    for category, names in category_names().items():
        parent, separator, _child = category.partition(" > ")
        for name in names:
            assert apple_category(f"{parent}{separator}{name}" if separator else name) == category


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Gesellschaft & Kultur", "Society & Culture"),
        ("gesellschaft und kultur", "Society & Culture"),
        ("Society and Culture", "Society & Culture"),
        ("Bildung > Kurse", "Education > Courses"),
        ("Bildung>Kurse", "Education > Courses"),
        ("Education > Kurse", "Education > Courses"),
        ("Sport > Fussball", "Sports > Soccer"),
        ("Kunst > Buecher", "Arts > Books"),
        ("Kurse", None),  # its parent is missing
        ("Bildung > Fußball", None),
        ("", None),
    ],
)
def test_a_category_is_understood_in_german_and_english(text: str, category: str | None) -> None:
    assert apple_category(text) == category


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Geselschaft", "Gesellschaft und Kultur"),
        ("goverment", "Government"),
        ("Courses", "Education > Courses"),
        ("Kurse", "Bildung > Kurse"),
        ("Society", "Society & Culture"),
        ("Bildung > Kurs", "Bildung > Kurse"),
        ("Education > Course", "Education > Courses"),
        ("nein", ""),  # the answer to another question
        ("1", ""),
    ],
)
def test_a_wrong_category_gets_a_suggestion_in_its_language(text: str, suggestion: str) -> None:
    assert category_suggestion(text) == suggestion


def test_the_roles_of_the_table_are_those_of_the_taxonomy() -> None:
    assert set(strings.translated_names("de")["roles"]) <= set(ROLES)
    assert all(standard_role(role) == role for role in ROLES)


def test_each_german_name_of_a_role_means_one_role() -> None:
    for role, names in role_names().items():
        assert [standard_role(name) for name in names] == [role] * len(names)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Gast", "guest"),
        ("GÄSTIN", "guest"),
        ("Gäst*in", "guest"),
        ("Moderatorin", "host"),
        ("Moderator_in", "host"),
        ("Redakteur:in", "editor"),
        ("RedakteurIn", "editor"),
        ("Redakteur/-in", "editor"),
        ("Redakteur(in)", "editor"),
        ("Co-Moderation", "co-host"),
        ("Co Host", "co-host"),
        ("Audio Editor", "audio editor"),
        ("Chauffeur", "chauffeur"),  # unknown: as it was, in lower case
    ],
)
def test_a_role_is_understood_in_german_and_english_in_the_forms_of_all_genders(text: str, role: str) -> None:
    assert standard_role(text) == role
