"""Published, changed, or neither: known from the last manifest and the files, without a network."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest

from podcast.desk.episode_states import state_at
from podcast.desk.public_state import read_public_state
from podcast.desk.show_state import ShowCache
from podcast.files.digest import bytes_digest
from podcast.publish.protocol.state import Manifest, ObjectSpec, PublishedObject
from podcast.publish.protocol.state_json import manifest_json
from podcast.publish.targets.target import Headers
from tests.support.desk_show import write_desk_show

SLUG = "erster-kaffee"
PUBLISHED = datetime(2026, 11, 1, 12, tzinfo=UTC)
BEFORE, AFTER = PUBLISHED - timedelta(days=1), PUBLISHED + timedelta(days=1)


@pytest.fixture
def root(tmp_path):
    root = write_desk_show(tmp_path / "show")
    touch(root, BEFORE)
    return root


def touch(root, moment):
    for path in (root / "episodes" / SLUG).iterdir():
        os.utime(path, (moment.timestamp(), moment.timestamp()))


def publish(root, generation=1, published_at=PUBLISHED, slugs=(SLUG,)):
    spec = ObjectSpec(bytes_digest(b"x"), Headers("text/html", "no-cache"), "pages")
    objects = {f"{slug}/index.html": PublishedObject(spec, "e") for slug in slugs}
    manifest = Manifest(generation=generation, objects=objects, published_at=published_at, content_time=published_at)
    folder = root / ".podcast/manifests"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{generation}-00000000.json").write_bytes(manifest_json(manifest))


def state(root, now=AFTER):
    return state_at(ShowCache(root).read(), SLUG, now)


def test_without_a_manifest_nothing_is_known_to_be_public(root):
    assert read_public_state(root, (SLUG,)).live == frozenset()
    assert state(root) == "ready"


def test_a_damaged_manifest_counts_as_none(root):
    publish(root)
    (root / ".podcast/manifests/2-00000000.json").write_text("{")
    assert state(root) == "published"


def test_an_episode_whose_page_is_public_is_published(root):
    publish(root)
    assert state(root) == "published"


def test_an_edit_after_the_publish_makes_it_changed_and_undoing_it_does_not(root):
    publish(root)
    assert state(root) == "published"  # its digest is known from now on
    file = root / "episodes" / SLUG / "episode.yaml"
    before = file.read_text()
    file.write_text(before.replace("Worum", "Wovon"))
    assert state(root) == "changed"
    file.write_text(before)
    assert state(root) == "published"


def test_an_edit_that_this_computer_learns_of_late_is_a_change(root):
    touch(root, AFTER)
    publish(root)
    assert state(root) == "changed"


def test_the_next_publish_makes_it_published_again(root):
    publish(root)
    state(root)
    touch(root, AFTER)
    (root / "episodes" / SLUG / "notes.md").write_text("Neu.\n")
    assert state(root) == "changed"
    publish(root, 2, datetime.now(UTC) + timedelta(days=1))
    assert state(root) == "published"


def test_a_published_episode_that_is_a_draft_again_is_changed(root):
    publish(root)
    file = root / "episodes" / SLUG / "episode.yaml"
    file.write_text(file.read_text() + "draft: true\n")
    assert state(root) == "changed"


def test_digests_that_are_damaged_are_taken_anew(root):
    publish(root)
    state(root)
    (root / ".podcast/desk/published.json").write_text(json.dumps([1]))
    assert state(root) == "published"


def test_an_episode_with_a_later_date_is_scheduled(root):
    assert state(root, datetime(2020, 1, 1, tzinfo=UTC)) == "scheduled"
