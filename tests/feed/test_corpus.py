"""Whole shows as producers write them: the one that ships, and one that tries everything that goes wrong."""

from __future__ import annotations

import json
import shutil
import unicodedata
from typing import TYPE_CHECKING

import feedparser
import pytest
from PIL import Image

from podcast import pipeline
from podcast.checks.facts import Facts
from podcast.checks.rules import find_problems
from podcast.files.cache import Cache
from podcast.publish.protocol.feed_gate import feed_references, object_key
from podcast.show.load import load
from podcast.steps.paths import ProjectPaths
from podcast.steps.rendering import RenderingInput, render_site
from tests.support.feed_inputs import an_audio
from tests.support.feed_rules import broken
from tests.support.paths import GOLDEN_FEEDS, ROOT
from tests.support.shipped_feeds import NOW, shipped

if TYPE_CHECKING:
    from pathlib import Path


# --- the show that ships ---------------------------------------------------------------------------------------------


def test_the_feed_of_the_show_that_ships_is_the_one_we_have_read():
    golden = (GOLDEN_FEEDS / "shipped.xml").read_text("utf-8")
    assert shipped()["feed.xml"].decode() == golden


def test_every_feed_of_the_show_that_ships_keeps_the_rules():
    assert list(shipped()) == ["feed.xml", *(f"staffel-{number}/feed.xml" for number in (1, 2, 3))]
    assert {address: broken(data) for address, data in shipped().items() if broken(data)} == {}


# --- a show that tries everything ------------------------------------------------------------------------------------

LONG_WORD = "Rindfleischetikettierungsüberwachungsaufgabenkurz"[:47]
SHOW = f"""\
title: "Amt & Würden <für alle> ]]> 🏛️"
subtitle: "„Größe“ – und ‚Maß‘"
description: |
  Wörter wie {LONG_WORD}, & Zeichen wie <b> und ]]> und &nbsp; und 1 < 2.

  **Fett**, [verlinkt](https://münchen.example/größe?a=1&b=ü), `code`, > kein Zitat.
link: https://podcast.example.org/a-b/
language: de
timezone: Europe/Berlin
author: "Müller & Söhne „Funk“"
owner: {{name: "Ö. & Ä.", email: post@example.org}}
categories: [Society & Culture > Personal Journals, Government, Society & Culture]
explicit: true
type: serial
guid: 375e050f-7f52-5e9b-9cfc-9414515d1a5b
cover: {unicodedata.normalize("NFD", "größe.jpg")}
cover_alt: "Ein „Schrank“ & <mehr>"
people:
  rtl: {{name: "יעל כהן & שלום", role: host, href: "https://example.org/שלום"}}
  bild: {{name: "Zoë d’Aramitz", role: co-host, image: {unicodedata.normalize("NFD", "zoë.png")}}}
seasons:
  - {{number: 1, title: "Anfänge & Enden ]]>"}}
  - {{number: 2, title: "{"x" * 128}"}}
funding: [{{url: "https://spenden.example/?für=uns&mehr", text: "Spenden & <helfen>"}}]
txt: ["]]> & <txt>"]
update_frequency: "wöchentlich & öfter"
"""
EPISODES = {
    "trailer": 'title: "🎙️ Trailer"\ntype: trailer\ndate: 2020-01-01 00:00\n',
    "staffel-trailer": 'title: "Trailer der Staffel"\ntype: trailer\nseason: 2\ndate: 2020-02-29 23:59\n',
    "bonus": 'title: "Bonus <b>fett</b>"\ntype: bonus\nseason: 1\nexplicit: false\ndate: 2020-03-01 12:00\n',
    "langer-titel": f'title: "{"Ü" * 255}"\nseason: 1\nepisode: 1\ndate: 2020-03-29 01:59\n',
    "sommerzeit": 'title: "Uhr & Zeit ]]>"\nseason: 1\nepisode: 2\ndate: 2020-03-29 03:00\n',
    "winterzeit": 'title: "Zweimal zwei"\nseason: 1\nepisode: 3\ndate: 2020-10-25 02:30+02:00\n',
    "winterzeit-b": 'title: "Noch einmal"\nseason: 1\nepisode: 4\ndate: 2020-10-25 02:30+01:00\n',
    "sechsundzwanzig-stunden": 'title: "Sehr lang"\nseason: 2\nepisode: 1\ndate: 2021-01-01 09:00\nchapters:\n'
    + "".join(f'  - "{hour}:30:00 Stunde {hour} & mehr ]]>"\n' for hour in range(26)).replace('"0:30:00', '"0:00'),
    "zerlegt": 'title: "' + unicodedata.normalize("NFD", "Größe über alles") + '"\nseason: 2\nepisode: 2\n'
    "date: 2021-02-01 09:00\npeople: [rtl, bild]\ncover: " + unicodedata.normalize("NFD", "übersicht.png") + "\n"
    'cover_alt: "Übersicht"\nlocation: {name: "Köln & Umland", geo: "geo:50.9,6.9"}\n',
    "entwurf": 'title: "GEHEIM"\nseason: 2\nepisode: 3\ndraft: true\n',
}  # fmt: skip
NOTES = (
    "Mehr ]]> dazu: <script>alert(1)</script> <iframe src=x></iframe> [x](javascript:alert(1)) "
    + unicodedata.normalize("NFD", "Größe")
    + f" {LONG_WORD}\n\n- Punkt & Komma\n- [Link](../andere/)\n\n"
    + "Sehr viel Text mit Wörtern. " * 300
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hostile")
    (root / "podcast.yaml").write_text(SHOW, "utf-8")
    Image.new("RGB", (1400, 1400), (9, 9, 9)).save(root / unicodedata.normalize("NFD", "größe.jpg"))
    Image.new("RGB", (500, 300), (9, 99, 9)).save(root / unicodedata.normalize("NFD", "zoë.png"))
    for number, (slug, text) in enumerate(EPISODES.items()):
        folder = root / "episodes" / slug
        folder.mkdir(parents=True)
        body = f"guid: g-{number}\nsummary: |\n  Zeile & <eins>\n\n  Absatz ]]> zwei\n{text}"
        (folder / "episode.yaml").write_text(body, "utf-8")
        (folder / "notes.md").write_text(NOTES, "utf-8")
        shutil.copy(ROOT / "episodes/trailer-staffel-1/recording.wav", folder / "recording.wav")
    Image.new("RGB", (1400, 1400)).save(root / "episodes/zerlegt" / unicodedata.normalize("NFD", "übersicht.png"))
    return root


@pytest.fixture(scope="module")
def files(root: Path) -> dict[str, bytes]:
    """Everything that a build writes but the sounds, which are as long as a day and two hours here."""
    loaded = load(root)
    assert {episode.field or episode.path.rpartition("/")[2] for episode in find_problems(loaded, Facts())} <= {
        "notes",
        "notes.md",
    }
    show = loaded.show.due(NOW)
    audio = {episode.slug: an_audio(episode.slug, 2**31 + 7, 26 * 3600.0) for episode in show.episodes}
    with Cache() as cache:
        return render_site(show, audio, RenderingInput(ProjectPaths(root), cache))


def feeds_of(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path.endswith("feed.xml")}


def test_every_feed_of_a_hostile_show_keeps_the_rules(files: dict[str, bytes]):
    assert sorted(feeds_of(files)) == ["feed.xml", "staffel-1/feed.xml", "staffel-2/feed.xml"]
    assert {path: broken(data) for path, data in feeds_of(files).items() if broken(data)} == {}


def test_everything_that_a_hostile_feed_names_is_there(files: dict[str, bytes]):
    link = "https://podcast.example.org/a-b/"
    for data in feeds_of(files).values():
        keys = {object_key(url, link) for url, _ in feed_references(data) if url.startswith(link)}
        assert len(keys) > 5
        assert {key for key in keys if not key.startswith("audio/")} <= set(files)


def test_titles_reach_the_reader_as_they_were_typed(files: dict[str, bytes]):
    entries = feedparser.parse(files["feed.xml"], sanitize_html=False).entries
    assert [entry.title for entry in entries] == [
        *("Größe über alles", "Sehr lang", "Noch einmal", "Zweimal zwei", "Uhr & Zeit ]]>", "Ü" * 255),
        *("Bonus <b>fett</b>", "Trailer der Staffel", "🎙️ Trailer"),
    ]
    assert [item["title"] for item in json.loads(files["feed.json"])["items"]] == [entry.title for entry in entries]


def test_the_hour_that_comes_twice_has_two_dates(files: dict[str, bytes]):
    dates = {entry.title: entry.published for entry in feedparser.parse(files["feed.xml"]).entries}
    assert dates["Zweimal zwei"] == "Sun, 25 Oct 2020 02:30:00 +0200"
    assert dates["Noch einmal"] == "Sun, 25 Oct 2020 02:30:00 +0100"
    assert dates["Uhr & Zeit ]]>"] == "Sun, 29 Mar 2020 03:00:00 +0200"


def test_a_recording_of_26_hours_has_its_seconds_and_the_hour_of_its_last_chapter(files: dict[str, bytes]):
    [entry] = [candidate for candidate in feedparser.parse(files["feed.xml"]).entries if candidate.title == "Sehr lang"]
    assert entry.itunes_duration == "93600"
    assert entry.psc_chapters["chapters"][-1]["start"] == "25:30:00.000"
    assert "25:30:00 Stunde 25 &amp; mehr ]]&gt;" in entry.summary


def test_nothing_of_a_draft_is_in_any_feed(files: dict[str, bytes]):
    feeds_ = [data for path, data in files.items() if path.endswith(("feed.xml", "feed.json"))]
    assert not any(b"GEHEIM" in data or b"entwurf" in data for data in feeds_)


def test_a_title_of_three_hundred_letters_is_refused_before_anything_is_built(root: Path, tmp_path: Path):
    shutil.copytree(root, tmp_path / "show")
    path = tmp_path / "show/episodes/langer-titel/episode.yaml"
    path.write_text(path.read_text("utf-8").replace("Ü" * 255, "Ü" * 300), "utf-8")
    [problem] = load(tmp_path / "show").problems
    assert str(problem).startswith("episodes/langer-titel/episode.yaml:6:8: title: has 300 characters, at most 255")


def test_a_description_that_grows_too_long_by_its_links_is_found(root: Path, tmp_path: Path):
    shutil.copytree(root, tmp_path / "show")
    path = tmp_path / "show/podcast.yaml"
    links = "[a](https://a.example/) " * 140
    path.write_text(path.read_text("utf-8").replace("Wörter wie", f"{links} Wörter wie"), "utf-8")
    problems = pipeline.check_show(tmp_path / "show").problems
    [problem] = [candidate for candidate in problems if candidate.field == "description"]
    assert problem.what.endswith("bytes long with links and formatting; stores cut it off at 4000")
    assert (problem.path, problem.line) == ("podcast.yaml", 3)
