"""The pages with forms, without script: facts, settings of the show, notes, correction and withdrawal."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.support.desk import desk_browser
from tests.support.sent_forms import form_values
from tests.support.small_show import write_show

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.desk import DeskBrowser

EPISODE = """\
guid: eins  # bleibt
title: Echte Beteiligung?
# ein Kommentar
date: 24.11.2026, 9 Uhr
summary: Worum es geht.
people:
  - {name: Ada Lovelace, role: guest}   # Gast
  - {name: Bob Beispiel, role: guest}
topics: [Wahlen]
draft: true
"""


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[DeskBrowser]:
    root = write_show(tmp_path / "show")
    (root / "episodes" / "eins").mkdir()
    (root / "episodes" / "eins" / "episode.yaml").write_text(EPISODE, "utf-8")
    with desk_browser(root) as browser:
        yield browser


def episode(browser: DeskBrowser) -> str:
    return (browser.desk.root / "episodes" / "eins" / "episode.yaml").read_text("utf-8")


def sent(page: str, **changes: str) -> dict[str, str]:
    """The form of a page with other values; without inputs of several values, as of which these forms have none."""
    values = form_values(page[page.index("<form class=") :])
    form = {name: texts[-1] for name, texts in values.items() if len(texts) == 1}
    return {**form, **{f"f:{name.replace('__', '.')}": value for name, value in changes.items()}}


def test_a_changed_title_changes_its_line_alone_and_goes_on(browser: DeskBrowser) -> None:
    form = sent(browser.text("/e/eins/facts"), title="Echte Beteiligung!")
    answer = browser.post("/e/eins/facts", {**form, "next": "/e/eins/notes"})
    assert (answer.status, answer.headers["location"]) == (303, "/e/eins/notes")
    assert episode(browser) == EPISODE.replace("Beteiligung?", "Beteiligung!")


def test_the_date_is_shown_in_native_inputs_and_another_day_is_written(browser: DeskBrowser) -> None:
    page = browser.text("/e/eins/facts")
    assert 'type="date"' in page
    assert 'value="2026-11-24"' in page
    form = {**sent(page), "f:date~day": "2026-12-01"}
    assert browser.post("/e/eins/facts", form).status == 303
    assert "date: 2026-12-01 09:00\n" in episode(browser)


def test_a_day_that_does_not_exist_stays_in_the_form_with_the_reason(browser: DeskBrowser) -> None:
    form = {**sent(browser.text("/e/eins/facts")), "f:date~day": "31.11.2026"}
    answer = browser.post("/e/eins/facts", form)
    page = answer.data.decode()
    assert answer.status == 422
    assert "31.11.2026" in page
    assert "30" in page.partition('id="rejected"')[2].partition("</div>")[0]
    assert episode(browser) == EPISODE


def test_people_are_added_moved_and_removed_by_buttons(browser: DeskBrowser) -> None:
    form = sent(browser.text("/e/eins/facts"))
    added = {**form, "f:+people.name": "Cora Neu", "f:+people.role": "host", "do": "add:people"}
    assert browser.post("/e/eins/facts", added).headers["location"] == "/e/eins/facts#f-people"
    assert "  - {name: Cora Neu, role: host}\n" in episode(browser)
    assert browser.post("/e/eins/facts", {**sent(browser.text("/e/eins/facts")), "do": "up:people[3]"}).status == 303
    assert episode(browser).index("Cora") < episode(browser).index("Bob")
    assert (
        browser.post("/e/eins/facts", {**sent(browser.text("/e/eins/facts")), "do": "remove:people[2]"}).status == 303
    )
    assert "Cora" not in episode(browser)
    assert "# ein Kommentar" in episode(browser)


def test_a_form_of_an_older_file_saves_what_it_changes_and_keeps_what_others_changed(browser: DeskBrowser) -> None:
    form = sent(browser.text("/e/eins/facts"), title="Neu")
    path = browser.desk.root / "episodes" / "eins" / "episode.yaml"
    path.write_text(EPISODE.replace("Worum es geht.", "Von anderen."), "utf-8")
    assert browser.post("/e/eins/facts", form).headers["location"] == "/e/eins/facts"
    assert "summary: Von anderen." in episode(browser)
    assert "title: Neu" in episode(browser)


def test_the_same_field_changed_twice_leads_to_both_versions(browser: DeskBrowser) -> None:
    form = sent(browser.text("/e/eins/facts"), title="Meiner")
    path = browser.desk.root / "episodes" / "eins" / "episode.yaml"
    path.write_text(EPISODE.replace("Echte Beteiligung?", "Ihrer"), "utf-8")
    assert browser.post("/e/eins/facts", form).headers["location"].startswith("/conflict/")
    assert "title: Ihrer" in episode(browser)


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (1400, 1400), (20, 90, 60)).save(data, "PNG")
    return data.getvalue()


def test_a_picture_that_is_sent_is_copied_and_named_and_never_overwrites_another(browser: DeskBrowser) -> None:
    folder = browser.desk.root / "episodes" / "eins"
    (folder / "cover.png").write_bytes(b"ein anderes")
    form = sent(browser.text("/e/eins/facts"))
    answer = browser.post_files("/e/eins/facts", form, {"u:cover": ("Foto.PNG", picture())})
    assert answer.status == 303, answer.data.decode()[-1000:]
    assert "cover: cover-2.png" in episode(browser)
    assert (folder / "cover-2.png").read_bytes() == picture()
    assert (folder / "cover.png").read_bytes() == b"ein anderes"


def test_a_file_that_is_no_picture_is_refused_and_not_copied(browser: DeskBrowser) -> None:
    form = sent(browser.text("/e/eins/facts"))
    answer = browser.post_files("/e/eins/facts", form, {"u:cover": ("cover.png", b"%PDF-1.7 nichts")})
    assert answer.status == 422
    assert sorted(path.name for path in (browser.desk.root / "episodes/eins").iterdir()) == ["episode.yaml"]
    assert episode(browser) == EPISODE


def test_every_part_of_the_settings_opens_and_a_field_of_it_is_saved(browser: DeskBrowser) -> None:
    for part in ("facts", "people", "seasons", "subscribe", "sound", "legal", "target"):
        assert "data-sheet" in browser.text(f"/show/{part}")
    form = sent(browser.text("/show/facts"), author="Neue Redaktion")
    assert browser.post("/show/facts", form).status == 303
    assert "author: Neue Redaktion" in (browser.desk.root / "podcast.yaml").read_text("utf-8")


def test_the_target_is_saved_by_its_button_alone(browser: DeskBrowser) -> None:
    assert "data-field=" not in browser.text("/show/target")
    assert "data-field=" in browser.text("/show/facts")


def test_a_correction_is_written_with_its_day_and_removed_again(browser: DeskBrowser) -> None:
    answer = browser.post("/e/eins/retract/correction", {"text": "Es waren zwölf.", "digest": ""})
    assert answer.headers["location"] == "/e/eins/retract"
    assert "correction:" in episode(browser)
    assert "Es waren zwölf." in browser.text("/e/eins/retract")
    assert browser.post("/e/eins/retract/correction", {"do": "remove", "text": "x"}).status == 303
    assert episode(browser) == EPISODE


def test_a_withdrawal_needs_a_reason_and_is_taken_back(browser: DeskBrowser) -> None:
    assert browser.post("/e/eins/retract/withdrawn", {"text": " "}).status == 422
    assert episode(browser) == EPISODE
    assert browser.post("/e/eins/retract/withdrawn", {"text": "Auf Wunsch."}).status == 303
    assert "withdrawn:" in episode(browser)
    assert browser.post("/e/eins/retract/withdrawn", {"do": "remove"}).status == 303
    assert episode(browser) == EPISODE


def test_notes_are_written_into_a_file_and_shown_as_listeners_see_them(browser: DeskBrowser) -> None:
    form = {"old": "", "new": "Ein **Satz**.\r\n\r\n- eins\r\n", "digest": ""}
    assert browser.post("/e/eins/notes", form).status == 303
    assert (browser.desk.root / "episodes/eins/notes.md").read_bytes() == b"Ein **Satz**.\n\n- eins\n"
    assert "<strong>Satz</strong>" in browser.text("/e/eins/notes")
    assert "• eins" in browser.text("/e/eins/notes?as=text")


def test_a_preview_changes_nothing_and_runs_no_script(browser: DeskBrowser) -> None:
    text = "# T\n\n<script>alert(1)</script> [x](javascript:alert(1))"
    status, answer = browser.save("/e/eins/notes/preview", {"text": text, "as": "website"})
    assert status == 200
    assert "<script" not in answer["html"]
    assert "href" not in answer["html"]
    assert not (browser.desk.root / "episodes/eins/notes.md").exists()


def test_pasted_text_comes_back_as_markdown(browser: DeskBrowser) -> None:
    answer = browser.post("/e/eins/notes/paste", {"html": "<h1>T</h1><p><b>a</b> b</p>"}, script=True)
    assert json.loads(answer.data)["markdown"] == "## T\n\n**a** b"


def test_a_file_that_cannot_be_read_leads_nowhere_else_than_to_its_line(browser: DeskBrowser) -> None:
    path = browser.desk.root / "episodes" / "eins" / "episode.yaml"
    path.write_text("title: [\n", "utf-8")
    answer = browser.get("/e/eins/facts")
    assert answer.status in {303, 409, 422}, answer.status
