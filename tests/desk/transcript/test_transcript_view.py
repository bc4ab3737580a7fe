"""The transcript at the desk: every edit is a splice of its file, is a step of undo, and works without script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.desk import DeskBrowser, desk_browser
from tests.support.desk_show import DRAFT, write_sound
from tests.support.long_transcript import SLUG, write_long_transcript

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = f"/e/{SLUG}/transcript"
LINES = (
    "WEBVTT\n\nNOTE Machine-generated\n\n00:00.000 --> 00:02.900 align:start\n<v Erika Muster>Guten Tag im\nAmt.\n\n"
    "zwei\n00:03.000 --> 00:05.900\n<v Stimme B>Die Komune ist da.\n\n00:06.000 --> 00:08.900\n"
    "<v Erika Muster>Welche Komune?\n"
)


@pytest.fixture
def transcript(tmp_path: Path) -> Path:
    path = write_long_transcript(tmp_path / "show", 1)
    path.write_bytes(LINES.replace("\n", "\r\n").encode())
    return path


@pytest.fixture
def browser(transcript: Path) -> Iterator[DeskBrowser]:
    with desk_browser(transcript.parents[2]) as browser:
        yield browser


def digest(browser: DeskBrowser) -> str:
    match = re.search(r'data-digest="([0-9a-f]{64})"', browser.text(PAGE))
    assert match
    return match[1]


def save(browser: DeskBrowser, **fields: str) -> Any:
    sent = {name.replace("_", "-"): value for name, value in fields.items()}
    status, data = browser.save(f"{PAGE}/cue", {"digest": digest(browser), **sent})
    assert status == 200, data
    return data


def text_of(path: Path) -> str:
    return path.read_bytes().decode().replace("\r\n", "\n")


def test_the_page_has_every_line_with_its_words_and_speaker(browser: DeskBrowser) -> None:
    page = browser.text(PAGE)
    assert re.findall(r'<textarea name="(t-\d)"[^>]*>([^<]*)<', page) == [
        ("t-0", "Guten Tag im Amt."),
        ("t-1", "Die Komune ist da."),
        ("t-2", "Welche Komune?"),
    ]
    assert re.findall(r"<option selected>([^<]*)<", page)[:3] == ["Erika Muster", "Stimme B", "Erika Muster"]


def test_a_changed_word_is_the_only_one_that_is_written(browser: DeskBrowser, transcript: Path) -> None:
    data = save(browser, t_1="Die Kommune ist da.")
    assert transcript.read_bytes() == LINES.replace("Die Komune", "Die Kommune").replace("\n", "\r\n").encode()
    assert data["undo"]
    assert data["done"] == 1, "a line that was corrected was reviewed"


def test_a_correction_is_offered_for_other_lines(browser: DeskBrowser, transcript: Path) -> None:
    again = save(browser, t_1="Die Kommune ist da.")["again"]
    assert (again["old"], again["new"]) == ("Komune", "Kommune")
    status, data = browser.save(f"{PAGE}/replace", {"words": again["old"], "new": again["new"], "whole": "yes"})
    assert (status, data["texts"]) == (200, {"2": "Welche Kommune?"})
    assert "Komune" not in text_of(transcript)


def test_lines_that_have_words_are_counted_before_they_are_replaced(browser: DeskBrowser, transcript: Path) -> None:
    before = transcript.read_bytes()
    for words, whole, said in (("Komune", "yes", "2 lines"), ("Komun", "yes", "0 lines"), ("Komun", "", "2 lines")):
        status, data = browser.save(f"{PAGE}/found", {"words": words, "whole": whole})
        assert (status, data["said"]) == (200, said)
    assert browser.save(f"{PAGE}/found", {"words": " "})[1]["said"] == ""
    assert transcript.read_bytes() == before


def test_undo_and_redo_restore_every_byte(browser: DeskBrowser, transcript: Path) -> None:
    before = transcript.read_bytes()
    save(browser, t_0="Guten Morgen im Amt.", s_0="Stimme B")
    after = transcript.read_bytes()
    assert browser.post("/undo", {}).status == 303
    assert transcript.read_bytes() == before
    assert browser.post("/redo", {}).status == 303
    assert transcript.read_bytes() == after


def test_a_line_is_divided_at_the_time_that_is_heard(browser: DeskBrowser, transcript: Path) -> None:
    data = save(browser, do="split-1", t_1="Die Komune\nist da.", seconds="4.2")
    assert (data["first"], data["removed"], data["added"]) == (1, 1, 2)
    assert 'id="cue-2"' in data["html"]
    assert (
        "zwei\n00:03.000 --> 00:04.200\n<v Stimme B>Die Komune\n\n00:04.200 --> 00:05.900\n<v Stimme B>ist da.\n"
        in text_of(transcript)
    )


def test_a_line_is_joined_with_the_one_before(browser: DeskBrowser, transcript: Path) -> None:
    data = save(browser, do="join-1")
    assert (data["first"], data["removed"], data["added"]) == (0, 2, 1)
    assert "00:00.000 --> 00:05.900 align:start\n<v Erika Muster>Guten Tag im\nAmt.\nDie Komune ist da.\n" in text_of(
        transcript
    )


def test_lines_are_saved_without_script(browser: DeskBrowser, transcript: Path) -> None:
    fields = {
        "digest": digest(browser),
        "do": "done-2",
        "t-0": "Guten Abend im Amt.",
        "t-1": "",
        "t-2": "Welche Komune?",
    }
    answer = browser.post(f"{PAGE}/cue", fields | {"do": ""})
    assert (answer.status, answer.headers["location"]) == (303, f"{PAGE}#cue-0")
    assert "Guten Abend im\nAmt." in text_of(transcript)
    assert "Die Komune" not in text_of(transcript), "a line without words is removed"


def test_two_windows_change_different_lines(browser: DeskBrowser, transcript: Path) -> None:
    old = digest(browser)
    assert browser.save(f"{PAGE}/cue", {"digest": old, "t-0": "Guten Abend."})[0] == 200
    status, data = browser.save(f"{PAGE}/cue", {"digest": old, "t-2": "Welche denn?"})
    assert (status, data["reload"]) == (200, True)
    assert [word in text_of(transcript) for word in ("Guten Abend.", "Welche denn?")] == [True, True]


def test_the_same_line_in_two_windows_is_a_conflict(browser: DeskBrowser, transcript: Path) -> None:
    old = digest(browser)
    assert browser.save(f"{PAGE}/cue", {"digest": old, "t-1": "Die eine ist da."})[0] == 200
    status, data = browser.save(f"{PAGE}/cue", {"digest": old, "t-1": "Die andere ist da."})
    assert (status, data["conflict"].startswith("/conflict/")) == (409, True)
    assert "Die eine ist da." in text_of(transcript)
    assert browser.text(data["conflict"])


def test_a_line_that_is_right_counts_until_its_words_change_elsewhere(browser: DeskBrowser, transcript: Path) -> None:
    assert save(browser, do="done-0")["done"] == 1
    assert save(browser, do="done-1")["done"] == 2
    assert browser.text(PAGE).count('class="cue reviewed"') == 2
    transcript.write_bytes(transcript.read_bytes().replace(b"Komune ist", b"Kommune ist"))
    assert browser.text(PAGE).count('class="cue reviewed"') == 1


def test_the_check_mark_of_a_line_is_taken_back_and_its_words_stay(browser: DeskBrowser, transcript: Path) -> None:
    save(browser, do="done-0")
    save(browser, do="done-1")
    before = transcript.read_bytes()
    assert 'value="open-1"' in browser.text(PAGE)  # the button of a page without script
    assert save(browser, do="open-1")["done"] == 1
    assert 'value="open-1"' not in browser.text(PAGE)
    assert transcript.read_bytes() == before
    assert save(browser, t_1="Die Kommune ist da.", do="open-1")["done"] == 1, "corrected, and still to be reviewed"


def test_the_review_ends_with_a_name_in_the_episode(browser: DeskBrowser, transcript: Path) -> None:
    before = (transcript.parent / "episode.yaml").read_text("utf-8")
    assert browser.post(f"{PAGE}/reviewed", {"by": " Erika  Muster "}).status == 303
    after = (transcript.parent / "episode.yaml").read_text("utf-8")
    assert after.startswith(before)
    assert re.fullmatch(r'reviewed: \{by: Erika Muster, "on": "\d{4}-\d\d-\d\d"\}\n', after.removeprefix(before))
    assert browser.text(PAGE).count('class="cue reviewed"') == 3


def test_the_review_needs_a_name(browser: DeskBrowser, transcript: Path) -> None:
    assert browser.post(f"{PAGE}/reviewed", {"by": " "}).status == 422
    assert "reviewed" not in (transcript.parent / "episode.yaml").read_text("utf-8")


def test_a_speaker_is_assigned_to_a_person(browser: DeskBrowser, transcript: Path) -> None:
    assert 'name="n-Stimme B"' in browser.text(PAGE)
    assert browser.post(f"{PAGE}/speakers", {"n-Stimme B": "Erika Muster"}).status == 303
    assert "Stimme B: Erika Muster" in (transcript.parent / "episode.yaml").read_text("utf-8")
    assert 'name="n-Stimme B"' not in browser.text(PAGE)


def test_the_glossary_takes_words_and_offers_them(browser: DeskBrowser, transcript: Path) -> None:
    status, data = browser.save(f"{PAGE}/glossary", {"words": "Komune", "new": "Kommune"})
    assert (status, "Komune" in data["said"]) == (200, True)
    assert "Komune: Kommune" in (transcript.parents[2] / "podcast.yaml").read_text("utf-8")
    assert browser.text(PAGE).count("data-offer=") == 2


def test_what_the_form_cannot_hold_is_refused_and_nothing_is_written(browser: DeskBrowser, transcript: Path) -> None:
    before = transcript.read_bytes()
    status, data = browser.save(f"{PAGE}/cue", {"digest": digest(browser), "do": "split-0", "t-0": "Guten Tag im Amt."})
    assert (status, bool(data["problem"])) == (422, True)
    status, _data = browser.save(f"{PAGE}/cue", {"digest": digest(browser), "t-99": "x"})
    assert status == 422
    assert transcript.read_bytes() == before


def test_an_empty_episode_offers_three_ways(browser: DeskBrowser, transcript: Path) -> None:
    write_sound(transcript.parents[1] / "zweiter-kaffee" / "recording.wav", 2)
    page = browser.text("/e/zweiter-kaffee/transcript")
    for action in ("transcribe", "file", "start"):
        assert f'action="/e/zweiter-kaffee/transcript/{action}"' in page
    assert DRAFT


def test_a_file_of_a_service_is_taken_over_as_it_is(browser: DeskBrowser, transcript: Path) -> None:
    folder = transcript.parents[1] / "zweiter-kaffee"
    data = b"1\r\n00:00:01,000 --> 00:00:02,000\r\nJa.\r\n"
    answer = browser.post_files("/e/zweiter-kaffee/transcript/file", {}, {"file": ("x.srt", data)})
    assert answer.status == 303
    assert (folder / "transcript.srt").read_bytes() == data
    broken = browser.post_files("/e/zweiter-kaffee/transcript/file", {}, {"file": ("x.vtt", b"no")})
    assert broken.status == 422
    assert not (folder / "transcript.vtt").exists()


def test_a_transcript_is_begun_with_one_line_as_long_as_the_recording(browser: DeskBrowser, transcript: Path) -> None:
    folder = transcript.parents[1] / "zweiter-kaffee"
    write_sound(folder / "recording.wav", 2)
    assert browser.post("/e/zweiter-kaffee/transcript/start", {}).status == 303
    assert "00:00:00.000 --> 00:00:02.000" in (folder / "transcript.vtt").read_text("utf-8")


def test_recognition_without_a_model_says_why(browser: DeskBrowser, transcript: Path, tmp_path: Path) -> None:
    write_sound(transcript.parents[1] / "zweiter-kaffee" / "recording.wav", 2)
    url = "/e/zweiter-kaffee/transcript"
    assert browser.post(f"{url}/transcribe", {"model": ""}).status == 422
    assert browser.post(f"{url}/transcribe", {"model": str(tmp_path)}).status == 303
    while 'data-mode="planning"' in browser.text(f"{url}/progress"):
        pass
    assert "model.bin" in browser.text(url)
