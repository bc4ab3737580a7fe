"""Rendered pages of a show with hosts and guests."""

from datetime import UTC, datetime, timedelta

from lxml import html as lxml_html

from podcast.model.groups import Person
from podcast.model.show import Episode, Show
from podcast.pages.render import site_files
from podcast.pages.slugs import person_directory
from podcast.pages.theme import default_templates

START = datetime(2022, 1, 4, 8, 0, tzinfo=UTC)


def show(*episodes, **fields):
    return Show(**{
        "title": "Rebellion", "description": "D", "link": "https://example.org/", "language": "de", "author": "A",
        "timezone": "Europe/Berlin", "categories": ("Government",), "explicit": False, "cover": "c.jpg",
        "guid": "8d2f0000-0000-4000-8000-000000000000", "cover_alt": "C",
    } | fields).with_episodes(episodes)  # fmt: skip


def episode(number, *people, **fields):
    fields = {"slug": f"folge-{number}", "guid": f"g{number}", "title": f"Titel {number}", "summary": "S"} | fields
    return Episode(**fields, people=people).model_copy(update={"date": START + timedelta(days=number)})


def guest(name, **fields):
    return Person(**{"name": name, "role": "guest"} | fields)


def site(the_show, pictures=None):
    return site_files(the_show, {}, pictures or {}, {}, [default_templates()])


def page(files, path):
    return lxml_html.fromstring(files[f"{path}index.html"])


def words(element):
    return " ".join(element.text_content().split())


def addresses_of(the_show):
    where = person_directory(the_show)
    return [where.address(person) for episode in reversed(the_show.episodes) for person in episode.people]
