"""`podcast compare` and `podcast check --feed`: feeds of any origin, without a show."""

from __future__ import annotations

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from podcast.cli.main import podcast
from tests.support.feed_inputs import Inputs, an_episode, full, inputs, small_limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FEED = full().bytes()
OTHER = FEED.replace("Über eins".encode(), b"Anders").replace(b">yes</podcast:locked>", b">no</podcast:locked>")


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with feeds, where the command runs."""
    monkeypatch.chdir(tmp_path)
    for name, data in {
        "a.xml": FEED,
        "b.xml": OTHER,
        "a.xml.gz": gzip.compress(FEED),
        "page": b"<html><br>no</html>",
    }.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


@pytest.fixture
def site() -> Iterator[str]:
    """A server that has the feed, compressed, behind a redirect."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            moved = self.path == "/old.xml"
            self.send_response(301 if moved else 200 if self.path == "/feed.xml" else 404)
            if moved:
                self.send_header("Location", "/feed.xml")
            self.end_headers()
            self.wfile.write(b"" if moved else gzip.compress(FEED))

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def run(*arguments: str) -> tuple[int, str, str]:
    """The exit status, stdout and stderr of a command."""
    result = CliRunner().invoke(podcast, arguments)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.usefixtures("files")
def test_equal_feeds_end_with_0_also_when_one_is_compressed():
    status, output, _errors = run("compare", "a.xml", "a.xml.gz")
    assert (status, output) == (0, "the feeds are equal: an app would show the same\n")


@pytest.mark.usefixtures("files")
def test_differences_are_told_in_the_words_of_a_publish():
    status, output, _errors = run("compare", "a.xml", "b.xml")
    assert status == 1
    assert output.splitlines() == [
        'season 1, episode 1 "Anders": title changed',
        "show: lock against imports changed",
        "0 new episodes, 1 changed, 0 removed",
    ]


@pytest.mark.usefixtures("files")
def test_the_document_has_both_values():
    status, output, _errors = run("compare", "a.xml", "b.xml", "--json")
    document = json.loads(output)
    assert (status, document["equal"]) == (1, False)
    assert document["changed"] == [
        {
            "guid": "guid-eins",
            "title": "Über eins",
            "fields": [{"field": "title", "first": "Über eins", "second": "Anders"}],
        }
    ]


def test_the_report_is_one_file_with_both_values_and_nothing_from_elsewhere(files: Path):
    run("compare", "a.xml", "b.xml", "--report", "report.html")
    page = (files / "report.html").read_text("utf-8")
    assert "Über eins" in page
    assert "Anders" in page
    assert not [word for word in ("<script", "src=", "<link", "@import", "url(") if word in page]


def test_a_hostile_title_stays_text_in_the_report(files: Path):
    (files / "c.xml").write_bytes(FEED.replace("Über eins".encode(), b"&lt;script&gt;alert(1)&lt;/script&gt;"))
    run("compare", "a.xml", "c.xml", "--report", "report.html")
    assert "<script" not in (files / "report.html").read_text("utf-8")


def test_two_episodes_with_one_guid_are_not_lost(files: Path):
    (files / "twice.xml").write_bytes(FEED.replace(b"guid-zwei", b"guid-eins"))
    assert run("compare", "twice.xml", "twice.xml")[0] == 0
    assert run("compare", "a.xml", "twice.xml")[0] == 1


# --- archives, and JSON Feeds -----------------------------------------------------------------------------------------

MANY = [an_episode(f"e{number:02}", date=f"2024-02-{number:02} 09:00") for number in range(1, 29)]


def put_feeds(folder: Path, *, of: Inputs, name: str) -> str:
    """The documents of a show with archives in a folder of their own; the path of its feed."""
    limits = small_limits(4000)
    (folder / name).mkdir()
    for address, data in {**of.all(limits), **of.json(small_limits(500))}.items():
        (folder / name / address).write_bytes(data)
    return f"{name}/feed.xml"


@pytest.fixture
def long_shows(files: Path) -> tuple[str, str]:
    """The feeds of a show with archives, and of the same one with another title in the oldest."""
    other = [MANY[0].model_copy(update={"title": "Anders"}), *MANY[1:]]
    return put_feeds(files, of=inputs(*MANY), name="a"), put_feeds(files, of=inputs(*other), name="b")


def test_episodes_in_archives_are_compared_when_asked_for(long_shows: tuple[str, str]):
    assert run("compare", *long_shows) == (0, "the feeds are equal: an app would show the same\n", "")
    status, output, _errors = run("compare", *long_shows, "--all")
    assert status == 1
    assert output.splitlines() == ['"Anders": title changed', "0 new episodes, 1 changed, 0 removed"]
    document = json.loads(run("compare", *long_shows, "--all", "--json")[1])
    assert [feed["episodes"] for feed in document["feeds"]] == [28, 28]


@pytest.mark.parametrize("options", [[], ["--all"]])
def test_json_feeds_are_compared_in_the_same_words(long_shows: tuple[str, str], options: list[str]):
    feeds = [feed.replace(".xml", ".json") for feed in long_shows]
    status, output, _errors = run("compare", *feeds, *options)
    assert (status, "1 changed" in output) == ((1, True) if options else (0, False))


def test_a_json_feed_says_what_changed_in_show_and_episodes(files: Path):
    feed = json.loads(full().json()["feed.json"])
    (files / "a.json").write_text(json.dumps(feed))
    feed["expired"] = False
    feed["items"][1] |= {"tags": ["Neu"], "language": "fr", "_own": {"x": 1}, "date_published": "2024-03-30T08:00:00Z"}
    del feed["items"][0]
    (files / "b.json").write_text(json.dumps(feed, indent=3))
    status, output, _errors = run("compare", "a.json", "b.json")
    assert status == 1
    assert output.splitlines() == [
        '"Über eins": language, topics and _own changed',
        'removed: "Über zwei"',
        "show: end of the show changed",
        "0 new episodes, 1 changed, 1 removed",
    ]


def test_rss_and_json_are_not_compared_with_each_other(files: Path):
    (files / "a.json").write_bytes(full().json()["feed.json"])
    result = CliRunner().invoke(podcast, ["compare", "a.xml", "a.json"])
    assert (result.exit_code, str(result.exception)) == (
        1,
        "one of the feeds is RSS, the other a JSON Feed; compare two of a kind",
    )


def test_an_archive_that_leads_back_or_elsewhere_ends_the_search(files: Path):
    loop = FEED.replace(b"<fh:complete/>", b'<atom:link rel="next" href="https://a.example/x/loop.xml"/>')
    (files / "loop.xml").write_bytes(loop)
    assert run("compare", "loop.xml", "loop.xml", "--all")[0] == 0
    (files / "gone.xml").write_bytes(loop.replace(b"loop.xml", b"..%2F..%2Fetc%2Fgone"))
    result = CliRunner().invoke(podcast, ["compare", "gone.xml", "gone.xml", "--all"])
    assert result.exit_code == 1
    assert "there is no such file" in str(result.exception)


@pytest.mark.usefixtures("files")
def test_a_document_that_is_no_feed_is_refused():
    result = CliRunner().invoke(podcast, ["compare", "a.xml", "page"])
    assert result.exit_code == 1
    assert "page: is no RSS feed" in str(result.exception)


@pytest.mark.usefixtures("files")
def test_check_judges_a_feed_behind_a_redirect_and_names_the_redirect(site: str):
    status, output, errors = run("check", "--feed", f"{site}/old.xml")
    assert (status, output) == (0, f"{site}/old.xml: breaks no rule that stores or apps enforce\n")
    assert f"redirected to {site}/feed.xml" in errors


def test_check_ends_with_1_for_a_broken_must(files: Path):
    (files / "bad.xml").write_bytes(FEED.replace(b' isPermaLink="false"', b""))
    status, output, _errors = run("check", "--feed", "bad.xml")
    assert status == 1
    assert output.startswith("bad.xml: rule 48: ")
    assert output.count("\n") == 1
    status, output, _errors = run("check", "--feed", "bad.xml", "--json")
    document = json.loads(output)
    assert {fault["rule"] for fault in document["feed"]["faults"] if fault["level"] == "MUST"} == {"48"}


@pytest.mark.usefixtures("files")
def test_check_of_a_page_says_that_it_is_one():
    status, output, _errors = run("check", "--feed", "page")
    assert status == 1
    assert "HTML" in output


@pytest.mark.parametrize("location", ["missing.xml", "."])
@pytest.mark.usefixtures("files")
def test_what_cannot_be_read_is_an_error_with_its_name(location: str):
    result = CliRunner().invoke(podcast, ["check", "--feed", location])
    assert result.exit_code == 1
    assert location in str(result.exception)


@pytest.mark.usefixtures("files")
def test_an_address_without_a_feed_is_an_error_with_the_status(site: str):
    result = CliRunner().invoke(podcast, ["compare", f"{site}/gone.xml", "a.xml"])
    assert "404" in str(result.exception)


def test_a_bomb_of_compressed_zeros_is_refused(files: Path, monkeypatch: pytest.MonkeyPatch):
    from podcast.checks import feed_source

    monkeypatch.setattr(feed_source, "MAX_FEED_BYTES", 1 << 20)
    (files / "bomb").write_bytes(gzip.compress(bytes(8 << 20)))
    result = CliRunner().invoke(podcast, ["check", "--feed", "bomb"])
    assert "is larger than 1 MB" in str(result.exception)
