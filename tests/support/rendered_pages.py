"""Rendered pages of a show of any episodes, and how to look into them."""

from datetime import UTC, datetime, timedelta

from lxml import html as lxml_html

from podcast.artifacts import Audio
from podcast.model.groups import Season
from podcast.model.show import Episode, Show
from podcast.pages.render import site_files
from podcast.pages.theme import default_templates
from podcast.timeline.time_map import TimeMap
from podcast.transcripts.cue import Cue

START = datetime(2022, 1, 4, 8, 0, tzinfo=UTC)


CUES = (
    Cue(0.0, 4.0, "Ada", "Guten Tag."),
    Cue(4.0, 19.6, "Ada", "Heute geht es um <Akten>."),
    Cue(20.0, 24.0, "Ben", "Endlich & gern."),
)


def show(**fields):
    return Show(**{
        "title": "Rebellion", "subtitle": "Zukunft für Gestalter*innen", "description": "Ein *Podcast*.",
        "link": "https://example.org/", "language": "de", "timezone": "Europe/Berlin", "author": "Initiative",
        "categories": ("Government",), "explicit": False, "guid": "8d2f0000-0000-4000-8000-000000000000",
        "cover": "cover.jpg", "cover_alt": "Ein Schrank", "seasons": (Season(number=1, title="Jugend"),),
    } | fields)  # fmt: skip


def episode(number, **fields):
    fields = {
        "slug": f"folge-{number}", "guid": f"g{number}", "title": f"Titel {number}", "season": 1, "episode": number,
        "summary": f"Worum es in {number} geht.",
    } | fields  # fmt: skip
    date = fields.pop("date", START + timedelta(days=number))
    return Episode(**fields).model_copy(update={"date": date})


def audio(*episodes, size=27_300_000, seconds=2160.0):
    return {
        each.slug: Audio(f"audio/{each.slug}.1234abcd.mp3", size, seconds, "audio/mpeg", 128, TimeMap(), -16.0, -1.0)
        for each in episodes
    }


def site(*episodes, transcripts=None, pictures=None, templates=(), **fields):
    sound = audio(*(each for each in episodes if not each.draft))
    return site_files(
        show(**fields).with_episodes(episodes),
        sound,
        pictures or {},
        transcripts or {},
        [*templates, default_templates()],
    )


def write_files(files, folder):
    """Write files, given by their paths below a folder, and return the folder."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def text(data):
    return " ".join(lxml_html.fromstring(data).find("body").text_content().split())


def select(data, path):
    return lxml_html.fromstring(data).xpath(path)
