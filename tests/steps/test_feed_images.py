"""Pictures of `images:`: made from the given files, under addresses that change with the picture alone."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import feedparser
import pytest
from PIL import Image

from tests.support.complete_show import write_picture
from tests.support.site_builds import held, render
from tests.support.small_show import change, write_show

if TYPE_CHECKING:
    from pathlib import Path

IMAGES = "images: [{file: youtube.jpg, alt: Ein Rathaus, purpose: social}]\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_show(tmp_path / "show", episodes=2, seconds=0.2)
    folder = root / "episodes" / "folge-1"
    change(folder / "episode.yaml", "title:", f"{IMAGES}title:")
    Image.new("RGBA", (2560, 1440), (200, 30, 60, 255)).save(folder / "youtube.jpg", "PNG")
    return root


def wide_picture(files: dict[str, bytes]) -> dict[str, str]:
    """The thumbnail of the episode with a picture; the other one has none."""
    entries = feedparser.parse(files["feed.xml"]).entries
    [thumbnail] = [picture for entry in entries for picture in entry.get("media_thumbnail", [])]
    return thumbnail


def test_a_picture_for_youtube_is_a_jpeg_of_1920_pixels_and_named_in_both_feeds(root: Path):
    files = held(render(root), root)
    thumbnail = wide_picture(files)
    path = thumbnail["url"].removeprefix("https://podcast.example.org/")
    assert path.startswith("assets/youtube-image.")
    with Image.open(io.BytesIO(files[path])) as picture:
        assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (1920, 1080))
    assert (thumbnail["width"], thumbnail["height"]) == ("1920", "1080")
    banners = [item.get("banner_image") for item in json.loads(files["feed.json"])["items"]]
    assert [banner for banner in banners if banner] == [thumbnail["url"]]


def test_its_address_stays_until_the_picture_changes(root: Path):
    before = wide_picture(held(render(root), root))
    change(root / "episodes" / "folge-1" / "episode.yaml", "Ein Rathaus", "Ein anderes Wort")
    assert wide_picture(held(render(root), root)) == before
    write_picture(root / "episodes" / "folge-1" / "youtube.jpg", (1, 2, 3), size=1280)
    files = held(render(root), root)
    assert b"media:thumbnail" not in files["feed.xml"]  # it is square now
    assert b'aspect-ratio="1/1" width="1280"' in files["feed.xml"]
