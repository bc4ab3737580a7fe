"""The page about the podcast, and the contact on pages where one may need it."""

import pytest

from podcast.artifacts import Audio
from podcast.model.groups import Person
from podcast.pages.render import site_files
from podcast.pages.theme import default_templates
from podcast.timeline.time_map import TimeMap
from tests.support.people_pages import episode, page, show, site, words

ABOUT = "ueber/"


def test_a_trailer_can_be_heard_on_the_page():
    trailer = episode(1, title="Worum es geht", type="trailer")
    sound = {trailer.slug: Audio("audio/a.mp3", 1000, 60.0, "audio/mpeg", 128, TimeMap(), -16.0, -1.0)}
    html = page(site_files(show(trailer, episode(2)), sound, {}, {}, [default_templates()]), ABOUT)
    (row,) = html.xpath("//section[@aria-labelledby='trailer']//li")
    assert row.xpath(".//a[contains(@class, 'play')]/@href") == ["../folge-1/index.html"]
    assert not page(site(show(episode(2))), ABOUT).xpath("//section[@aria-labelledby='trailer']")


def test_funding_and_recommended_shows_are_linked():
    html = page(
        site(
            show(
                episode(1),
                funding=({"url": "https://example.org/spenden", "text": "Spenden"},),
                podroll=(
                    {
                        "guid": "8d2f0000-0000-4000-8000-000000000001",
                        "url": "https://a.example/f",
                        "title": "Rathausfunk",
                    },
                    {"guid": "8d2f0000-0000-4000-8000-000000000002", "title": "Stadtgespräch"},
                    {"guid": "8d2f0000-0000-4000-8000-000000000003"},
                ),
            )
        ),
        ABOUT,
    )
    assert html.xpath("//section[@aria-labelledby='funding']//a/@href") == ["https://example.org/spenden"]
    recommended = html.xpath("//section[@aria-labelledby='podroll']//li")
    assert [words(item) for item in recommended] == ["Rathausfunk a.example", "Stadtgespräch"]


def test_those_who_make_the_podcast_are_named_guests_are_not():
    html = page(site(show(episode(1, Person(name="Ada", role="host"), Person(name="Ben", role="guest")))), ABOUT)
    assert [words(item) for item in html.xpath("//section[@aria-labelledby='team']//li")] == [
        "Ada Moderation · 1 Folge"
    ]


@pytest.mark.parametrize("name", [ABOUT, "impressum/", "datenschutz/", "barrierefreiheit/"])
def test_pages_with_duties_name_a_contact(name):
    owned = show(episode(1), owner={"name": "Redaktion", "email": "podcast@example.org"})
    assert page(site(owned), name).xpath("//p[@class='contact']/a/@href") == ["mailto:podcast@example.org"]


def test_a_page_that_is_not_there_asks_what_was_expected():
    owned = show(episode(1), owner={"name": "Redaktion", "email": "podcast@example.org"})
    html = site(owned)["404.html"].decode()
    assert "Sollte hier etwas stehen? Schreiben Sie uns:" in html


def test_without_an_address_the_contact_is_on_the_imprint():
    html = page(site(show(episode(1))), ABOUT)
    assert html.xpath("//p[@class='contact']/a/@href") == ["../impressum/index.html"]
    assert not page(site(show(episode(1))), "impressum/").xpath("//p[@class='contact']"), "it does not lead to itself"
