"""What messengers and social networks read in the head of a page."""

from datetime import UTC, datetime

from lxml import html

from podcast.artifacts import Picture
from podcast.model.groups import Person, Season
from podcast.model.show import Episode, Show
from podcast.pages.render import default_templates, site_files

LONG = "Agiles Arbeiten in der Verwaltung ist möglich! – So fielen in Wolfsburg die Säulen"
SHOW = Show(
    title="Rebel\xadlion", subtitle="Der Podcast", description="D", link="https://example.org/pod/", language="de",
    timezone="Europe/Berlin", author="A", categories=("Government",), explicit=False, cover="c.jpg", cover_alt="C",
    guid="8d2f0000-0000-4000-8000-000000000000", seasons=(Season(number=1, title="Jugend"),),
).with_episodes([
    Episode(
        slug="eins", guid="g", title=LONG, season=1, episode=1, topics=("Mut",),
        people=(Person(name="Ada", role="guest"),),
    ).model_copy(update={"date": datetime(2024, 1, 1, tzinfo=UTC)})
])  # fmt: skip
CARDS = {f"{page}@card": Picture(f"assets/{page.strip('/').replace('/', '-')}-card.jpg", 1200, 630)
         for page in ("", "eins/", "staffel-1/", "personen/ada/", "themen/mut/")}  # fmt: skip


def open_graph_values():
    """The Open Graph values of each page, by its path."""
    files = site_files(SHOW, {}, CARDS, {}, [default_templates()])
    pages = {path: html.fromstring(data.decode()) for path, data in files.items() if path.endswith("index.html")}
    return {
        path.removesuffix("index.html"): {meta.get("property"): meta.get("content") for meta in page.iter("meta")}
        for path, page in pages.items()
    }


def test_titles_repeat_neither_the_show_nor_the_season():
    pages = open_graph_values()
    titles = {path: pages[path]["og:title"] for path in ("", "eins/", "staffel-1/", "personen/ada/", "themen/mut/")}
    assert titles == {
        "": "Rebellion",
        "eins/": LONG,
        "staffel-1/": "Staffel 1: Jugend",
        "personen/ada/": "Ada",
        "themen/mut/": "Thema: Mut",
    }
    assert {page["og:site_name"] for page in pages.values() if "og:title" in page} == {SHOW.title}


def test_every_shared_page_has_a_card_that_is_described():
    pages = {path: page for path, page in open_graph_values().items() if "og:title" in page}
    assert all(page["og:image"] and page["og:image:alt"] for page in pages.values())
    for path in ("eins/", "staffel-1/", "personen/ada/", "themen/mut/"):
        assert pages[path]["og:image"].endswith(f"{path.strip('/').replace('/', '-')}-card.jpg")
        assert pages[path]["og:title"] in pages[path]["og:image:alt"]
