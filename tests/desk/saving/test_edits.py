"""Saves of fields over HTTP: two windows, undo and redo, the page of a conflict, without a script as well."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from tests.support.desk import DeskBrowser, desk_browser
from tests.support.desk_show import FINISHED, write_desk_show

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EPISODE = "episodes/erster-kaffee/episode.yaml"
FIELD = "/e/erster-kaffee/field"


@pytest.fixture(name="browser")
def a_browser(tmp_path: Path) -> Iterator[DeskBrowser]:
    with desk_browser(write_desk_show(tmp_path / "show")) as browser:
        yield browser


def digest_of(browser: DeskBrowser) -> str:
    return hashlib.sha256((browser.desk.root / EPISODE).read_bytes()).hexdigest()


def file_text(browser: DeskBrowser) -> str:
    return (browser.desk.root / EPISODE).read_bytes().decode()


def saved(browser: DeskBrowser, field: str, old: str, new: str, digest: str = "") -> tuple[int, dict[str, object]]:
    return browser.save(FIELD, {"field": field, "old": old, "new": new, "digest": digest or digest_of(browser)})


def conflict_url(browser: DeskBrowser) -> str:
    """Two windows that change the same field: the address of the second one's conflict."""
    digest = digest_of(browser)
    saved(browser, "summary", "Worum es geht.", "Worum es heute geht.", digest)
    status, document = saved(browser, "summary", "Worum es geht.", "Worum es geht – und mehr.", digest)
    assert status == 409
    return str(document["conflict"])


def test_a_save_is_the_splice_of_one_value(browser: DeskBrowser) -> None:
    status, document = saved(browser, "title", "Der erste Kaffee", "2026: ein Kaffee")
    assert status == 200
    assert file_text(browser) == FINISHED.replace("Der erste Kaffee", '"2026: ein Kaffee"')
    assert document["digest"] == digest_of(browser)
    assert document["value"] == "2026: ein Kaffee"
    assert document["undo"] == {"label": "Title"}
    assert 'id="' in str(document["rail_html"]) or "rail" in str(document["rail_html"])


def test_a_field_of_the_show_is_saved_as_its_form_says(browser: DeskBrowser) -> None:
    address = browser.text("/show/facts").partition('data-save="')[2].partition('"')[0]
    file = browser.desk.root / "podcast.yaml"
    data = {"field": "subtitle", "old": "", "new": "Kaffee und Akten", "digest": ""}
    assert browser.save(address, data)[0] == 200
    assert "subtitle: Kaffee und Akten" in file.read_text("utf-8")


def test_an_empty_value_takes_its_line_away(browser: DeskBrowser) -> None:
    assert saved(browser, "topics", "Verwaltung", "")[0] == 200
    assert file_text(browser) == FINISHED.replace("topics: [Verwaltung]\n", "")


def test_what_would_break_the_form_is_not_written(browser: DeskBrowser) -> None:
    status, document = saved(browser, "season", "1", "eins")
    assert (status, document["field"]) == (422, "season")
    assert "eins" in str(document["problem"])
    assert file_text(browser) == FINISHED


def test_two_windows_that_change_different_fields_keep_both(browser: DeskBrowser) -> None:
    digest = digest_of(browser)
    browser.text("/e/erster-kaffee/facts")  # the version that both were loaded from
    saved(browser, "title", "Der erste Kaffee", "Kaffee eins", digest)
    status, document = saved(browser, "summary", "Worum es geht.", "Mehr.", digest)
    assert status == 200
    assert document["merged"] == [{"field": "title", "now": "Kaffee eins"}]
    assert document["merged_note"] == "Merged without your help: Title"
    assert file_text(browser) == FINISHED.replace("Der erste Kaffee", "Kaffee eins").replace("Worum es geht.", "Mehr.")


def test_an_edit_by_hand_of_another_field_is_kept(browser: DeskBrowser) -> None:
    digest = digest_of(browser)
    path = browser.desk.root / EPISODE
    path.write_text(FINISHED.replace("season: 1", "season: 1  # von Hand"))
    assert saved(browser, "summary", "Worum es geht.", "Mehr.", digest)[0] == 200
    assert "season: 1  # von Hand" in file_text(browser)


def test_the_same_field_in_two_windows_shows_both_versions(browser: DeskBrowser) -> None:
    page = browser.text(conflict_url(browser))
    assert "Summary: also changed elsewhere" in page
    assert "Worum es geht <ins>– und mehr</ins>." in page
    assert "Worum es <ins>heute</ins> geht." in page
    assert "Worum es heute geht – und mehr." in page  # both together
    assert "Worum es heute geht." in file_text(browser)


@pytest.mark.parametrize(
    ("choice", "text", "summary"),
    [
        ("mine", "", "Worum es geht – und mehr."),
        ("theirs", "", "Worum es heute geht."),
        ("both", "Worum es heute geht – und mehr.", "Worum es heute geht – und mehr."),
    ],
)
def test_the_choice_goes_into_the_file(browser: DeskBrowser, choice: str, text: str, summary: str) -> None:
    url = conflict_url(browser)
    answer = browser.post(url, {"choice": choice, "text": text})
    assert (answer.status, answer.headers["location"]) == (303, "/e/erster-kaffee/facts#f-summary")
    assert file_text(browser) == FINISHED.replace("Worum es geht.", summary)
    assert browser.get(url).status == 303  # it is resolved


def test_a_choice_that_came_too_late_is_a_conflict_again(browser: DeskBrowser) -> None:
    url = conflict_url(browser)
    saved(browser, "summary", "Worum es heute geht.", "Ganz anders.")
    answer = browser.post(url, {"choice": "mine", "text": ""})
    assert answer.headers["location"].startswith("/conflict/")
    assert "Ganz anders." in file_text(browser)


def test_a_form_without_script_leads_to_the_conflict(browser: DeskBrowser) -> None:
    sent = {"field": "summary", "old": "Etwas anderes.", "new": "Neu.", "digest": "0" * 64}
    answer = browser.post(FIELD, sent)
    assert (answer.status, answer.headers["location"][:10]) == (303, "/conflict/")


def test_undo_and_redo_restore_the_bytes_and_lead_to_the_place(browser: DeskBrowser) -> None:
    digests = [digest_of(browser)]
    for field, old, new in [("summary", "Worum es geht.", ""), ("episode", "1", "7"), ("topics", "Verwaltung", "A\nB")]:
        assert saved(browser, field, old, new)[0] == 200
        digests.append(digest_of(browser))
    for digest in digests[-2::-1]:
        answer = browser.post("/undo", {})
        assert (answer.status, digest_of(browser)) == (303, digest)
    assert answer.headers["location"] == "/e/erster-kaffee/facts?step=undone#f-summary"
    assert "Undone: Summary" in browser.text("/e/erster-kaffee/facts?step=undone")
    for digest in digests[1:]:
        browser.post("/redo", {})
        assert digest_of(browser) == digest


def test_undo_takes_back_its_own_field_and_nothing_else(browser: DeskBrowser) -> None:
    saved(browser, "summary", "Worum es geht.", "Mehr.")
    path = browser.desk.root / EPISODE
    path.write_text(path.read_text().replace("Der erste Kaffee", "Von Hand"))
    browser.post("/undo", {})
    assert file_text(browser) == FINISHED.replace("Der erste Kaffee", "Von Hand")


def test_undo_of_what_was_changed_again_asks(browser: DeskBrowser) -> None:
    saved(browser, "summary", "Worum es geht.", "Mehr.")
    path = browser.desk.root / EPISODE
    path.write_text(path.read_text().replace("Mehr.", "Von Hand."))
    answer = browser.post("/undo", {})
    assert answer.headers["location"].startswith("/conflict/")
    assert "Von Hand." in file_text(browser)


def test_saves_of_one_visit_are_one_step(browser: DeskBrowser) -> None:
    for old, new in [("Worum es geht.", "Worum"), ("Worum", "Worum es"), ("Worum es", "Worum es heute geht.")]:
        sent = {"field": "summary", "old": old, "new": new, "digest": digest_of(browser), "visit": "17"}
        assert browser.save(FIELD, sent)[0] == 200
    browser.post("/undo", {})
    assert file_text(browser) == FINISHED


def test_a_page_elsewhere_is_never_where_a_save_leads(browser: DeskBrowser) -> None:
    sent = {"field": "episode", "old": "1", "new": "2", "digest": "", "next": "//example.org/"}
    assert browser.post(FIELD, sent).headers["location"] == "/e/erster-kaffee/facts"


def test_an_address_that_never_was_public_can_be_changed(browser: DeskBrowser) -> None:
    saved(browser, "summary", "Worum es geht.", "Mehr.")
    assert 'formaction="/e/erster-kaffee/rename"' in browser.text("/e/erster-kaffee/facts")
    answer = browser.post("/e/erster-kaffee/rename", {"new_slug": "kaffee-eins"})
    assert (answer.status, answer.headers["location"]) == (303, "/e/kaffee-eins/facts")
    assert browser.get("/e/kaffee-eins/facts").status == 200
    assert browser.post("/undo", {}).headers["location"] == "/e/kaffee-eins/facts?step=undone#f-summary"
    assert (browser.desk.root / "episodes/kaffee-eins/episode.yaml").read_text() == FINISHED
    assert browser.post("/e/kaffee-eins/rename", {"new_slug": "zweiter-kaffee"}).status == 422


def test_a_hint_is_accepted_and_shown_again(browser: DeskBrowser) -> None:
    assert browser.post("/e/erster-kaffee/hint", {"code": "clipping"}).status == 303
    assert "accepted_hints: [clipping]" in file_text(browser)
    assert browser.save("/e/erster-kaffee/hint", {"code": "clipping", "show": "1"})[0] == 200
    assert file_text(browser) == FINISHED
    assert browser.post("/e/erster-kaffee/hint", {"code": "clippin"}).status == 404
