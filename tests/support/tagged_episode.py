"""A show and an episode that use every tag."""

from datetime import datetime
from zoneinfo import ZoneInfo

from podcast.audio.tags.id3 import EmbeddedPictures
from podcast.model.groups import Chapter, Person, Season
from podcast.model.show import Episode, Show

COVER = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40


PICTURES = EmbeddedPictures(COVER)


SHOW = Show.model_construct(
    title="Rebellion im Aktenschrank",
    author="Initiative Kommune 360°",
    link="https://podcast.example.org/",
    language="de",
    timezone="Europe/Berlin",
    copyright="Initiative Kommune 360°",
    seasons=(Season(number=2, title="Kooperative Kommune"),),
    categories=("Education > Courses",),
)


EPISODE = Episode(
    slug="zwei",
    guid="g",
    title="Bürger*innen\u00adbeteiligung & „Mut“ 🗂",
    season=2,
    episode=7,
    date=datetime(2023, 7, 28, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")),
    summary="Worum es geht.",
    topics=("Mut", "Städte"),
    people=(Person(name="Simone Gaul", role="host"),),
    chapters=(
        Chapter(start=0.0, title="Anfang"),
        Chapter(start="0:01.25", title="Die Mitte, mit einem langen Titel", href="https://example.org/a"),
        Chapter(start="0:02.5", title="Schluß"),
    ),
)
