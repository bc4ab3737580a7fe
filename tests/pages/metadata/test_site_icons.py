"""Icons for browser tabs and home screens, and the manifest that lists them."""

import io
import json

import pytest
from lxml import html
from PIL import Image

from podcast.artifacts import Picture
from podcast.model.show import Show
from podcast.pages.images import pillow
from podcast.pages.images.cover_icons import cover_icons
from podcast.pages.images.resize import PictureStore
from podcast.pages.metadata.site_icons import ICONS
from podcast.pages.render import default_templates, site_files
from podcast.publish.headers import content_type
from tests.support.caches import open_test_cache

SHOW = Show(
    title="Rebel\xadlion", description="D", link="https://example.org/pod/", language="de", author="A",
    timezone="Europe/Berlin", categories=("Government",), explicit=False, cover="c.jpg", cover_alt="C",
    guid="8d2f0000-0000-4000-8000-000000000000",
)  # fmt: skip
ICON_PICTURES = {name: Picture(name, 32, 32) for name in ICONS}


def links(page):
    return [
        (link.get("rel"), link.get("href"), link.get("sizes"))
        for link in html.fromstring(page.decode()).iter("link")
        if link.get("rel") in {"icon", "apple-touch-icon", "manifest"}
    ]


@pytest.fixture
def icons(tmp_path):
    """The icons of a cover of 1400 pixels."""
    Image.effect_noise((1400, 1400), 80).convert("RGB").save(tmp_path / "c.jpg", "JPEG")
    store = PictureStore(tmp_path, tmp_path / "pictures", open_test_cache(tmp_path / "cache.db", tmp_path))
    pictures, files = cover_icons(SHOW, store)
    return pictures, {name: file.path.read_bytes() for name, file in files.items()}


def test_icons_are_made_from_the_cover(icons):
    pictures, files = icons
    assert list(pictures) == list(files) == list(ICONS)
    with Image.open(io.BytesIO(files["favicon.ico"])) as icon:
        assert (icon.format, icon.info["sizes"]) == ("ICO", {(16, 16), (32, 32)})
    for name, size in (("apple-touch-icon.png", 180), ("icon-192.png", 192), ("icon-512.png", 512)):
        with Image.open(io.BytesIO(files[name])) as icon:
            assert (icon.format, icon.size) == ("PNG", (size, size))
    assert all(len(data) < 300_000 for data in files.values())  # noise; a real cover needs a tenth


@pytest.mark.parametrize("encode", [pillow.encode_png, pillow.encode_ico])
def test_the_same_icon_is_the_same_bytes(encode):
    image = Image.effect_noise((192, 192), 80).convert("RGB")
    assert encode(image.copy()) == encode(image.copy())


def test_every_page_names_icons_and_manifest_relative_to_itself():
    files = site_files(SHOW, {}, ICON_PICTURES, {}, [default_templates()])
    favicon = next(path for path in files if path.startswith("assets/favicon."))
    for path, prefix in (("index.html", ""), ("suche/index.html", "../"), ("404.html", "/pod/")):
        assert links(files[path]) == [
            ("icon", f"{prefix}favicon.ico", "32x32"),
            ("icon", prefix + favicon, None),
            ("apple-touch-icon", f"{prefix}apple-touch-icon.png", None),
            ("manifest", f"{prefix}manifest.webmanifest", None),
        ]


def test_the_manifest_names_the_show_and_its_icons():
    files = site_files(SHOW, {}, ICON_PICTURES, {}, [default_templates()])
    manifest = json.loads(files["manifest.webmanifest"])
    assert (manifest["name"], manifest["lang"], manifest["dir"]) == ("Rebellion", "de", "ltr")
    assert manifest["theme_color"] == manifest["background_color"] == "#f2f4f2"
    assert manifest["start_url"] == manifest["scope"] == "./"
    assert manifest["icons"] == [
        {"src": f"icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)
    ]


def test_without_pictures_there_is_a_manifest_without_icons():
    files = site_files(SHOW, {}, {}, {}, [default_templates()])
    assert json.loads(files["manifest.webmanifest"])["icons"] == []
    assert [rel for rel, *_ in links(files["index.html"])] == ["icon", "manifest"]


def test_a_shows_own_icons_and_manifest_take_precedence(tmp_path):
    (tmp_path / "assets").mkdir()
    own = {"favicon.ico": b"ico", "icon-512.png": b"png", "manifest.webmanifest": b"{}"}
    for name, data in own.items():
        (tmp_path / "assets" / name).write_bytes(data)
    files = site_files(SHOW, {}, {}, {}, [tmp_path, default_templates()])
    assert {name: files[name] for name in own} == own
    assert [rel for rel, *_ in links(files["index.html"])] == ["icon", "icon", "manifest"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("favicon.ico", "image/vnd.microsoft.icon"),
        ("apple-touch-icon.png", "image/png"),
        ("manifest.webmanifest", "application/manifest+json"),
    ],
)
def test_they_are_published_with_their_types(name, expected):
    assert content_type(name) == expected
