"""What search engines read, read by rdflib: JSON-LD as triples, schema.org as the vocabulary."""

import json
from datetime import UTC, date, datetime

import pytest
from rdflib import RDF, Graph, Namespace

from podcast.artifacts import Audio, Picture
from podcast.model.groups import Chapter, Correction, License, Person
from podcast.model.podcast_namespace import Location
from podcast.model.show import Episode, Show
from podcast.pages.json_ld import episode as episode_data
from podcast.pages.json_ld import script_content, series
from podcast.pages.page import RenderInputs
from podcast.transcripts.cue import Cue

# rdflib 7.6 reads JSON-LD by way of a class that it has itself put out of use.
pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated, use Dataset:DeprecationWarning")

SCHEMA = Namespace("https://schema.org/")
AUDIO = Audio("audio/a.12345678.mp3", 27_000_000, 2160.4, "audio/mpeg", 128, 0.0, -16.0, -1.0)


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
    topics=("Mut",), location=Location(name="Münster"), cover="a.jpg", cover_alt="A",
    people=(Person(name="Ada", role="guest", title="Mathematikerin", href="https://example.org/ada"),),
    chapters=(Chapter(start=0, title="A"), Chapter(start=83.5, title="B")),
    correction=Correction(on=date(2022, 2, 1), text="Falsch war …"),
)  # fmt: skip


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
    return graph(episode_data(show, RICH, inputs, series(show, "Kurz.", "https://example.org/assets/c.jpg")))


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
        ("Person", "name", {"Ada"}),
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


def test_unknown_values_are_left_out():
    show = a_show(license=None, subscribe={})
    data = episode_data(show, an_episode(season=None, episode=None), RenderInputs({}, {}, {}), series(show, "K", None))
    assert set(data) == {
        "@context", "@type", "name", "url", "datePublished", "inLanguage", "isAccessibleForFree", "accessMode",
        "partOfSeries",
    }  # fmt: skip
    assert None not in data["partOfSeries"].values()
