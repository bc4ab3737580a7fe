"""What search engines read, read by rdflib: JSON-LD as triples, schema.org as the vocabulary."""

import json
from datetime import UTC, date, datetime

import pytest
from lxml import html
from rdflib import RDF, SDO, Graph, Namespace

from podcast.artifacts import Audio, Picture
from podcast.model.groups import Chapter, Correction, License, Person, Season
from podcast.model.podcast_namespace import Location
from podcast.model.show import Episode, Show
from podcast.pages.metadata.json_ld import episode as episode_data
from podcast.pages.metadata.json_ld import script_content, series
from podcast.pages.page import RenderInputs
from podcast.pages.render import default_templates, site_files
from podcast.timeline.time_map import TimeMap
from podcast.transcripts.cue import Cue

# rdflib 7.6 reads JSON-LD by way of a class that it has itself put out of use.
pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated, use Dataset:DeprecationWarning")

SCHEMA = Namespace("https://schema.org/")
AUDIO = Audio("audio/a.12345678.mp3", 27_000_000, 2160.4, "audio/mpeg", 128, TimeMap(), -16.0, -1.0)


def a_show(**fields):
    return Show(**{
        "title": "Rebel\xadlion", "description": "D", "link": "https://example.org/", "language": "de",
        "timezone": "Europe/Berlin", "author": "Initiative", "categories": ("Government",), "explicit": False,
        "guid": "8d2f0000-0000-4000-8000-000000000000", "cover": "cover.jpg", "cover_alt": "C",
        "license": License(name="cc-by-4.0"),
        "subscribe": {"spotify": "https://open.spotify.com/show/x", "apple": True},
    } | fields)  # fmt: skip


def an_episode(**fields):
    episode = Episode(
        **{"slug": "a", "guid": "g", "title": "Bürger\xadrat </script>", "season": 2, "episode": 7} | fields
    )
    return episode.model_copy(update={"date": datetime(2022, 1, 4, 8, 0, tzinfo=UTC)})


RICH = an_episode(
    topics=("Mut",), location=(Location(name="Münster"),), cover="a.jpg", cover_alt="A",
    people=(
        Person(name="Ada", role="guest", title="Mathematikerin", href="https://ada.example/"),
        Person(name="Ben", role="host"), Person(name="Cem", role="audio editor"),
    ),
    chapters=(Chapter(start=0, title="A"), Chapter(start=83.5, title="B")),
    correction=Correction(on=date(2022, 2, 1), text="Falsch war …"),
)  # fmt: skip


ADDRESSES = {"Ada": "personen/ada/", "Ben": "personen/ben/", "Cem": "personen/cem/"}


def graph(data):
    """Schema.org's own context is fetched by its readers; its rule for names is a vocabulary, given here."""
    text = script_content(data)
    assert "<" not in text
    return Graph().parse(
        data=json.dumps(json.loads(text) | {"@context": {"@vocab": str(SCHEMA), "url": {"@type": "@id"}}}),
        format="json-ld",
    )


def values(triples, kind, name):
    return {
        str(value)
        for subject in triples.subjects(RDF.type, SCHEMA[kind])
        for value in triples.objects(subject, SCHEMA[name])
    }


@pytest.fixture
def rich():
    show = a_show()
    pictures = {"a.jpg@share": Picture("assets/a.jpg", 1200, 1200)}
    inputs = RenderInputs({"a": AUDIO}, pictures, {"a": (Cue(0.0, 1.0, None, "Ja."),)})
    about = series(show, "Kurz.", "https://example.org/assets/c.jpg")
    return graph(episode_data(show, RICH, inputs, about, lambda person: ADDRESSES[person.name]))


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("PodcastEpisode", "name", {"Bürgerrat </script>"}),
        ("PodcastEpisode", "url", {"https://example.org/a/"}),
        ("PodcastEpisode", "image", {"https://example.org/assets/a.jpg"}),
        ("PodcastEpisode", "datePublished", {"2022-01-04T08:00:00+00:00"}),
        ("PodcastEpisode", "dateModified", {"2022-02-01"}),
        ("PodcastEpisode", "episodeNumber", {"7"}),
        ("PodcastEpisode", "timeRequired", {"PT36M"}),
        ("PodcastEpisode", "keywords", {"Mut"}),
        ("PodcastEpisode", "accessMode", {"auditory", "textual"}),
        ("PodcastEpisode", "accessibilityFeature", {"transcript"}),
        ("PodcastEpisode", "license", {"https://creativecommons.org/licenses/by/4.0/"}),
        ("AudioObject", "contentUrl", {"https://example.org/audio/a.12345678.mp3"}),
        ("AudioObject", "duration", {"PT36M"}),
        ("AudioObject", "encodingFormat", {"audio/mpeg"}),
        ("PodcastSeries", "name", {"Rebellion"}),
        ("PodcastSeries", "webFeed", {"https://example.org/feed.xml"}),
        ("PodcastSeries", "image", {"https://example.org/assets/c.jpg"}),
        ("PodcastSeries", "inLanguage", {"de"}),
        ("PodcastSeries", "sameAs", {"https://open.spotify.com/show/x"}),
        ("PodcastSeason", "seasonNumber", {"2"}),
        ("PodcastSeason", "url", {"https://example.org/staffel-2/"}),
        ("AudioObject", "transcript", {"https://example.org/a/transcript.txt"}),
        ("AudioObject", "inLanguage", {"de"}),
        ("MediaObject", "contentUrl", {"https://example.org/a/transcript.vtt"}),
        ("MediaObject", "encodingFormat", {"text/vtt"}),
        ("Person", "name", {"Ada", "Ben", "Cem"}),
        ("Person", "url", {f"https://example.org/{address}" for address in ADDRESSES.values()}),
        ("Person", "sameAs", {"https://ada.example/"}),
        ("Role", "roleName", {"guest", "host", "audio editor"}),
        ("Person", "jobTitle", {"Mathematikerin"}),
        ("Place", "name", {"Münster"}),
        ("Clip", "name", {"A", "B"}),
        ("Clip", "startOffset", {"0.0", "83.5"}),
        ("Clip", "endOffset", {"83.5", "2160.4"}),
        ("Clip", "url", {"https://example.org/a/#t=0", "https://example.org/a/#t=83.5"}),
    ],
)
def test_an_episode_tells(rich, kind, name, expected):
    assert {value.replace("E+00", "") for value in map(plainly, values(rich, kind, name))} == expected


def plainly(value):
    """A number as we wrote it: rdflib reads 83.5 as the double 8.35E1."""
    try:
        return f"{float(value)}" if "E" in value or "." in value else value
    except ValueError:
        return value


def test_an_episode_hangs_on_its_season_and_its_series(rich):
    (subject,) = rich.subjects(RDF.type, SCHEMA.PodcastEpisode)
    kinds = {rich.value(rich.value(subject, SCHEMA[name]), RDF.type) for name in ("partOfSeries", "partOfSeason")}
    assert kinds == {SCHEMA.PodcastSeries, SCHEMA.PodcastSeason}


def test_those_who_are_heard_are_actors_and_others_contribute(rich):
    (subject,) = rich.subjects(RDF.type, SCHEMA.PodcastEpisode)
    people = {
        name: {
            str(rich.value(rich.value(role, SCHEMA[name]), SCHEMA.name)) for role in rich.objects(subject, SCHEMA[name])
        }
        for name in ("actor", "contributor")
    }
    assert people == {"actor": {"Ada", "Ben"}, "contributor": {"Cem"}}


BLOCKS = "//script[@type='application/ld+json']/text()"


@pytest.fixture(scope="module")
def site():
    """All data of each page, by the address of the page."""
    show = a_show(seasons=(Season(number=2, title="Mut & <b>"),)).with_episodes([RICH])
    files = site_files(show, {"a": AUDIO}, {}, {}, [default_templates()])
    pages = {path.removesuffix("index.html"): data for path, data in files.items() if path.endswith(".html")}
    return {address: html.fromstring(data.decode()).xpath(BLOCKS) for address, data in pages.items()}


@pytest.mark.parametrize(
    ("address", "steps"),
    [
        ("a/", [("Rebellion", ""), ("Staffel 2: Mut & <b>", "staffel-2/"), ("Bürgerrat </script>", "a/")]),
        ("staffel-2/", [("Rebellion", ""), ("Staffel 2: Mut & <b>", "staffel-2/")]),
        ("personen/ada/", [("Rebellion", ""), ("Mitwirkende", "personen/"), ("Ada", "personen/ada/")]),
        ("themen/mut/", [("Rebellion", ""), ("Themen", "themen/"), ("Thema: Mut", "themen/mut/")]),
        ("suche/", [("Rebellion", ""), ("Suche", "suche/")]),
    ],
)
def test_search_engines_get_the_way_from_home(site, address, steps):
    triples = graph(json.loads(site[address][-1]))
    (subject,) = triples.subjects(RDF.type, SCHEMA.BreadcrumbList)
    items = {}
    for item in triples.objects(subject, SCHEMA.itemListElement):
        position, name, url = (str(triples.value(item, SCHEMA[term])) for term in ("position", "name", "item"))
        items[int(position)] = (name, url)
    assert [items[number] for number in sorted(items)] == [
        (name, f"https://example.org/{path}") for name, path in steps
    ]


def test_home_and_pages_that_are_not_listed_have_no_way(site):
    for address in ("", "404.html", "a/einbetten/"):
        assert not any("BreadcrumbList" in block for block in site[address]), address


def test_a_persons_page_is_a_profile_page(site):
    triples = graph(json.loads(site["personen/ada/"][0]))
    (page,) = triples.subjects(RDF.type, SCHEMA.ProfilePage)
    person = triples.value(page, SCHEMA.mainEntity)
    assert triples.value(person, RDF.type) == SCHEMA.Person
    assert str(triples.value(person, SCHEMA.url)) == "https://example.org/personen/ada/"
    assert str(triples.value(person, SCHEMA.jobTitle)) == "Mathematikerin"


def test_a_seasons_page_is_a_season_of_the_series(site):
    triples = graph(json.loads(site["staffel-2/"][0]))
    (season,) = triples.subjects(RDF.type, SCHEMA.PodcastSeason)
    assert str(triples.value(season, SCHEMA.numberOfEpisodes)) == "1"
    assert triples.value(triples.value(season, SCHEMA.partOfSeries), RDF.type) == SCHEMA.PodcastSeries


def test_every_word_is_one_of_schema_org(site):
    for block in (block for page in site.values() for block in page):
        triples = graph(json.loads(block))
        words = {*triples.predicates(), *triples.objects(None, RDF.type)} - {RDF.type}
        unknown = {word for word in words if str(word).replace("https://schema.org/", str(SDO)) not in SDO}
        assert unknown == set()


def test_nothing_in_the_data_ends_its_element(site):
    blocks = [block for page in site.values() for block in page]
    assert any("\\u003c/script\\u003e" in block for block in blocks)
    assert all("<" not in block and ">" not in block for block in blocks)


def test_unknown_values_are_left_out():
    show = a_show(license=None, subscribe={})
    data = episode_data(show, an_episode(season=None, episode=None), RenderInputs({}, {}, {}), series(show, "K", None))
    assert set(data) == {
        "@context", "@type", "name", "url", "datePublished", "inLanguage", "isAccessibleForFree", "accessMode",
        "partOfSeries",
    }  # fmt: skip
    assert None not in data["partOfSeries"].values()


def test_an_episode_without_a_cover_shows_the_one_of_its_series():
    show = a_show()
    about = series(show, "K", "https://example.org/assets/c.jpg")
    assert episode_data(show, an_episode(), RenderInputs({}, {}, {}), about)["image"] == about["image"]
