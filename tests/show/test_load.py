"""Reading a show's folder: everything that is wrong with its form, at once, each with its place."""

import json
import os
import shutil
import sys
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podcast.errors import PodcastError
from podcast.model.fields import EpisodeFields, ShowFields
from podcast.show.load import load
from podcast.show.locations import Finding, SourceMap, field_name, printable, problems_from_findings
from podcast.show.root_folder import find_show_root
from tests.support import golden_findings
from tests.support.paths import SHOWS

WELL = SHOWS / "nothing-wrong"
# Those with a made.txt are for test_shows.py.
AS_THEY_LIE = sorted(
    path.parent.name for path in SHOWS.glob("*/problems.txt") if not path.with_name("made.txt").exists()
)
EPISODE = "guid: g\ntitle: Eins\nsummary: x\ndate: 2024-01-01 09:00\n"


@pytest.fixture
def well(tmp_path):
    return Path(shutil.copytree(WELL, tmp_path / "show"))


def added(show, slug, text=EPISODE, **files):
    folder = show / "episodes" / slug
    folder.mkdir()
    (folder / "episode.yaml").write_text(text, "utf-8")
    for name, content in (files or {"recording_flac": "sound"}).items():
        (folder / name.replace("_", ".")).write_text(content)
    return folder


def of(show, slug):
    return next(one for one in load(show).show.episodes if one.slug == slug)


def told(show):
    return [str(problem) for problem in load(show).problems]


@pytest.mark.parametrize("name", AS_THEY_LIE)
def test_a_broken_show_tells_exactly_its_problems(name, monkeypatch):
    for language, (problems, _hints) in golden_findings.FILES.items():
        monkeypatch.setenv("LANGUAGE", language)
        assert golden_findings.messages_as_it_lies(name)[0] == golden_findings.lines(name, problems)


def test_there_are_shows_with_problems():
    assert len(list(SHOWS.glob("*/problems.txt"))) >= 8


def test_an_episode_is_what_its_file_says_and_what_its_folder_holds():
    one = of(WELL, "mit-allem")
    assert one.recording == "episodes/mit-allem/aufnahme.wav"
    assert one.transcript == "episodes/mit-allem/transcript.vtt"
    assert one.cover == "episodes/mit-allem/cover.png"
    assert one.chapters[1].image == "episodes/mit-allem/bild.png"
    assert one.notes == "Notizen"
    assert [person.name for person in one.people] == ["Ada Amt", "Bo Bürger"]


def test_a_draft_needs_nothing_but_a_guid_and_a_title():
    one = of(WELL, "nur-ein-entwurf")
    assert (one.recording, one.date, one.summary) == (None, None, None)


def test_an_episode_with_problems_of_form_is_left_out_and_the_others_stay(well):
    added(well, "kaputt", EPISODE + "titel: x\n")
    loaded = load(well)
    assert "kaputt" not in [one.slug for one in loaded.show.episodes]
    assert len(loaded.show.episodes) == 3
    assert len(loaded.problems) == 1


def test_the_root_is_found_from_any_folder_below():
    assert find_show_root(WELL / "episodes" / "mit-allem") == WELL
    assert find_show_root(WELL) == WELL


def test_outside_a_show_the_message_says_how_to_find_one(tmp_path):
    with pytest.raises(PodcastError, match=r"no podcast.yaml here or in a parent folder; .* -C DIR"):
        find_show_root(tmp_path)
    with pytest.raises(PodcastError):
        find_show_root(tmp_path / "nirgends")


def test_a_folder_without_podcast_yaml_has_one_problem(tmp_path):
    loaded = load(tmp_path)
    assert loaded.show is None
    assert [problem.path for problem in loaded.problems] == ["podcast.yaml"]


def test_a_show_without_episodes_is_no_problem(well):
    shutil.rmtree(well / "episodes")
    assert load(well).problems == ()
    assert load(well).show.episodes == ()


def test_a_file_where_the_episodes_should_be_is_a_problem(well):
    shutil.rmtree(well / "episodes")
    (well / "episodes").write_text("x")
    assert told(well)[0].startswith("episodes: cannot be read")


def test_a_name_that_the_disk_keeps_decomposed_is_found_composed(well):
    folder = added(well, "nfd", EPISODE + "recording: Gespräch.wav\n")
    (folder / unicodedata.normalize("NFD", "Gespräch.wav")).write_text("sound")
    (folder / "recording.flac").unlink()
    recording = of(well, "nfd").recording
    assert (well / recording).is_file()
    assert load(well).problems == ()


def test_a_link_out_of_the_show_is_refused_and_one_inside_is_followed(well, tmp_path):
    (tmp_path / "secret.wav").write_text("sound")
    folder = added(well, "links", EPISODE + "recording: a.wav\n")
    (folder / "a.wav").symlink_to(tmp_path / "secret.wav")
    assert 'recording: "episodes/links/a.wav" is a link that leads out of the show\'s folder' in told(well)[0]
    (folder / "a.wav").unlink()
    (folder / "a.wav").symlink_to("recording.flac")
    assert told(well) == []


@pytest.mark.parametrize("target", ["a.wav", "nirgends"])
def test_a_link_that_leads_nowhere_is_a_problem(well, target):
    folder = added(well, "links", EPISODE + "recording: a.wav\n")
    (folder / "a.wav").symlink_to(target)
    assert any(words in told(well)[0] for words in ("is a circular link", "a broken link"))


def test_an_episode_yaml_that_leads_out_of_the_show_is_not_read(well, tmp_path):
    (tmp_path / "secret").write_text("geheim: x")
    folder = added(well, "links")
    (folder / "episode.yaml").unlink()
    (folder / "episode.yaml").symlink_to(tmp_path / "secret")
    assert [line.partition(";")[0] for line in told(well)] == [
        "episodes/links/episode.yaml: is a link that leads out of the show's folder"
    ]


def test_a_folder_or_a_pipe_for_a_file_is_a_problem_not_a_hang(well):
    added(well, "ordner", EPISODE + "recording: a.wav\n")
    (well / "episodes/ordner/a.wav").mkdir()
    added(well, "rohr")
    (well / "episodes/rohr/episode.yaml").unlink()
    os.mkfifo(well / "episodes/rohr/episode.yaml")
    assert len(told(well)) == 2
    assert all("is not a file" in line for line in told(well))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_file_that_may_not_be_read_is_a_problem(well):
    folder = added(well, "zu")
    (folder / "episode.yaml").chmod(0)
    assert "episodes/zu/episode.yaml: cannot be read (permission denied)" in told(well)[0]


@pytest.mark.skipif(sys.platform == "darwin", reason="its disks refuse such names")
def test_names_that_are_not_utf8_are_reported_printably(well):
    os.mkdir(os.fsencode(well / "episodes") + b"/fol\xffge")  # noqa: PTH102 # pathlib knows no bytes
    lines = told(well)
    assert lines[0].encode().startswith(b"episodes/fol\\udcffge: has no episode.yaml")
    folder = added(well, "folge")
    (folder / "recording.flac").unlink()
    Path(os.fsdecode(os.fsencode(folder) + b"/a\xff.wav")).write_text("sound")
    assert any("has a name that is not UTF-8" in line for line in told(well))


def test_hidden_files_are_no_recordings(well):
    folder = added(well, "mac")
    (folder / "._recording.flac").write_text("x")
    assert told(well) == []


def test_a_suffix_in_capitals_is_a_suffix(well):
    added(well, "laut", EPISODE, A_WAV="sound")
    assert of(well, "laut").recording == "episodes/laut/A.WAV"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a\xffb", "line 1 that is not UTF-8"),
        (b"a\nb\xff", "line 2 that is not UTF-8"),
        (b"a\x00", "control character U+0000"),
        (b"x" * (1 << 20) + b"y", "larger than 1 MB"),
        (b" ", "is empty"),
        (b"", "is empty"),
    ],
)
def test_notes_that_cannot_be_read_are_a_problem_of_their_own_file(well, content, words):
    folder = added(well, "notizen")
    (folder / "notes.md").write_bytes(content)
    (line,) = told(well)
    assert line.startswith("episodes/notizen/notes.md: ")
    assert words in line


def test_notes_lose_their_byte_order_mark_and_windows_line_ends(well):
    (added(well, "notizen") / "notes.md").write_bytes(b"\xef\xbb\xbf# A\r\n\r\nb\r\n")
    assert of(well, "notizen").notes == "# A\n\nb"


def test_a_file_with_thousands_of_problems_tells_a_hundred(well):
    added(well, "viele", EPISODE + "".join(f"feld{number}: x\n" for number in range(5000)))
    begin = time.process_time()
    lines = told(well)
    assert len(lines) == 101
    assert "has 4900 more problems" in lines[0]
    assert time.process_time() - begin < 10


def test_a_problem_prints_on_one_line_whatever_was_typed(well):
    added(well, "lang", EPISODE + 'link: x\n"zwei\\nzeilen": y\nlocation: "a\\nb"\ntopics: {a: "' + "x" * 5000 + '"}\n')
    lines = told(well)
    assert len(lines) >= 3
    assert all("\n" not in line and len(line) < 800 for line in lines)


def test_field_names_count_items_from_one():
    assert field_name(("chapters", 1, "start")) == "chapters[2].start"
    assert field_name(()) == ""


def test_the_place_of_what_is_missing_is_the_group_that_lacks_it():
    places = SourceMap({"a.yaml": b"x: 1\npeople:\n  - name: Ada\n"})
    assert places.position("a.yaml", ("people", 0, "role")) == (3, 5)
    assert places.position("a.yaml", ("people", 7)) == (2, 1)
    assert places.position("a.yaml", ("title",)) == (1, 1)
    assert places.position("b.yaml", ("title",)) == (0, 0)


def test_findings_are_sorted_and_unique():
    places = SourceMap({"a.yaml": b"b: 1\na: 2\n"})
    findings = [
        Finding("a.yaml", ("a",), "x", "y"),
        Finding("a.yaml", ("b",), "x", "y"),
        Finding("a.yaml", ("b",), "x", "y"),
    ]
    assert [(problem.line, problem.column) for problem in problems_from_findings(findings, places)] == [(1, 4), (2, 4)]


def test_printable_text_keeps_letters_of_every_language():
    assert printable("Über 🎙 Привет") == "Über 🎙 Привет"
    assert printable("a\nb\x07") == "a\\nb\\x07"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.binary(max_size=200))
def test_no_bytes_in_any_file_make_it_raise(tmp_path, show, episode):
    folder = tmp_path / "episodes" / "eins"
    folder.mkdir(parents=True, exist_ok=True)
    (tmp_path / "podcast.yaml").write_bytes(show)
    (folder / "episode.yaml").write_bytes(episode)
    (folder / "notes.md").write_bytes(episode)
    assert load(tmp_path).problems


LEAVES = st.none() | st.booleans() | st.integers() | st.floats(-1e9, 1e9) | st.text(max_size=20)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = sorted({*ShowFields.model_fields, *EpisodeFields.model_fields})
GROUPS = st.dictionaries(st.sampled_from(["name", "role", "start", "image", "number", "loudness"]), TREES)


@pytest.mark.long
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(FIELDS), TREES | GROUPS, max_size=8))
def test_no_value_in_any_field_makes_it_raise(tmp_path, fields):
    folder = tmp_path / "episodes" / "eins"
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(fields)
    (tmp_path / "podcast.yaml").write_text(text)
    (folder / "episode.yaml").write_text(text)
    assert load(tmp_path).problems
