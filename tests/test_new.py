"""The next episode's folder."""

import re
import shutil
from pathlib import Path
from uuid import UUID

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from podcast.errors import FileError, PodcastError
from podcast.show.folder import slug_problem
from podcast.show.load import load
from podcast.show.new import free_slug, new, next_number, slug, text
from podcast.show.yaml import read

WELL = Path(__file__).parent / "shows" / "nothing-wrong"
SHOW = load(WELL).show
GUID = UUID("3f0c1d5e-0000-4000-8000-000000000001")


@pytest.fixture
def well(tmp_path):
    return Path(shutil.copytree(WELL, tmp_path / "show"))


def made(root, title, recording=None):
    return new(root, load(root).show, title, GUID, recording)


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


def test_the_lines_are_explained_in_the_shows_language(well):
    some = load(well).show
    assert "wann die Folge erscheint" in text(some, "Eins", GUID)
    assert "when the episode appears" in text(some.model_copy(update={"language": "en-GB"}), "One", GUID)


def test_the_same_arguments_make_the_same_bytes(well):
    some = load(well).show
    assert text(some, "Eins", GUID) == text(some, "Eins", GUID)


def test_a_recording_is_copied_and_the_original_stays(well, tmp_path):
    original = tmp_path / "Aufnahme vom 3. Mai.WAV"
    original.write_bytes(b"sound")
    folder = made(well, "Eins", original)
    assert (folder / "recording.wav").read_bytes() == b"sound"
    assert original.read_bytes() == b"sound"
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
    ],
)
def test_a_title_becomes_an_address(title, name):
    assert slug(title) == name


def test_a_long_title_is_cut_between_words():
    name = slug("Beteiligung " * 20)
    assert len(name) <= 92
    assert set(name.split("-")) == {"beteiligung"}
    assert len(slug("x" * 255)) == 92


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("Eins", set(), "eins"),
        ("Eins", {"eins", "eins-2"}, "eins-3"),
        ("Suche", set(), "suche-2"),
        ("Staffel 2", set(), "staffel-2-2"),
        ("日本", set(), "folge"),
    ],
)
def test_an_address_is_free_and_not_the_sites_own(title, taken, name):
    assert free_slug(title, taken, "de") == name


@given(st.text(min_size=1))
def test_every_title_has_an_address(title):
    assert slug_problem(free_slug(title, {"folge"}, "de")) is None


TYPED = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff")


@given(
    st.text(TYPED, min_size=1) | st.sampled_from(["no", "2026", "1:30", "2021-01-01", "a: b", "# c", '"d"', "\\", "~"])
)
def test_every_title_reads_back_as_itself(title):
    written = text(SHOW, title, GUID).encode()
    assert yaml.safe_load(written)["title"] == title
    assert read(written).fields["title"] == title


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
