"""One list of chapters in five places: the file's tags, chapters.json, the feed, the description, the page.

Any list comes back equal from each, read by programs that are not ours, after an intro or trimmed silence has moved it.
"""

import json
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import av
import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from mutagen.id3 import ID3

from podcast import urls as addresses
from podcast.artifacts import LoudnessValues, Master
from podcast.audio.mp3.encode import EncodingJob, encode
from podcast.audio.tags.id3 import EmbeddedPictures, TaggingJob, id3_tag
from podcast.feed.chapters import chapters_json
from podcast.feed.rss import build_feeds
from podcast.model.audio_settings import AudioTargets
from podcast.model.groups import Chapter
from podcast.pages.render import site_files
from podcast.pages.text.markdown import typeset
from podcast.pages.theme import default_templates
from podcast.timeline.time_map import TimeMap
from tests.support.feed_inputs import a_show, an_audio, an_episode
from tests.support.sounds import speech

SECONDS = 3000.0
LOUD = LoudnessValues(-16.0, -1.5, 4.0)
TITLE = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20) | st.sampled_from(
    ["„Mut“ & <Akten>", "Bürger*innen\u00adbeteiligung", "🗂 e\u0301", '"gerade" -- 2021...', "&amp;", "]]>"]
)
LINK = st.none() | st.sampled_from(["https://example.org/a?b=1&c=2", "https://größe.example/ä", "https://example.org/"])
CHAPTER = st.tuples(st.integers(1, 2_990_000), TITLE, LINK)
LISTS = st.lists(CHAPTER, max_size=10, unique_by=lambda one: one[0]).flatmap(
    lambda rest: st.tuples(TITLE, LINK).map(lambda first: [(0, *first), *sorted(rest)])
)


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sinks") / "f00.mp3"
    part = speech(1).astype("f4")
    encode(EncodingJob(lambda _: [part], 44100, AudioTargets(), 1, path, 1))
    return path


def moved(listed, shift):
    """An episode whose chapters have been moved as the pipeline moves them, and the list that all are to show."""
    from podcast.text import strip_soft_hyphens

    marks = tuple(Chapter(start=start / 1000, title=title, href=href) for start, title, href in listed)
    episode = an_episode(chapters=marks, notes=None).with_master_times(TimeMap.shifted(shift), SECONDS)
    told = [
        (round(one.start * 1000), strip_soft_hyphens(one.title), one.href and addresses.ascii_url(one.href))
        for one in episode.chapters
    ]
    return episode, told


def of_tags(show, episode, master):
    """As mutagen reads the file, and as FFmpeg does (which knows no links)."""
    facts = Master("f00.mp3", SECONDS, SECONDS, 44100, 1, 128, TimeMap(), LOUD, LOUD, 0.0, 0.0)
    tag = id3_tag(show, episode, TaggingJob(Path("f00.mp3"), "f00", facts, "c"), EmbeddedPictures(b"\xff\xd8\xff\xe0"))
    sound = master.read_bytes()
    tags = ID3(BytesIO(tag + sound))
    frames = [tags[f"CHAP:{name}"] for name in tags["CTOC:toc"].child_element_ids]
    links = [frame.sub_frames.getall("WXXX") for frame in frames]
    told = [
        (one.start_time, str(one.sub_frames["TIT2"]), link[0].url if link else None)
        for one, link in zip(frames, links, strict=True)
    ]
    assert [one.end_time for one in frames] == [*(start for start, *_ in told[1:]), SECONDS * 1000]
    with av.open(BytesIO(tag + sound), format="mp3") as file:
        heard = [(round(one["start"] * one["time_base"] * 1000), one["metadata"]["title"]) for one in file.chapters()]
    return told, heard


def of_json(show, episode, audio):
    found = json.loads(chapters_json(episode, show, audio, {}))["chapters"]
    return [(round(one["startTime"] * 1000), one["title"], one.get("url")) for one in found]


class Lines(HTMLParser):
    """The text of a description, a line for each `br` and each paragraph."""

    def __init__(self):
        super().__init__()
        self.text = ""

    def handle_starttag(self, tag, _):
        self.text += "\n" if tag in {"br", "p"} else ""

    def handle_data(self, data):
        self.text += data


def of_feed(show, episode, audio):
    """Podlove's chapters and the description's lines, as feedparser reads them."""
    feed = build_feeds(show.with_episodes([episode]), {episode.slug: audio}, {"cover.jpg": "assets/cover.jpg"}, {})[
        addresses.FEED
    ]
    (entry,) = feedparser.parse(feed, sanitize_html=False).entries
    marks = [
        (round(one.start_parsed.total_seconds() * 1000), one.title, one.get("href"))
        for one in entry.psc_chapters.chapters
    ]
    lines = Lines()
    lines.feed(entry.summary)
    return marks, [line.strip() for line in lines.text.split("\n")]


def of_page(show, episode, audio):
    found = site_files(show.with_episodes([episode]), {episode.slug: audio}, {}, {}, [default_templates()])
    items = lxml_html.fromstring(found[f"{episode.slug}/index.html"]).xpath("//ol[starts-with(@class, 'chapters')]/li")
    marks = [(item.xpath("a[@class='chapter']")[0], item.xpath("a[@class='chapter-link']/@href")) for item in items]
    starts = [round(float(mark.get("href").partition("#t=")[2]) * 1000) for mark, _ in marks]
    titles = [mark.xpath("span[@class='title']")[0].text_content() for mark, _ in marks]
    return list(zip(starts, titles, [links[:1] for _, links in marks], strict=True))


@settings(max_examples=25)
@given(LISTS, st.sampled_from([0.0, 4.321, -0.999, -12.5]))
@pytest.mark.long
def test_any_list_of_chapters_comes_back_equal_from_all_five(master, listed, shift):
    show, audio = a_show(), an_audio(seconds=SECONDS)
    episode, told = moved(listed, shift)
    tags, heard = of_tags(show, episode, master)
    assert tags == told
    assert heard == [(start, title) for start, title, _ in told]
    composed = [(start, normal(title), href) for start, title, href in told]
    assert of_json(show, episode, audio) == composed
    marks, lines = of_feed(show, episode, audio)
    assert marks == composed
    if len(told) >= 3:
        seconds = [0, *((at + 500) // 1000 for at, _title, _href in composed[1:])]
        shown = [
            f"{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02} {title}"
            for at, (_at, title, _href) in zip(seconds, composed, strict=True)
        ]
        assert "\n".join(shown) in "\n".join(filter(None, lines))
    assert of_page(show, episode, audio) == [
        (round(one.start * 1000), typeset(one.title, "de"), [addresses.ascii_url(one.href)] if one.href else [])
        for one in episode.chapters
    ]


def normal(title):
    """Feeds hold composed letters (NFC)."""
    import unicodedata

    return unicodedata.normalize("NFC", title)
