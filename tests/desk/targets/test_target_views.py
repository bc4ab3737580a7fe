"""The target in the settings of the show, without script and without a network."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest

from podcast.desk.desk_session import Desk
from podcast.desk.page_frame import FRAMING
from podcast.desk.security.access import Access, DeskAddress
from podcast.desk.sheets.sheet import Sheet
from podcast.desk.targets.target_page import target_context
from tests.support.desk import desk_browser
from tests.support.publish.git_repository import bare_repository
from tests.support.sent_forms import form_values
from tests.support.small_show import SHOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.desk import DeskBrowser

PUBLISH = "publish:  # wo\n  target: published   # im Haus\n  single_writer: true\n"


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[DeskBrowser]:
    root = tmp_path / "show"
    root.mkdir()
    (root / "podcast.yaml").write_text(SHOW.replace("publish: {target: published}\n", PUBLISH), "utf-8")
    with desk_browser(root) as entered:
        yield entered


def written(browser: DeskBrowser) -> str:
    return (browser.desk.root / "podcast.yaml").read_text("utf-8")


def form_of(page: str, action: str) -> dict[str, str]:
    """The values that a browser sends of a form."""
    beginning = page.rindex("<form", 0, page.index(f'action="{action}'))
    return {name: texts[-1] for name, texts in form_values(page[beginning:]).items() if name != "csrf"}


def place_form(page: str) -> dict[str, str]:
    return form_of(page, "/show/target/place")


def checked(browser: DeskBrowser, values: dict[str, str]) -> str:
    """The page once a check that was started has ended."""
    form = {**place_form(browser.text("/show/target")), **values}
    assert browser.post("/show/target/check", form).status == 303
    assert browser.desk.connections.wait(60)
    return browser.text("/show/target")


def test_a_target_is_spliced_into_the_file_and_undone_in_one_step(browser: DeskBrowser) -> None:
    before = written(browser)
    form = place_form(browser.text("/show/target"))
    store = {
        "kind": "store",
        "bucket": "bucket",
        "prefix": "podcast",
        "endpoint": "s3.example.org",
        "path": "published",
    }
    assert browser.post("/show/target/place", {**form, **store}).headers["location"] == "/show/target#place"
    lines = "  target: s3://bucket/podcast   # im Haus\n  endpoint: https://s3.example.org\n  single_writer: true\n"
    assert written(browser) == before.replace("  target: published   # im Haus\n  single_writer: true\n", lines)
    page = browser.text("/show/target")
    assert 'value="store" checked' in page.replace(' id="place-kind"', "")
    browser.post("/undo", {})
    assert written(browser) == before


def test_a_show_without_a_target_gets_one(browser: DeskBrowser) -> None:
    path = browser.desk.root / "podcast.yaml"
    path.write_text(written(browser).replace(PUBLISH, ""), "utf-8")
    form = place_form(browser.text("/show/target"))
    sftp = {"kind": "web_space", "way": "sftp", "host": "example.org", "user": "anna", "directory": "www"}
    assert browser.post("/show/target/place", {**form, **sftp}).status == 303
    assert "target: sftp://anna@example.org/~/www" in written(browser)


def test_what_is_wrong_is_shown_beside_what_was_typed_and_nothing_is_written(browser: DeskBrowser) -> None:
    before = written(browser)
    form = place_form(browser.text("/show/target"))
    answer = browser.post("/show/target/place", {**form, "kind": "web_space", "user": "an<n>a"})
    page = answer.data.decode()
    assert answer.status == 422
    assert 'href="#place-host"' in page
    assert 'value="an&lt;n&gt;a"' in page
    own = browser.post("/show/target/place", {**form, "kind": "folder", "path": "episodes"})
    assert "belongs to the show itself" in html.unescape(own.data.decode())
    password = {"kind": "web_space", "host": "sftp://anna:geheim1@example.org/"}
    refused = browser.post("/show/target/place", {**form, **password})
    assert "podcast.yaml is no place for one" in html.unescape(refused.data.decode())
    assert written(browser) == before


def test_a_target_that_was_changed_elsewhere_is_a_conflict(browser: DeskBrowser) -> None:
    form = place_form(browser.text("/show/target"))
    path = browser.desk.root / "podcast.yaml"
    path.write_text(written(browser).replace("target: published", "target: elsewhere"), "utf-8")
    answer = browser.post("/show/target/place", {**form, "kind": "folder", "path": "mine"})
    assert answer.headers["location"].startswith("/conflict/")
    assert "target: elsewhere" in written(browser)


def test_the_other_settings_of_the_part_leave_the_target_alone(browser: DeskBrowser) -> None:
    before = written(browser)
    page = browser.text("/show/target")
    assert 'name="f:publish.target"' not in page
    assert 'name="f:publish.single_writer"' in page
    assert browser.post("/show/target", form_of(page, '/show/target" enctype="multipart')).status == 303
    assert written(browser) == before


def test_a_target_that_is_written_in_another_way_is_left_as_it_is(browser: DeskBrowser) -> None:
    path = browser.desk.root / "podcast.yaml"
    path.write_text(written(browser).replace("target: published", "target: sftp://anna@example.org/Ü/"), "utf-8")
    before, page = written(browser), browser.text("/show/target")
    assert "Not taken over yet" not in page
    assert browser.post("/show/target/place", place_form(page)).status == 303
    assert written(browser) == before


def test_a_check_of_a_folder_tells_what_works_and_leaves_nothing(browser: DeskBrowser) -> None:
    page = checked(browser, {"kind": "folder", "path": "new/place"})
    assert "reading, writing and deleting work" in page
    assert "the first publish creates it" in page
    assert "Not taken over yet. The show is published to published." in page
    assert 'value="new/place"' in page
    assert not (browser.desk.root / "new").exists()
    assert "target: published " in written(browser)
    (browser.desk.root / "file").write_bytes(b"")
    assert "this does not work" in checked(browser, {"kind": "folder", "path": "file/below"})


def test_a_check_of_a_branch_pushes_nothing(browser: DeskBrowser, tmp_path: Path) -> None:
    repository = bare_repository(tmp_path / "website.git")
    values = {"kind": "git", "repository": str(repository.path), "branch": "pages"}
    assert "nothing has been published there yet" in checked(browser, values)
    assert not repository.git("for-each-ref").strip()
    assert "there is no git repository in" in html.unescape(
        browser.post("/show/target/check", {**values, "repository": "nowhere"}).data.decode()
    )


def test_a_desk_that_others_reach_takes_no_password(browser: DeskBrowser, tmp_path: Path) -> None:
    assert 'name="password"' in browser.text("/show/target")
    desk = Desk(tmp_path / "show", DeskAddress("192.0.2.1", 80), Access(), FRAMING)
    assert not target_context(desk, Sheet.open(desk, None), None)["takes_password"]
