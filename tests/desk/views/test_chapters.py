"""Chapters and soundbites over HTTP: by the tables alone, as without script, and as the script sends them."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from podcast.authoring.edits.add_item import plan_addition
from podcast.authoring.set_field import apply_change, plan_change
from podcast.i18n import temporary_language
from tests.markers.test_read_markers import SAMPLES
from tests.support.desk import DeskBrowser, desk_browser
from tests.support.small_show import change, write_show
from tests.support.sounds import silence, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = "/e/folge-1/chapters"
CHAPTERS = """\
chapters:
  - 0:00 Ansage
  - 0:14 Worum es geht  # hier wird gefragt
  - {start: "0:30", title: 'Zum Original'}
soundbites:
  - {start: "0:14.3", duration: 15.1, title: Frage}  # Kostprobe
"""


@pytest.fixture(params=["de", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with temporary_language(request.param):
        yield request.param


@pytest.fixture
def root(tmp_path: Path) -> Path:
    show = write_show(tmp_path / "show", seconds=1, episodes=1)
    write(show / "episodes/folge-1/recording.wav", silence(40, rate=8000) + 0.1, rate=8000)
    path = show / "episodes/folge-1/episode.yaml"
    path.write_text(path.read_text("utf-8").partition("chapters:")[0] + CHAPTERS, "utf-8")
    return show


@pytest.fixture
def browser(root: Path) -> Iterator[DeskBrowser]:
    with desk_browser(root) as browser:
        yield browser


def yaml_of(root: Path) -> str:
    return (root / "episodes/folge-1/episode.yaml").read_text("utf-8")


def form_of(html: str) -> dict[str, str]:
    """All inputs of the page by name, as a browser sends them."""
    inputs = re.findall(r"<input[^>]*>", html.partition('id="marks-form"')[2])
    named = [(re.search(r' name="([^"]*)"', tag), re.search(r' value="([^"]*)"', tag)) for tag in inputs]
    return {name[1]: unescape(value[1]) if value else "" for name, value in named if name and name[1] != "csrf"}


def by_command(root: Path, field: str, value: str) -> str:
    """The file that `podcast set` writes; the file itself stays as it is."""
    before = yaml_of(root)
    apply_change(root, plan_change(root, "folge-1", field, value))
    after = yaml_of(root)
    (root / "episodes/folge-1/episode.yaml").write_text(before, "utf-8")
    return after


def test_the_page_shows_all_marks_in_number_fields(browser: DeskBrowser, language: str) -> None:
    form = form_of(browser.text(PAGE))
    sign = "," if language == "de" else "."
    assert [form[f"c-{number}-start"] for number in (1, 2, 3)] == ["0:00", "0:14", "0:30"]
    assert (form["s-1-start"], form["s-1-end"], form["s-1-title"]) == (f"0:14{sign}3", f"0:29{sign}4", "Frage")


def test_the_unchanged_form_changes_nothing(browser: DeskBrowser, root: Path, language: str) -> None:
    before = yaml_of(root)
    answer = browser.post(PAGE, form_of(browser.text(PAGE)) | {"next": "/e/folge-1/transcript"})
    assert (answer.status, answer.headers["location"]) == (303, "/e/folge-1/transcript")
    assert yaml_of(root) == before
    assert browser.desk.history.undo_label is None
    assert language


@pytest.mark.parametrize("script", [False, True])
def test_a_moved_chapter_is_written_as_podcast_set_writes_it(browser: DeskBrowser, root: Path, *, script: bool) -> None:
    expected = by_command(root, "chapters[2]", "0:15.4 Worum es geht")
    answer = browser.post(PAGE, form_of(browser.text(PAGE)) | {"c-2-start": "0:15,4"}, script=script)
    assert answer.status == (200 if script else 303)
    assert yaml_of(root) == expected
    assert "# hier wird gefragt" in expected


def test_a_chapter_with_fields_is_changed_field_by_field(browser: DeskBrowser, root: Path) -> None:
    expected = by_command(root, "chapters[3].start", "0:31")
    browser.post(PAGE, form_of(browser.text(PAGE)) | {"c-3-start": "0:31"})
    assert yaml_of(root) == expected


def test_a_new_last_chapter_is_written_as_podcast_set_adds_it(browser: DeskBrowser, root: Path) -> None:
    before = yaml_of(root)
    apply_change(root, plan_addition(root, "folge-1", "chapters", "0:35.5 Neu"))
    expected = yaml_of(root)
    (root / "episodes/folge-1/episode.yaml").write_text(before, "utf-8")
    browser.post(PAGE, form_of(browser.text(PAGE)) | {"c-new-start": "0:35,5", "c-new-title": "Neu"})
    assert yaml_of(root) == expected


def test_a_new_chapter_between_others_leaves_their_bytes(browser: DeskBrowser, root: Path) -> None:
    before = yaml_of(root)
    browser.post(PAGE, form_of(browser.text(PAGE)) | {"c-new-start": "17.4", "c-new-title": "Neu"})
    assert yaml_of(root) == before.replace('  - {start: "0:30"', '  - 0:17.4 Neu\n  - {start: "0:30"')


def test_a_removed_chapter_leaves_the_bytes_of_the_others(browser: DeskBrowser, root: Path) -> None:
    before = yaml_of(root)
    browser.post(PAGE, form_of(browser.text(PAGE)) | {"do": "remove-c-1"})
    assert yaml_of(root) == before.replace("  - 0:00 Ansage\n", "")


def test_a_soundbite_is_moved_and_gets_another_end(browser: DeskBrowser, root: Path) -> None:
    expected = by_command(root, "soundbites[1].duration", "20.7")
    browser.post(PAGE, form_of(browser.text(PAGE)) | {"s-1-end": "0:35"})
    assert yaml_of(root) == expected
    assert "# Kostprobe" in expected


def test_a_soundbite_that_is_too_short_is_not_saved_and_stays_in_its_field(browser: DeskBrowser, root: Path) -> None:
    before = yaml_of(root)
    answer = browser.post(PAGE, form_of(browser.text(PAGE)) | {"s-1-end": "0:20"})
    page = answer.data.decode()
    assert (answer.status, form_of(page)["s-1-end"]) == (422, "0:20")
    assert re.search(r'id="s-1-problem">[^<]*15', page)
    assert yaml_of(root) == before


@pytest.mark.parametrize(("typed", "problem"), [("gleich", "c-2"), ("", "c-2"), ("1:99", "c-2")])
def test_what_is_no_time_is_not_saved(browser: DeskBrowser, root: Path, typed: str, problem: str) -> None:
    before = yaml_of(root)
    status, data = browser.save(PAGE, form_of(browser.text(PAGE)) | {"c-2-start": typed})
    assert (status, list(data["refused"])) == (422, [problem])
    assert yaml_of(root) == before


def test_good_rows_are_saved_beside_bad_ones(browser: DeskBrowser, root: Path) -> None:
    _status, data = browser.save(PAGE, form_of(browser.text(PAGE)) | {"c-2-start": "x", "c-1-title": "Gruß"})
    assert list(data["refused"]) == ["c-2"]
    assert "- 0:00 Gruß\n  - 0:14 Worum es geht" in yaml_of(root)


def test_a_form_that_comes_twice_is_saved_once(browser: DeskBrowser, root: Path) -> None:
    form = form_of(browser.text(PAGE)) | {"c-2-title": "Anders", "s-1-title": "Kostprobe"}
    assert browser.save(PAGE, form)[0] == 200
    after = yaml_of(root)
    assert browser.post(PAGE, form | {"next": "/e/folge-1/transcript"}).status == 303
    assert yaml_of(root) == after


def test_the_script_gets_tables_rail_and_undo(browser: DeskBrowser) -> None:
    _status, data = browser.save(PAGE, form_of(browser.text(PAGE)) | {"c-2-title": "Anders"})
    assert 'value="Anders"' in data["html"]
    assert "rail-name" in data["rail_html"]
    assert data["undo"]["label"]
    assert re.fullmatch(r"\d\d:\d\d", data["saved_at"])


def test_undo_brings_the_bytes_back(browser: DeskBrowser, root: Path) -> None:
    before = yaml_of(root)
    browser.save(PAGE, form_of(browser.text(PAGE)) | {"c-2-title": "Anders"})
    assert yaml_of(root) != before
    assert browser.post("/undo", {}).status == 303
    assert yaml_of(root) == before


def test_another_window_has_changed_another_chapter_and_both_stay(browser: DeskBrowser, root: Path) -> None:
    form = form_of(browser.text(PAGE))
    change(root / "episodes/folge-1/episode.yaml", "0:00 Ansage", "0:00 Gruß\n  - 0:05 Davor")
    browser.save(PAGE, form | {"c-2-title": "Anders"})
    assert "- 0:00 Gruß\n  - 0:05 Davor\n  - 0:14 Anders  # hier" in yaml_of(root)


# --- the same mark in two windows -----------------------------------------------------------------------------------


def conflict_of(browser: DeskBrowser, root: Path, sent: dict[str, str], *changes: tuple[str, str]) -> str:
    """Send a form after others have changed the file: the address of the conflict."""
    form = form_of(browser.text(PAGE))
    for old, new in changes:
        change(root / "episodes/folge-1/episode.yaml", old, new)
    before = yaml_of(root)
    status, document = browser.save(PAGE, form | sent)
    assert (status, list(document)) == (409, ["conflict"])
    assert yaml_of(root) == before
    return str(document["conflict"])


@pytest.mark.parametrize(
    ("choice", "written"), [("mine", "- 0:14 Anders  # hier"), ("theirs", "- 0:14 Von anderen  #")]
)
def test_the_same_title_in_two_windows_shows_both_and_the_choice_is_written(
    browser: DeskBrowser, root: Path, choice: str, written: str
) -> None:
    url = conflict_of(browser, root, {"c-2-title": "Anders"}, ("0:14 Worum es geht", "0:14 Von anderen"))
    page = browser.text(url)
    assert "Chapter 2: also changed elsewhere" in page
    assert "0:14 <ins>Anders</ins>" in page
    assert "0:14 <ins>Von anderen</ins>" in page
    answer = browser.post(url, {"choice": choice})
    assert (answer.status, answer.headers["location"]) == (303, PAGE)
    assert written in yaml_of(root)
    assert yaml_of(root).count("0:14 ") == 1


def test_what_two_windows_have_changed_in_other_parts_of_a_chapter_is_merged(browser: DeskBrowser, root: Path) -> None:
    form = form_of(browser.text(PAGE))
    browser.save(PAGE, form | {"c-2-start": "0:15", "c-3-href": "https://example.org/"})
    status, _document = browser.save(PAGE, form | {"c-2-title": "Anders", "c-3-title": "Ende", "s-1-title": "Probe"})
    assert status == 200
    assert "- 0:15 Anders  # hier" in yaml_of(root)
    assert re.search(r"start: \"0:30\", title: '?Ende'?, href: \"?https://example.org/\"?}", yaml_of(root))


def test_a_soundbite_whose_end_both_have_moved_waits_for_a_choice(browser: DeskBrowser, root: Path) -> None:
    url = conflict_of(browser, root, {"s-1-end": "0:35"}, ("duration: 15.1", "duration: 18.1"))
    page = browser.text(url)
    assert "Soundbite 1: also changed elsewhere" in page
    assert browser.post(url, {"choice": "mine"}).status == 303
    assert "duration: 20.7, title: Frage}  # Kostprobe" in yaml_of(root)


@pytest.mark.parametrize(("choice", "count"), [("mine", 1), ("theirs", 0)])
def test_a_chapter_that_others_have_removed_comes_back_if_it_is_chosen(
    browser: DeskBrowser, root: Path, choice: str, count: int
) -> None:
    gone = ("  - 0:14 Worum es geht  # hier wird gefragt\n", "")
    url = conflict_of(browser, root, {"c-2-title": "Anders"}, gone)
    assert "<em>removed</em>" in browser.text(url)
    browser.post(url, {"choice": choice})
    assert yaml_of(root).count("0:14 Anders") == count


def test_a_chapter_that_others_have_changed_is_removed_only_if_that_is_chosen(browser: DeskBrowser, root: Path) -> None:
    url = conflict_of(browser, root, {"do": "remove-c-2"}, ("0:14 Worum es geht", "0:14 Von anderen"))
    answer = browser.post(url, {"choice": "mine"})
    assert answer.status == 303, re.findall(r'role="alert">[^<]*', answer.data.decode())
    assert "0:14" not in yaml_of(root).partition("soundbites:")[0]


def test_a_choice_that_came_too_late_shows_the_next_conflict(browser: DeskBrowser, root: Path) -> None:
    url = conflict_of(browser, root, {"c-2-title": "Anders"}, ("0:14 Worum es geht", "0:14 Von anderen"))
    change(root / "episodes/folge-1/episode.yaml", "0:14 Von anderen", "0:14 Noch später")
    answer = browser.post(url, {"choice": "mine"})
    assert "<ins>Noch später</ins>" in browser.text(answer.headers["location"])
    assert "Anders" not in yaml_of(root)


def test_one_choice_leads_to_the_next_and_what_fits_is_saved_at_once(browser: DeskBrowser, root: Path) -> None:
    form = form_of(browser.text(PAGE)) | {"c-1-title": "Gruß", "c-2-title": "Anders", "c-3-title": "Schluss"}
    change(root / "episodes/folge-1/episode.yaml", "0:00 Ansage", "0:00 Hallo")
    change(root / "episodes/folge-1/episode.yaml", "'Zum Original'", "Original")
    url = browser.post(PAGE, form).headers["location"]
    assert "- 0:14 Anders  # hier" in yaml_of(root)
    second = browser.post(url, {"choice": "mine"}).headers["location"]
    assert second.startswith("/conflict/")
    assert browser.post(second, {"choice": "mine"}).headers["location"] == PAGE
    assert "- 0:00 Gruß\n" in yaml_of(root)
    assert "title: Schluss}" in yaml_of(root)


def test_a_conflict_beside_a_time_that_is_none_loses_neither(browser: DeskBrowser, root: Path) -> None:
    form = form_of(browser.text(PAGE)) | {"c-1-start": "gleich", "c-2-title": "Anders"}
    change(root / "episodes/folge-1/episode.yaml", "0:14 Worum es geht", "0:14 Von anderen")
    answer = browser.post(PAGE, form)
    page = answer.data.decode()
    assert (answer.status, form_of(page)["c-1-start"]) == (422, "gleich")
    url = re.search(r'href="(/conflict/[^"]+)"', page)
    assert url
    assert "<ins>Anders</ins>" in browser.text(url[1])


# --- chapters elsewhere -----------------------------------------------------------------------------------------------


@pytest.fixture
def in_file(root: Path) -> Path:
    """The show with the chapters in a marker file."""
    text = yaml_of(root).partition("chapters:")[0] + "chapters: marken.txt\n"
    (root / "episodes/folge-1/episode.yaml").write_text(text, "utf-8")
    path = root / "episodes/folge-1/marken.txt"
    path.write_text("00:00:00.000 Ansage\n# für Anna\n00:00:14.000 Worum es geht\n", "utf-8")
    return path


def test_chapters_of_a_marker_file_are_changed_there_in_its_form(in_file: Path, root: Path) -> None:
    before = yaml_of(root)
    with desk_browser(root) as browser:
        page = browser.text(PAGE)
        assert "marken.txt" in page
        form = form_of(page) | {"c-2-start": "0:15,4", "c-new-start": "0:20", "c-new-title": "Neu"}
        assert browser.post(PAGE, form).status == 303
        assert in_file.read_text("utf-8") == (
            "00:00:00.000 Ansage\n# für Anna\n00:00:15.400 Worum es geht\n00:00:20.000 Neu\n"
        )
        assert yaml_of(root) == before
        browser.post("/undo", {})
        browser.post("/undo", {})
    assert in_file.read_text("utf-8") == "00:00:00.000 Ansage\n# für Anna\n00:00:14.000 Worum es geht\n"


def test_a_chapter_of_a_marker_file_that_others_have_changed_waits_for_a_choice(in_file: Path, root: Path) -> None:
    with desk_browser(root) as browser:
        form = form_of(browser.text(PAGE)) | {"c-2-title": "Anders"}
        change(in_file, "14.000 Worum es geht", "14.000 Von anderen")
        _status, document = browser.save(PAGE, form)
        assert "0:14 <ins>Von anderen</ins>" in browser.text(document["conflict"])
        browser.post(document["conflict"], {"choice": "mine"})
    assert in_file.read_text("utf-8") == "00:00:00.000 Ansage\n# für Anna\n00:00:14.000 Anders\n"


def test_chapters_of_a_marker_file_are_taken_over(in_file: Path, root: Path) -> None:
    with desk_browser(root) as browser:
        assert browser.post(PAGE, form_of(browser.text(PAGE)) | {"do": "take-over"}).status == 303
    assert "chapters: [0:00 Ansage, 0:14 Worum es geht]\n" in yaml_of(root)
    assert in_file.is_file()


def test_a_marker_file_of_an_audio_editor_stays_one(root: Path) -> None:
    text = yaml_of(root).partition("chapters:")[0] + "chapters: marken.csv\n"
    (root / "episodes/folge-1/episode.yaml").write_text(text, "utf-8")
    path = root / "episodes/folge-1/marken.csv"
    table = SAMPLES["reaper"].replace("1:05:00.000", "0:39.000").replace("1:02:03.250", "0:30.000")
    path.write_text(table.replace("1:23.500", "0:14.000"), "utf-8")
    with desk_browser(root) as browser:
        browser.save(PAGE, form_of(browser.text(PAGE)) | {"c-2-start": "0:15,4"})
    assert "M2,Wer ist hier Bürger*in? „Alle“,0:15.400,,,FF0000\n" in path.read_text("utf-8")


# --- sound and peaks --------------------------------------------------------------------------------------------------


def test_the_recording_comes_in_ranges(browser: DeskBrowser, root: Path) -> None:
    data = (root / "episodes/folge-1/recording.wav").read_bytes()
    answer = browser.get("/sound/folge-1/recording", range="bytes=100-199")
    assert (answer.status, answer.headers["content-type"], answer.data) == (206, "audio/wav", data[100:200])
    assert browser.get("/sound/folge-1/master").status == 404
    assert browser.get("/sound/nichts/recording").status == 404


def test_peaks_come_for_a_span(browser: DeskBrowser) -> None:
    peaks = json.loads(browser.text("/peaks/folge-1/recording?from=10&to=20&count=50"))
    assert (peaks["seconds"], peaks["from"], peaks["to"], len(peaks["peaks"])) == (40.0, 10.0, 20.0, 50)
    whole = json.loads(browser.text("/peaks/folge-1/recording?from=nan&to=1e99&count=1e9"))
    assert (whole["from"], whole["to"], len(whole["peaks"])) == (0.0, 40.0, 1000)


def test_a_recording_that_cannot_be_read_says_why(browser: DeskBrowser, root: Path) -> None:
    (root / "episodes/folge-1/recording.wav").write_bytes(b"RIFFxxxxWAVE" + b"x" * 900)
    answer = browser.get("/peaks/folge-1/recording")
    assert json.loads(answer.data)["problem"]


def test_no_page_without_a_readable_file(browser: DeskBrowser, root: Path) -> None:
    assert browser.get("/e/nichts/chapters").status == 404
    change(root / "episodes/folge-1/episode.yaml", "chapters:", "chapters: [")
    answer = browser.get(PAGE)
    assert (answer.status, answer.headers["location"]) == (303, "/e/folge-1/file")
