"""Slugs: one rule for episodes, people, topics and files. Times: to the second that was typed."""

import pytest

from podcast.text import format_whole_time, former_slug, slugify


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Echte Beteiligung?", "echte-beteiligung"),
        ("Ämter, Öfen & Übermut: Straße", "aemter-oefen-uebermut-strasse"),
        ("A\u0308mter", "aemter"),
        ("Ærø und Ålesund", "aeroe-und-aalesund"),
        ("Bürger*innen, Bürger:innen, Bürger_innen", "buergerinnen-buergerinnen-buergerinnen"),
        ("Wie geht’s?", "wie-gehts"),
        ("Kom\u00admune 360°", "kommune-360"),
        ("Stadt–Land, 2020–2024", "stadt-land-2020-2024"),
        ("C", "c"),
        ("C#", "c-sharp"),
        ("C++", "c-plus-plus"),
        ("C++-Kurs", "c-plus-plus-kurs"),
        ("Klima+Energie", "klima-energie"),
        ("Raum #3", "raum-3"),
        ("50+", "50"),
        ("日本", ""),
        ("…", ""),
    ],
)
def test_a_name_becomes_a_part_of_an_address(text: str, slug: str) -> None:
    assert slugify(text) == slug


@pytest.mark.parametrize("text", ["Ålesund", "Bürger*innen", "Wie geht’s?", "Ada Lovelace", "C", "50+", "日本"])
def test_most_names_keep_their_published_address(text: str) -> None:
    assert former_slug(text) == slugify(text)


@pytest.mark.parametrize(
    ("text", "slug"), [("C#", "c"), ("C++", "c"), ("LGBTQ+", "lgbtq"), ("Stadt–Land", "stadtland")]
)
def test_a_name_whose_address_changed_has_a_former_one(text: str, slug: str) -> None:
    assert former_slug(text) == slug


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(79.8, "1:20"), (184.5, "3:05"), (184.4999, "3:05"), (184.499, "3:04"), (0.2, "0:00"), (3599.7, "1:00:00")],
)
def test_a_time_on_a_page_is_the_nearest_second(seconds: float, text: str) -> None:
    assert format_whole_time(seconds) == text
