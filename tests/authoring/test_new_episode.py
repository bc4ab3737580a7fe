"""The next episode's folder."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from podcast.authoring.episode_number import next_number
from podcast.authoring.episode_slug import slug_from_title, slug_prefix, unused_slug
from podcast.authoring.episode_yaml import BLANK_FIELDS, NewEpisode, episode_yaml
from podcast.authoring.new_episode import NewEpisodeOptions, create_episode, next_slot, plan_episode
from podcast.errors import FileError, PodcastError
from podcast.show.load import load
from podcast.show.media_files import slug_problem
from podcast.show.yaml_reader import read_yaml
from tests.support.paths import SHOWS

WELL = SHOWS / "nothing-wrong"
SHOW = load(WELL).show
GUID = UUID("3f0c1d5e-0000-4000-8000-000000000001")


@pytest.fixture
def well(tmp_path):
    return Path(shutil.copytree(WELL, tmp_path / "show", ignore=shutil.ignore_patterns(".podcast")))


NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def wanted(title, **known):
    return NewEpisodeOptions(title, GUID, **known)


def made(root, title, recording=None, **known):
    show = load(root).show
    return create_episode(root, show, plan_episode(show, wanted(title, **known), NOW), recording)


def written(show, title, **known):
    return episode_yaml(plan_episode(show, wanted(title, **known), NOW))


def test_a_new_episode_is_a_draft_that_loads_at_once(well):
    folder = made(well, "Bürger*innen fragen: Wofür?")
    assert folder == well / "episodes" / "buergerinnen-fragen-wofuer"
    loaded = load(well)
    assert loaded.problems == ()
    (one,) = [one for one in loaded.show.episodes if one.slug == folder.name]
    assert (one.guid, one.title, one.season, one.episode, one.draft) == (
        str(GUID),
        "Bürger*innen fragen: Wofür?",
        1,
        2,
        True,
    )


def test_the_lines_to_fill_in_are_valid_fields_once_they_are_uncommented(well):
    file = made(well, "Eins") / "episode.yaml"
    file.write_text(re.sub("^# ", "", file.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    assert [str(problem) for problem in load(well).problems] == []


def test_the_lines_are_explained_in_the_producers_language():
    assert "Erscheinungstermin in der Zeitzone" in written(SHOW, "Eins", language="de")
    assert "publication date in the show's time zone" in written(SHOW, "Eins", language="en")


def test_the_same_arguments_make_the_same_bytes():
    assert written(SHOW, "Eins") == written(SHOW, "Eins")


def test_a_recording_is_copied_and_the_original_stays(well, tmp_path):
    original = tmp_path / "Aufnahme vom 3. Mai.WAV"
    original.write_bytes(b"\0sound")
    folder = made(well, "Eins", original)
    assert (folder / "recording.wav").read_bytes() == b"\0sound"
    assert original.read_bytes() == b"\0sound"
    assert load(well).problems == ()


@pytest.mark.parametrize("name", ["nirgends.wav", "leer.wav", "notizen.txt", "ordner.wav"])
def test_a_recording_that_is_none_is_refused_and_nothing_is_left_behind(well, tmp_path, name):
    (tmp_path / "leer.wav").write_bytes(b"")
    (tmp_path / "notizen.txt").write_bytes(b"x")
    (tmp_path / "ordner.wav").mkdir()
    before = sorted(well.rglob("*"))
    with pytest.raises(PodcastError, match=re.escape(name)):
        made(well, "Eins", tmp_path / name)
    assert sorted(well.rglob("*")) == before


def test_an_existing_folder_is_never_touched(well):
    first = made(well, "Eins")
    (first / "episode.yaml").write_text("mine")
    assert made(well, "Eins").name == "eins-2"
    assert (first / "episode.yaml").read_text() == "mine"


def test_a_disk_that_refuses_leaves_nothing_behind(well):
    shutil.rmtree(well / "episodes")
    (well / "episodes").write_text("a file")
    with pytest.raises(FileError):
        made(well, "Eins")
    assert (well / "episodes").read_text() == "a file"


@pytest.mark.parametrize("title", ["", "  ", "a\nb", "a\x07", "x" * 256])
def test_a_title_that_is_none_is_refused(well, title):
    with pytest.raises(PodcastError, match="the title"):
        made(well, title)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Echte Beteiligung? Wie macht man das?", "echte-beteiligung-wie-macht-man-das"),
        ("Ämter, Öfen & Übermut: Straße", "aemter-oefen-uebermut-strasse"),
        ("A\u0308mter", "aemter"),
        ("ÄMTER", "aemter"),
        ("Bürger:innen und Bürger_innen", "buergerinnen-und-buergerinnen"),
        ("Über: was", "ueber-was"),
        ("Wie geht’s?", "wie-gehts"),
        ("Søren, Łódź, Ærø, Çeşme", "soeren-lodz-aeroe-cesme"),
        ("Kom\u00admune 360°", "kommune-360"),
        ("½ & ²", "1-2-2"),
        ("日本", ""),
        ("…", ""),
        ("!!!", ""),
        ("Привет, мир", "privet-mir"),
        ("Καλημέρα", "kalimera"),
        ("Щука & Ёж", "shchuka-ezh"),
        ("ひらがな", "hiragana"),
        ("Über Привет", "ueber-privet"),
        ("Interview mit 日本", "interview-mit"),
    ],
)
def test_a_title_becomes_an_address(title, name):
    assert slug_from_title(title) == name


def test_a_long_title_is_cut_between_words():
    name = slug_from_title("Beteiligung " * 20)
    assert len(name) <= 92
    assert set(name.split("-")) == {"beteiligung"}
    assert len(slug_from_title("x" * 255)) == 92


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("Eins", set(), "eins"),
        ("Eins", {"eins", "eins-2"}, "eins-3"),
        ("Suche", set(), "suche-2"),
        ("Staffel 2", set(), "staffel-2-2"),
        ("日本", set(), ""),
    ],
)
def test_an_address_is_free_and_not_the_sites_own(title, taken, name):
    assert unused_slug(title, taken) == name


@given(st.text(min_size=1))
def test_every_title_has_an_address_or_none(title):
    slug = unused_slug(title, {"folge"})
    assert not slug or slug_problem(slug) is None


TYPED = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff")


@given(
    st.text(TYPED, min_size=1) | st.sampled_from(["no", "2026", "1:30", "2021-01-01", "a: b", "# c", '"d"', "\\", "~"])
)
def test_every_title_reads_back_as_itself(title):
    data = episode_yaml(NewEpisode(title, GUID, 1, 2, None, "full", "en")).encode()
    assert yaml.safe_load(data)["title"] == title
    assert read_yaml(data).fields["title"] == title


def test_the_number_is_the_next_one_of_the_latest_season(well):
    some = load(well).show
    assert next_number(some) == (1, 2)
    later = some.model_copy(update={"seasons": (*some.seasons, some.seasons[0].model_copy(update={"number": 2}))})
    assert next_number(later) == (2, 1)


def test_a_show_without_numbers_gets_none_and_an_empty_one_begins_with_one(well):
    some = load(well).show
    bare = tuple(one.model_copy(update={"season": None, "episode": None}) for one in some.episodes)
    assert next_number(some.model_copy(update={"seasons": (), "episodes": bare})) == (None, None)
    assert next_number(some.model_copy(update={"seasons": (), "episodes": ()})) == (None, 1)


def test_another_season_is_numbered_from_its_own_episodes(well):
    some = load(well).show
    assert next_number(some, 7) == (7, 1)
    assert plan_episode(some, wanted("Eins", season=7, episode=12), NOW).episode == 12


def test_a_number_that_is_taken_is_refused_and_says_by_whom(well):
    some = load(well).show
    with pytest.raises(PodcastError, match="number 1 is already used by ganz-kurz"):
        plan_episode(some, wanted("Eins", episode=1), NOW)


@pytest.mark.parametrize("kind", ["trailer", "bonus"])
def test_what_is_no_full_episode_has_no_number_and_no_usual_slot(well, kind):
    found = plan_episode(load(well).show, wanted("Eins", type=kind), NOW)
    assert (found.episode, found.date) == (None, None)
    assert made(well, "Eins", type=kind).is_dir()
    (one,) = [one for one in load(well).show.episodes if one.title == "Eins"]
    assert one.type == kind


def test_a_date_is_held_against_the_calendar_of_the_show(well):
    assert made(well, "Eins", date="2026-04-01 09:00").is_dir()
    assert [one.date.isoformat() for one in load(well).show.episodes if one.title == "Eins"] == [
        "2026-04-01T09:00:00+02:00"
    ]
    german = (made(well, "Drei", date="24.11.2026 09:00") / "episode.yaml").read_text("utf-8")
    assert "\ndate: 2026-11-24 09:00  #" in german
    with pytest.raises(PodcastError, match=r"does not exist in Europe/Berlin.*choose another hour"):
        made(well, "Zwei", date="2026-03-29 02:30")
    with pytest.raises(PodcastError, match="has no time of day"):
        made(well, "Zwei", date="2026-04-01")


def numbered(*slugs):
    """A show whose episodes have such slugs, with season 1 and the numbers from 1 on."""
    one = SHOW.episodes[0]
    episodes = [
        one.model_copy(update={"slug": slug, "season": 1, "episode": n, "type": "full"})
        for n, slug in enumerate(slugs, 1)
    ]
    return SHOW.model_copy(update={"episodes": tuple(reversed(episodes))})


@pytest.mark.parametrize(
    ("slugs", "name"),
    [
        (["s01e01-anfang", "s01e02-mitte"], "s01e03-"),
        (["s1e1-a", "s1e2-b"], "s1e3-"),
        (["001-a", "002-b"], "003-"),
        (["folge-1-a", "folge-2-b"], "folge-3-"),
        (["staffel-1-folge-1-a", "staffel-1-folge-2-b"], "staffel-1-folge-3-"),
        ([f"e{number:02}-x" for number in range(1, 12)], "e12-"),
        (["anfang", "mitte"], ""),
        (["anfang", "2-jahre"], ""),
        (["s01e01-a", "ohne", "auch-ohne"], ""),
        (["s02e01-falsch", "s02e02-falsch"], ""),
        ([], ""),
    ],
)
def test_a_slug_begins_with_its_number_where_those_of_the_show_do(slugs, name):
    assert slug_prefix(numbered(*slugs), 1, len(slugs) + 1) == name


def test_a_number_keeps_its_zeros_in_a_new_season_too():
    show = numbered(*[f"s01e{number:02}-x" for number in range(1, 13)])
    assert slug_prefix(show, 2, 1) == "s02e01-"


def test_a_trailer_has_no_number_in_its_slug():
    assert slug_prefix(numbered("s01e01-a", "s01e02-b"), 1, None) == ""


def test_the_prefix_becomes_part_of_the_folders_name(well):
    show = numbered("s01e01-a", "s01e02-b")
    folder = create_episode(well, show, plan_episode(show, wanted("Weiter"), NOW))
    assert folder.name == "s01e03-weiter"


def test_every_blank_is_a_field_and_no_two_are_the_same(well):
    lines = (made(well, "Eins") / "episode.yaml").read_text("utf-8").splitlines()
    assert [line.split(":")[0] for line in lines if line.startswith("# ")][-len(BLANK_FIELDS) :] == [
        f"# {n}" for n in BLANK_FIELDS
    ]


def test_a_show_with_the_schema_for_editors_names_it(well):
    assert "$schema" not in (made(well, "Eins") / "episode.yaml").read_text("utf-8")
    (well / "schema").mkdir()
    (well / "schema" / "episode.json").write_text("{}")
    folder = made(well, "Zwei")
    first = (folder / "episode.yaml").read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../schema/episode.json"
    assert (folder / first.partition("=")[2]).resolve() == (well / "schema" / "episode.json").resolve()
    assert load(well).problems == ()


@pytest.mark.parametrize("title", ["!!!", "日本語"])
def test_a_title_without_letters_is_refused_and_names_the_option(well, title):
    before = sorted(path.name for path in (well / "episodes").rglob("*"))
    with pytest.raises(PodcastError, match="name one with --slug"):
        made(well, title)
    assert sorted(path.name for path in (well / "episodes").rglob("*")) == before


def create(root, **fields):
    show = load(root).show
    return create_episode(root, show, replace(plan_episode(show, wanted("Eins"), NOW), **fields))


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("Folge 1", "is not a valid name"),
        ("a--b", "is not a valid name"),
        ("suche", "the site uses itself"),
        ("folgen", "the site uses itself"),  # a page of German sites
        ("aux", "cannot be a folder on Windows"),
        ("ganz-kurz", "the address of another episode"),
        ("fort", "the address of another episode"),  # withdrawn
        ("gebaut", "the address of another episode"),  # its folder is gone, its page is still in site/
        ("x" * 101, "has 101 characters"),
    ],
)
def test_a_slug_that_is_named_is_valid_and_free(well, slug, words):
    shutil.copytree(well / "episodes/ganz-kurz", well / "episodes/fort")
    (well / "site/gebaut").mkdir(parents=True)
    (well / "site/gebaut/index.html").write_text("")
    with pytest.raises(PodcastError, match=words):
        create(well, slug=slug)
    assert create(well, slug="frei").name == "frei"


def test_a_date_is_proposed_from_four_dated_episodes_on(well):
    show = load(well).show
    first = show.episodes[0]
    dates = [datetime(2026, 1, day, 9, tzinfo=UTC) for day in (5, 12, 19, 26)]
    weekly = [first.model_copy(update={"slug": f"e{date.day}", "date": date, "type": "full"}) for date in dates]
    assert next_slot(show.model_copy(update={"episodes": tuple(weekly[:3])}), NOW) is None
    assert next_slot(show.model_copy(update={"episodes": tuple(weekly)}), NOW) == "2026-03-09 10:00"


def test_an_episode_that_is_ready_is_no_draft_and_dated_now(well, tmp_path):
    sound = tmp_path / "a.wav"
    sound.write_bytes(b"\0sound")
    summary = "Ein Satz, der zu lang ist, um mit seinem Namen in eine Zeile von hundert Zeichen zu passen, wie hier."
    folder = made(well, "Eins", sound, is_ready=True, summary=summary, guests=("Erika Muster",))
    assert "\nsummary: >-\n  Ein Satz" in (folder / "episode.yaml").read_text("utf-8")
    loaded = load(well)
    (episode,) = [episode for episode in loaded.show.episodes if episode.slug == folder.name]
    assert (episode.draft, episode.summary, episode.people[0].role) == (False, summary, "guest")
    assert episode.date == NOW
    assert loaded.problems == ()


KILLED = """
import os, sys
from pathlib import Path
from uuid import UUID
from datetime import UTC, datetime
from podcast.authoring import new_episode as new
from podcast.show.load import load

root, sound = map(Path, sys.argv[1:])
show = load(root).show
made = new.plan_episode(show, new.NewEpisodeOptions("Abgebrochen", UUID(int=1)), datetime(2026, 1, 1, tzinfo=UTC))
new.create_episode(root, show, made, sound, lambda _: os._exit(9))
"""


def test_a_new_that_is_killed_leaves_nothing_half_and_the_next_one_sweeps_up(well, tmp_path):
    sound = tmp_path / "lang.wav"
    sound.write_bytes(bytes(3 << 20))
    before = load(well)
    assert subprocess.run([sys.executable, "-c", KILLED, well, sound], check=False).returncode == 9
    after = load(well)
    assert (after.show, after.problems) == (before.show, before.problems)
    assert list((well / "episodes").glob(".new-*"))
    made(well, "Eins")
    assert not list((well / "episodes").glob(".new-*"))


def test_a_copied_recording_reports_its_bytes_and_equals_the_original(well, tmp_path):
    sound = tmp_path / "lang.wav"
    sound.write_bytes(bytes(range(256)) * 10_000)
    told = []
    show = load(well).show
    folder = create_episode(well, show, plan_episode(show, wanted("Eins"), NOW), sound, told.append)
    assert sum(told) == sound.stat().st_size
    assert len(told) > 1
    assert (folder / "recording.wav").read_bytes() == sound.read_bytes()


@pytest.mark.parametrize(
    ("name", "data", "copy"),
    [
        ("Aufnahme", b"RIFF\0\0\0\0WAVEfmt ", "recording.wav"),
        ("Aufnahme.MOV", b"\0\0\0\x14ftypqt  ", "recording.mov"),
        ("Aufnahme.mp3", b"\0\0\0\x20ftypM4A \0\0\0\0", "recording.m4a"),
        ("Aufnahme.Aif", b"FORM\0\0\0\0AIFF", "recording.aif"),
        ("Aufnahme.aac", b"\xff\xf1\x50\x80", "recording.aac"),
        ("Aufnahme", b"\xff\xfb\x90\x64", "recording.mp3"),
    ],
)
def test_a_recordings_copy_has_the_suffix_of_its_content(well, tmp_path, name, data, copy):
    (tmp_path / name).write_bytes(data)
    assert (made(well, "Neu", tmp_path / name) / copy).read_bytes() == data


def test_what_is_no_recording_is_called_what_it_is(well, tmp_path):
    (tmp_path / "Interview.wav").write_bytes(b"PK\x03\x04")
    with pytest.raises(PodcastError, match="is a ZIP archive; unpack it and use the recording inside it"):
        made(well, "Neu", tmp_path / "Interview.wav")
