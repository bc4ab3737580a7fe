"""`podcast serve`, as it runs: over sockets, with a show that changes."""

from __future__ import annotations

import shutil
from io import BytesIO
from typing import TYPE_CHECKING

import feedparser
import podcastparser
import pytest

from podcast.errors import PodcastError
from podcast.preview.server import lan_address
from tests.support.podcast_command import podcast as run
from tests.support.preview_process import ask, events, preview, started
from tests.support.publish.s3_server import free_ports
from tests.support.small_show import change, write_episode, write_show

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.preview_process import Preview


@pytest.fixture(scope="module")
def first(small_show: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview that no test changes: two episodes, two drafts, one that is due in many years."""
    without_site = shutil.ignore_patterns("site")
    root = shutil.copytree(small_show, tmp_path_factory.mktemp("preview") / "show", ignore=without_site)
    for number, was, now in (
        (3, "date: 2024-01-03 09:00", "draft: true"),
        (4, "2024-01-04", "2060-01-04"),
        (5, "summary:", "draft: true\nsummary:"),
    ):
        change(write_episode(root, number) / "episode.yaml", was, now)
    with preview(root, "--port", str(free_ports(1)[0])) as running:
        yield running


@pytest.fixture
def second(first: Preview, tmp_path: Path) -> Iterator[Preview]:
    """A preview of the same show, for a test to change; the masters are there already."""
    root = tmp_path / "show"
    shutil.copytree(first.root, root)
    with preview(root, "--port", str(free_ports(1)[0])) as running:
        yield running


def test_the_site_is_there_drafts_and_scheduled_episodes_too(first: Preview) -> None:
    for number in range(1, 6):
        assert f"Folge {number}" in ask(f"{first.url}folge-{number}/").text
    assert "Draft" in ask(first.url + "folge-3/").text
    assert "Scheduled for 2060-01-04 09:00" in ask(first.url + "folge-4/").text
    assert "Draft" not in ask(first.url + "folge-1/").text.partition("data-marks")[0]


def test_a_podcast_app_reads_the_feed_and_fetches_what_it_names(first: Preview) -> None:
    feed = podcastparser.parse(first.url + "feed.xml", BytesIO(ask(first.url + "feed.xml").body))
    assert feed["episodes"][0]["title"].startswith("Scheduled for 2060")
    by_guid = {episode["guid"]: episode for episode in feed["episodes"]}
    assert by_guid.keys() == {"little-1", "little-2", "little-4", "little-5"}  # what has no date is in no feed
    assert by_guid["little-5"]["title"] == "Draft: Folge 5 & „mehr“"
    assert by_guid["little-1"]["title"] == "Folge 1 & „mehr“"
    for episode in by_guid.values():
        (enclosure,) = episode["enclosures"]
        assert enclosure["url"].startswith(first.url)
        sound = ask(enclosure["url"])
        assert sound.headers["content-type"] == enclosure["mime_type"] == "audio/mpeg"
        assert len(sound.body) == enclosure["file_size"]


def test_nothing_in_the_feed_leads_to_the_public_site(first: Preview) -> None:
    text = ask(first.url + "feed.xml").text
    assert "podcast.example.org" not in text
    assert not feedparser.parse(text).bozo
    assert "podcast.example.org" not in ask(first.url + "feed.json").text


def test_an_edit_reaches_the_browser_as_an_event_and_then_as_a_page(second: Preview) -> None:
    with events(second.url, "folge-1/") as updates:
        before = next(updates)["version"]
        assert f'data-version="{before}"' in ask(second.url + "folge-1/").text
        change(second.root / "episodes/folge-1/episode.yaml", "Mit *Absicht* kurz", "Neu gesagt")
        after = next(update["version"] for update in updates if update["version"] != before)
    page = ask(second.url + "folge-1/").text
    assert "Neu gesagt" in page
    assert f'data-version="{after}"' in page


def test_a_page_that_stayed_as_it_was_is_not_reloaded(second: Preview) -> None:
    with events(second.url, "folge-2/") as updates:
        before = next(updates)["version"]
        change(second.root / "episodes/folge-1/episode.yaml", "Mit *Absicht* kurz", "Neu gesagt")
        assert next(updates)["version"] == before
    rebuilt = ask(second.url + "_preview/").text
    assert "folge-1/index.html" in rebuilt
    assert "<li>folge-2/index.html</li>" not in rebuilt


def test_a_broken_file_keeps_the_last_page_and_says_where_until_it_is_put_right(second: Preview) -> None:
    path = second.root / "episodes/folge-1/episode.yaml"
    with events(second.url, "folge-1/") as updates:
        version = next(updates)["version"]
        change(path, "season: 1", "sesson: 1")
        wrong = next(update for update in updates if "role=" in update["panel"])
        assert wrong["version"] == version
        assert "episodes/folge-1/episode.yaml:3:1: sesson:" in wrong["panel"]
        assert "season" in wrong["panel"].partition("sesson:")[2]  # the remedy
        page = ask(second.url + "folge-1/")
        assert page.status == 200
        assert "Worum es in Folge 1 geht" in page.text
        assert "episode.yaml:3:1: sesson:" in page.text
        change(path, "sesson: 1", "season: 1")
        assert next(update for update in updates if "role=" not in update["panel"])["version"]
    assert "sesson" not in ask(second.url + "folge-1/").text


@pytest.mark.long
def test_a_show_that_was_broken_from_the_start_says_so_and_comes_up_when_it_is_put_right(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show", episodes=1)
    change(root / "podcast.yaml", "explicit: false", "explicit: perhaps")
    with started(root, "--port", str(free_ports(1)[0])) as running:
        running.until("until then the address shows these problems")
        page = ask(running.url + "folge-1/")
        assert page.status == 503
        assert "podcast.yaml:8:11: explicit" in page.text
        assert "There is nothing to show yet. Fix what is listed below" in page.text
        assert "podcast-preview-waiting" in page.text
        change(root / "podcast.yaml", "explicit: perhaps", "explicit: false")
        running.until("rebuilt in")
        assert ask(running.url + "folge-1/").status == 200


@pytest.mark.long
def test_a_folder_without_podcast_yaml_says_so_and_comes_up_when_it_is_there(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show", episodes=1)
    (root / "podcast.yaml").rename(root / "podcast.yml")
    with started(root, "--port", str(free_ports(1)[0])) as running:
        running.until("until then the address shows these problems")
        page = ask(running.url)
        assert page.status == 503
        assert "podcast.yaml: does not exist; create it with `podcast init`, or move it back" in page.text
        (root / "podcast.yml").rename(root / "podcast.yaml")
        running.until("rebuilt in")
        assert ask(running.url + "folge-1/").status == 200


@pytest.mark.long
def test_a_new_episode_a_new_template_and_a_new_recording_are_seen(second: Preview) -> None:
    with events(second.url, "folge-6/") as updates:
        not_found = next(updates)["version"]
        write_episode(second.root, 6)
        assert next(update for update in updates if update["version"] != not_found)
    shutil.copy2(second.root / "episodes/folge-1/recording.wav", second.root / "episodes/folge-2/recording.wav")
    with events(second.url, "folge-2/") as updates:
        before = ask(second.url + "folge-2/").text.partition('.mp3"')[0]
        while ask(second.url + "folge-2/").text.partition('.mp3"')[0] == before:
            next(updates)
    (second.root / "templates").mkdir()
    with events(second.url) as updates:
        before = next(updates)["version"]
        template = '{% extends "built-in/home.html" %}{% block main %}Ganz anders{% endblock %}'
        (second.root / "templates/home.html").write_text(template, "utf-8")
        assert next(update for update in updates if update["version"] != before)
    assert "Ganz anders" in ask(second.url).text


def test_a_second_preview_takes_the_next_free_port_and_says_so(first: Preview, tmp_path: Path) -> None:
    taken_port = first.url.rstrip("/").rpartition(":")[2]
    root = tmp_path / "show"
    shutil.copytree(first.root, root)
    with preview(root, "--port", taken_port) as other:
        assert other.url != first.url
        assert f"port {taken_port} is in use" in "".join(other.messages)
        assert ask(other.url).status == ask(first.url).status == 200


@pytest.mark.long
def test_two_previews_of_one_show_both_see_what_changes(second: Preview) -> None:
    with (
        preview(second.root, "--port", str(free_ports(1)[0])) as other,
        events(second.url, "folge-1/") as here,
        events(other.url, "folge-1/") as paths,
    ):
        before = [next(here)["version"], next(paths)["version"]]
        change(second.root / "episodes/folge-1/episode.yaml", "Mit *Absicht* kurz", "Neu gesagt")
        after = [
            next(update["version"] for update in updates if update["version"] not in before)
            for updates in (here, paths)
        ]
        assert after[0] == after[1]


def test_ctrl_c_ends_it_quietly_with_a_page_still_open(second: Preview) -> None:
    with events(second.url) as updates:
        next(updates)
        assert second.interrupt() == 0
        assert list(updates) == []
    second.until("stopped; nothing from the preview was published")
    assert "Traceback" not in "".join(second.messages)


@pytest.mark.long
def test_nothing_that_was_shown_can_be_published(second: Preview) -> None:
    assert not (second.root / "site").exists()
    assert second.interrupt() == 0
    done = run("publish", "--yes", at=second.root)
    assert done.returncode == 0, done.stderr
    paths = {path.relative_to(second.root / "published").as_posix() for path in (second.root / "published").rglob("*")}
    assert "folge-1/index.html" in paths
    assert not [path for path in paths if path.startswith(("folge-3", "folge-4", "folge-5", "_preview"))]
    public = (second.root / "published/feed.xml").read_text("utf-8")
    assert "127.0.0.1" not in public
    assert "folge-3" not in public


def test_a_phone_in_the_same_network_needs_the_secret_of_the_address(first: Preview, tmp_path: Path) -> None:
    try:
        lan_address()
    except PodcastError as error:
        pytest.skip(str(error))
    root = tmp_path / "show"
    shutil.copytree(first.root, root)
    with preview(root, "--lan", "--port", str(free_ports(1)[0])) as running:
        assert ask(running.url).status == 200
        bare = running.url.rstrip("/").rpartition("/")[0]
        assert "Folge" not in ask(bare + "/").text
        assert ask(bare + "/folge-3/").status == 404
        feed = podcastparser.parse(running.url + "feed.xml", BytesIO(ask(running.url + "feed.xml").body))
        assert all(update["enclosures"][0]["url"].startswith(running.url) for update in feed["episodes"])
