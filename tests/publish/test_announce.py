"""Around a publish: what is due, what the world sees of it, who is told."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from podcast import pipeline
from podcast.publish import announce as proof
from podcast.publish import live_status
from podcast.publish import release as publishing
from podcast.publish.outside import WaitPolicy, describe
from podcast.publish.targets.open import open_target
from tests.support.publish.misconfigured_server import world
from tests.support.small_show import SHOW, change

NOW = datetime(2025, 1, 1, tzinfo=UTC)
ONE, BOTH = datetime(2024, 1, 1, 12, tzinfo=UTC), datetime(2024, 1, 2, 12, tzinfo=UTC)
AT_ONCE = WaitPolicy(0, lambda _: None, lambda: NOW)


def built(root, at):
    show = pipeline.load_show(root).due(at)
    with ThreadPoolExecutor(2) as executor:
        return pipeline.build_show(show, root, executor, lambda _: None)


def prepared(root, at):
    made = built(root, at)
    return made.show, pipeline.prepare(made, publishing.open_target(made.show, root), NOW)


def public(root):
    folder = root / "published"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def root(small_show, tmp_path):
    return shutil.copytree(small_show, tmp_path / "show", copy_function=shutil.copy2)


def test_what_is_due_and_not_live_is_due_until_it_was_published(root):
    show = pipeline.load_show(root)
    target = open_target(show.publish, root)
    assert [one.slug for one in live_status.due_episodes(show, target, ONE)] == ["folge-1"]
    _, plan = prepared(root, ONE)
    pipeline.carry_out(plan, lambda _: None)
    assert live_status.due_episodes(show, target, ONE) == ()
    assert [one.slug for one in live_status.due_episodes(show, target, BOTH)] == ["folge-2"]
    _, plan = prepared(root, BOTH)
    pipeline.carry_out(plan, lambda _: None)
    assert live_status.due_episodes(show, target, NOW) == ()


@pytest.mark.long
def test_a_publish_is_checked_from_outside_and_the_hub_is_notified(root):
    with world() as server:
        text = SHOW.replace("https://podcast.example.org/", server.link)
        hub = f"target: published, websub: '{server.link}hub'"
        (root / "podcast.yaml").write_text(text.replace("target: published", hub), "utf-8")
        show, plan = prepared(root, BOTH)
        pipeline.carry_out(plan, lambda _: None)
        server.files = public(root)
        found = proof.verify_public(show, plan, wait=AT_ONCE)
        assert describe(found, "UTC") == [
            "available since 00:00:00 (only on this computer or in its network: `link:` is not a public address)"
        ]
        assert proof.send_pings(show, found) == ["notified the WebSub hub"]
        assert server.notifications[0][2]["hub.url"] == [f"{server.link}feed.xml"]


@pytest.mark.long
def test_search_engines_are_notified_of_changed_pages_alone(root, monkeypatch):
    with world() as server:
        monkeypatch.setattr(proof.notify.index_now_pings, "__defaults__", (f"{server.link}indexnow",))
        text = SHOW.replace("https://podcast.example.org/", server.link)
        (root / "podcast.yaml").write_text(
            text.replace("target: published", "target: published, indexnow: true"), "utf-8"
        )
        show, plan = prepared(root, BOTH)
        pipeline.carry_out(plan, lambda _: None)
        server.files = public(root)
        assert proof.send_pings(show, proof.verify_public(show, plan, wait=AT_ONCE)) == [
            "notified the search engines of IndexNow"
        ]
        change(root / "episodes" / "folge-2" / "episode.yaml", "title: Folge 2", "title: Anders")
        show, plan = prepared(root, BOTH)
        pipeline.carry_out(plan, lambda _: None)
        server.files = public(root)
        proof.send_pings(show, proof.verify_public(show, plan, wait=AT_ONCE))
        _, nothing_new = prepared(root, BOTH)
        found = proof.verify_public(show, nothing_new, wait=AT_ONCE)
        assert proof.send_pings(show, found) == []
    everything, changed = (set(data["urlList"]) for _method, _path, data in server.notifications)
    assert {server.link, f"{server.link}folge-1/", f"{server.link}ueber/"} <= everything
    assert f"{server.link}folge-2/" in changed < everything
    assert not any("einbetten" in url or url.endswith(".html") for url in everything)


def test_the_feed_before_is_known_by_its_bytes(root):
    with world(None, "stale") as server:
        (root / "podcast.yaml").write_text(SHOW.replace("https://podcast.example.org/", server.link), "utf-8")
        _, plan = prepared(root, BOTH)
        pipeline.carry_out(plan, lambda _: None)
        server.old = public(root)["feed.xml"]
        change(root / "episodes" / "folge-1" / "episode.yaml", "title: Folge 1", "title: Anders")
        show, plan = prepared(root, BOTH)
        pipeline.carry_out(plan, lambda _: None)
        server.files = public(root)
        found = proof.verify_public(show, plan, wait=AT_ONCE)
    assert describe(found, "UTC")[0].startswith("a cache still serves the old feed")
    assert proof.send_pings(show, found) == []


def test_a_folder_whose_address_is_a_placeholder_is_not_looked_at(root):
    show, plan = prepared(root, BOTH)
    pipeline.carry_out(plan, lambda _: None)
    (line,) = describe(proof.verify_public(show, plan), "UTC")
    assert line.startswith("the public site was not checked: https://podcast.example.org/ is a placeholder")
