"""What is told of every field: complete, and true of a feed and a tag."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from mutagen.id3 import ID3

from podcast.artifacts import LoudnessValues, Master
from podcast.audio.tags.id3 import EmbeddedPictures, TaggingJob, id3_tag
from podcast.authoring.reference.field_docs import all_fields, field_doc, field_docs
from podcast.model.ai import Ai
from podcast.model.audio_settings import AudioSettings
from podcast.model.fields import EpisodeFields, ShowFields
from podcast.model.groups import Chapter, Correction, License, Person, Publish, Season
from podcast.model.podcast_namespace import FeedImage
from podcast.model.show import Episode, Show
from podcast.model.transcripts import TranscriptFile
from podcast.timeline.time_map import TimeMap
from tests.support.feed_inputs import Inputs, full

FORMS = (ShowFields, EpisodeFields)


@pytest.mark.parametrize("form", FORMS)
def test_every_field_is_described_in_both_languages(form: type[ShowFields | EpisodeFields]) -> None:
    for way, inside, name in all_fields(form):
        row = field_doc(inside, name)
        assert row.de, way
        assert row.en, way
        assert row.example, way


def test_no_row_tells_of_a_field_that_is_none() -> None:
    fields = {
        (ancestor.__name__, name)
        for form in FORMS
        for _, inside, name in all_fields(form)
        for ancestor in inside.__mro__
        if hasattr(ancestor, "model_fields")
    }
    rows = {(model, name) for model, docs in field_docs().items() for name in docs}
    assert rows <= fields, sorted(rows - fields)


def test_a_field_without_a_row_is_a_bug_that_says_so() -> None:
    with pytest.raises(LookupError, match=r"add it to fields\.toml"):
        field_doc(ShowFields, "nothing")


# --- the feed --------------------------------------------------------------------------------------------------------

GIVEN = full()


def elements(given: Inputs) -> dict[str, list[bytes]]:
    """Every element of the feed by its name, as libxml2 reads it."""
    found: dict[str, list[bytes]] = {}
    channel = etree.fromstring(given.bytes())[0]
    for parent, place in [(channel, "channel"), *((item, "item") for item in channel.findall("item"))]:
        for one in parent:
            local = etree.QName(one).localname
            name = f"{place}/{one.prefix}:{local}" if one.prefix else f"{place}/{local}"
            if local != "item":
                found.setdefault(name, []).append(etree.tostring(one, with_tail=False))
    return found


BEFORE = elements(GIVEN)


def of_show(**changed: Any) -> Inputs:
    return GIVEN._replace(show=GIVEN.show.model_copy(update=changed))


def of_episodes(**changed: Any) -> Inputs:
    return of_show(episodes=tuple(one.model_copy(update=changed) for one in GIVEN.show.episodes))


def otherwise(**changed: Any) -> Inputs:
    """Every episode's facts of the audio file changed."""
    return GIVEN._replace(audio={slug: replace(one, **changed) for slug, one in GIVEN.audio.items()})


later = tuple(one.model_copy(update={"date": one.date.replace(hour=3)}) for one in GIVEN.show.episodes if one.date)
elsewhere = {**GIVEN.covers, "other.jpg": "assets/other.jpg"}

WIDE = FeedImage(file="e/youtube.jpg", alt="Ein Rathaus")

# What becomes of the feed when a field is changed: the whole of what the table claims, and nothing else.
SHOWS = {
    "title": of_show(title="Anders"),
    "subtitle": of_show(subtitle="Anders"),
    "description": of_show(description="Anders"),
    "link": of_show(link="https://anders.example/"),
    "language": of_show(language="en"),
    "author": of_show(author="Anders"),
    "timezone": of_show(timezone="America/New_York"),
    "owner": of_show(owner=None),
    "copyright": of_show(copyright=None),
    "license": of_show(license=None),
    "categories": of_show(categories=("Arts",)),
    "explicit": of_show(explicit=True),
    "type": of_show(type="serial"),
    "guid": of_show(guid="29cdca4a-32d8-56ba-b48b-09a011c5daa9"),
    "locked": of_show(locked=False),
    "complete": of_show(complete=False),
    "block": of_show(block=True),
    "medium": of_show(medium="course"),
    "ai": of_show(ai=Ai(parts=("voice",))),
    "moved_from": of_show(moved_from=None),
    "funding": of_show(funding=()),
    "update_frequency": of_show(update_frequency=None),
    "location": of_show(location=()),
    "publisher": of_show(publisher=None),
    "images": of_show(images=(WIDE,)),
    "txt": of_show(txt=()),
    "social_interact": of_show(social_interact=()),
    "podroll": of_show(podroll=()),
    "cover": of_show(cover="other.jpg")._replace(covers=elsewhere),
    "cover_alt": of_show(cover_alt="Anders"),
    "people": of_show(people={}),
    "seasons": of_show(seasons=(Season(number=1, title="Anders"),)),
    "audio": otherwise(seconds=12.0, size=7),
    "publish": of_show(publish=Publish(target="published")),
    "extra_xml": of_show(extra_xml="<itunes:keywords>a</itunes:keywords>"),
}
EPISODES = {
    "guid": of_episodes(guid="anders"),
    "title": of_episodes(title="Anders"),
    "season": of_episodes(season=2),
    "episode": of_episodes(episode=9),
    "type": of_episodes(type="bonus"),
    "date": of_show(episodes=later),
    "summary": of_episodes(summary="Anders"),
    "notes": GIVEN._replace(notes={"eins": "<p>Anders</p>"}),
    "people": of_episodes(people=()),
    "chapters": of_episodes(chapters=()),
    "soundbites": of_episodes(soundbites=()),
    "social_interact": of_episodes(social_interact=()),
    "topics": of_episodes(topics=("Anders",)),
    "location": of_episodes(location=()),
    "itunes_title": of_episodes(itunes_title="Anders"),
    "display": of_episodes(display="Anders"),
    "language": of_episodes(language="fr"),
    "license": of_episodes(license=License(name="mit")),
    "content_links": of_episodes(content_links=()),
    "images": of_episodes(images=()),
    "explicit": of_show(
        episodes=tuple(one.model_copy(update={"explicit": not one.explicit}) for one in GIVEN.show.episodes)
    ),
    "block": of_episodes(block=True),
    "funding": of_episodes(funding=GIVEN.show.funding),
    "ai": of_episodes(ai=Ai(parts=("voice",))),
    "recording": otherwise(seconds=12.0, size=7),
    "transcript": of_episodes(transcript=None),
    "cover": of_episodes(cover=None, cover_alt=None),
    "cover_alt": of_episodes(cover_alt="Anders"),
    "audio": otherwise(seconds=12.0, size=7),
    "correction": of_episodes(correction=Correction(on="2024-05-01", text="Anders.")),
    "guid_is_permalink": of_episodes(guid_is_permalink=True),
    "extra_xml": of_episodes(extra_xml="<itunes:keywords>a</itunes:keywords>"),
    "transcript_files": of_episodes(transcript_files=(TranscriptFile(file="e/a.srt"),)),
}
# Told by other means than the bytes of one feed: a page, a master, whether there is an item at all.
ELSEWHERE = {
    "legal",
    "about",
    "subscribe",
    "transcripts",
    "speakers",
    "tracks",
    "duck",
    "cuts",
    "reviewed",
    "withdrawn",
    "draft",
    "redirects",
}
ELSEWHERE |= {"easy_language", "sign_language", "featured", "topics", "cluster", "release", "accepted_hints"}


def test_the_feed_is_asked_about_every_field() -> None:
    assert {*SHOWS, *ELSEWHERE} >= set(ShowFields.model_fields)
    assert {*EPISODES, *ELSEWHERE} >= set(EpisodeFields.model_fields)


@pytest.mark.parametrize(
    ("form", "name", "given"),
    [(ShowFields, *one) for one in SHOWS.items()] + [(EpisodeFields, *one) for one in EPISODES.items()],
    ids=[f"show-{name}" for name in SHOWS] + [f"episode-{name}" for name in EPISODES],
)
def test_a_field_changes_its_documented_elements_and_no_others(form: Any, name: str, given: Inputs) -> None:
    after = elements(given)
    changed = {element for element in {*BEFORE, *after} if BEFORE.get(element) != after.get(element)}
    claimed = set(field_doc(form, name).rss.split())
    if name in {"audio", "recording"}:
        changed -= {"channel/podcast:trailer", "item/podcast:soundbite", "item/psc:chapters"}  # they follow the length
        changed -= {"item/podcast:chapters", "item/description", "item/podcast:alternateEnclosure"}
    assert changed == claimed


# --- the audio file --------------------------------------------------------------------------------------------------

LOUD = LoudnessValues(-16.0, -1.5, 4.0)
FACTS = Master("f00.mp3", 60.0, 60.0, 44100, 1, 128, TimeMap(), LOUD, LOUD, 0.0, 0.0)
JOB = TaggingJob(Path("f00.mp3"), "f00", FACTS, hashlib.sha256(b"").hexdigest(), (), "Was gesagt wird.")
TAGGED_SHOW = Show.model_construct(**{**GIVEN.show.__dict__, "language": "de"})
TAGGED = GIVEN.show.episodes[0].model_copy(
    update={"topics": ("Mut",), "season": 1, "episode": 2, "chapters": (Chapter(start=0.0, title="Anfang"),)}
)
PICTURE = b"\xff\xd8\xff\xe0" + bytes(64)


def frames(
    tmp_path: Path, show: Show, episode: Episode, job: TaggingJob = JOB, picture: bytes = PICTURE
) -> dict[str, str]:
    """Every ID3 frame, as mutagen reads it."""
    path = tmp_path / "tags.mp3"
    path.write_bytes(id3_tag(show, episode, job, EmbeddedPictures(picture)))
    found: dict[str, str] = {}
    for key, frame in ID3(path, translate=False).items():
        found[key[:4]] = found.get(key[:4], "") + repr(frame)
    data = path.read_bytes()  # mutagen does not read the text form of WFED, which Apple and TagLib do
    if (at := data.find(b"WFED")) > 0:
        found["WFED"] = repr(data[at + 10 : at + 10 + int.from_bytes(data[at + 4 : at + 8], "big")])
    return found


TAGS: dict[str, tuple[type, tuple[Show, Episode, TaggingJob, bytes]]] = {
    **{
        name: (ShowFields, (TAGGED_SHOW.model_copy(update={name: value}), TAGGED, JOB, PICTURE))
        for name, value in {
            "title": "Anders",
            "link": "https://anders.example/",
            "language": "en",
            "author": "Anders",
            "copyright": None,
            "categories": ("Arts",),
            "subtitle": "Anders",
            "description": "Anders",
            "guid": "29cdca4a-32d8-56ba-b48b-09a011c5daa9",
            "audio": AudioSettings(loudness=-14),
        }.items()
    },
    "cover": (ShowFields, (TAGGED_SHOW, TAGGED, JOB, PICTURE + b"1")),
    "transcripts": (ShowFields, (TAGGED_SHOW, TAGGED, replace(JOB, transcript="Anders."), PICTURE)),
    "speakers": (ShowFields, (TAGGED_SHOW, TAGGED, replace(JOB, transcript="Anders."), PICTURE)),
}
TAGS_OF_EPISODES: dict[str, tuple[Show, Episode, TaggingJob, bytes]] = {
    **{
        name: (TAGGED_SHOW, TAGGED.model_copy(update={name: value}), JOB, PICTURE)
        for name, value in {
            "guid": "anders",
            "title": "Anders",
            "season": 7,
            "episode": 7,
            "type": "bonus",
            "date": TAGGED.date.replace(year=2025, month=5, hour=3) if TAGGED.date else None,
            "summary": "Anders",
            "notes": "Anders",
            "people": (Person(name="Anders", role="guest"),),
            "topics": (),
            "chapters": (),
            "location": (),
            "language": "en",
            "explicit": False,
        }.items()
    },
    "cover": (TAGGED_SHOW, TAGGED, JOB, PICTURE + b"1"),
    "transcript": (TAGGED_SHOW, TAGGED, replace(JOB, transcript=""), PICTURE),
    "speakers": (TAGGED_SHOW, TAGGED, replace(JOB, transcript="Anders."), PICTURE),
}


@pytest.mark.parametrize(
    ("form", "name", "given"),
    [(form, name, given) for name, (form, given) in TAGS.items()]
    + [(EpisodeFields, *one) for one in TAGS_OF_EPISODES.items()],
    ids=[f"show-{name}" for name in TAGS] + [f"episode-{name}" for name in TAGS_OF_EPISODES],
)
def test_a_field_changes_its_documented_frames_and_no_others(
    form: Any, name: str, given: tuple[Show, Episode, TaggingJob, bytes], tmp_path: Path
) -> None:
    before, after = frames(tmp_path, TAGGED_SHOW, TAGGED), frames(tmp_path, *given)
    changed = {frame for frame in {*before, *after} if before.get(frame) != after.get(frame)}
    assert changed == set(field_doc(form, name).id3.split())


def test_every_field_with_documented_frames_was_tried() -> None:
    assert {name for name, doc in field_docs()["ShowFields"].items() if doc.id3} <= set(TAGS)
    assert {name for name, doc in field_docs()["EpisodeFields"].items() if doc.id3} <= set(TAGS_OF_EPISODES)
