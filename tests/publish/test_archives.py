"""Archives of a long feed from build to target: refused, allowed, kept, and no longer needed."""

from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING

import feedparser
import pytest

import podcast
from podcast.feed import rss
from podcast.feed.paging import FeedLimits
from podcast.publish.protocol.recovery import read_state
from podcast.publish.targets.folder import FolderTarget
from tests.support import podcast_process
from tests.support.small_show import change, write_episode

if TYPE_CHECKING:
    from pathlib import Path

GUID = "375e050f-7f52-5e9b-9cfc-9414515d1a5b"


def guids(root: Path, name: str) -> list[str]:
    return [entry.id for entry in feedparser.parse((root / "published" / name).read_bytes()).entries]


@pytest.mark.long
def test_archives_are_made_when_allowed_kept_and_given_up_by_a_publish_of_what_is_due(
    small_show: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shutil.copytree(small_show, tmp_path / "show", copy_function=shutil.copy2)
    with monkeypatch.context() as patch:
        patch.setattr(rss, "plan_documents", partial(rss.plan_documents, limits=FeedLimits(3_000, 100)))
        change(root / "podcast.yaml", "für Tests", "für lange Tests")
        build = podcast.build_site(root, jobs=1)
        with pytest.raises(podcast.PublishError, match=r"(?s)1 episode does not fit into feed\.xml.*--allow archive$"):
            podcast.publish_site(build)
        assert not (root / "published/feed.xml").exists()
        podcast.publish_site(build, allow={"archive"})
        assert (guids(root, "feed.xml"), guids(root, "feed.archive-1.rss")) == (["little-2"], ["little-1"])
        change(root / "podcast.yaml", "lange Tests", "sehr lange Tests")
        podcast.publish_site(podcast.build_site(root, jobs=1))
        assert guids(root, "feed.archive-1.rss") == ["little-1"]
    write_episode(root, 3)
    done = podcast_process.run("publish", "--due", "--yes", at=root)
    assert done.returncode == 0, done.stderr
    assert "1 episode comes back into feed.xml" in done.stdout
    assert guids(root, "feed.xml") == ["little-3", "little-2", "little-1"]
    assert guids(root, "feed.archive-1.rss") == ["little-1"]
    manifest = read_state(FolderTarget(root / "published"), GUID).confirmed
    retired = manifest.retired["feed.archive-1.rss"]
    assert manifest.published_at is not None
    assert (retired.delete_after - manifest.published_at).days in {29, 30}
