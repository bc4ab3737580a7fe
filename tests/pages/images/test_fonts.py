import io
import os

import pytest
from fontTools.ttLib import TTFont

from podcast.files.cache import Cache
from podcast.pages.images import fonts
from podcast.pages.theme import default_templates, load_theme
from tests.support.caches import open_test_cache


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    with Cache() as cache:
        return fonts.font_folder(tmp_path_factory.mktemp("fonts"), cache)


def test_the_fonts_are_small(folder):
    sizes = [path.stat().st_size for path in folder.rglob("*.woff2")]
    assert len(sizes) == 4
    assert sum(sizes) <= 60_000


@pytest.mark.parametrize("font", fonts.FONTS, ids=lambda font: font.name)
def test_a_font_writes_german_and_its_neighbours(folder, font):
    with TTFont(folder / "assets" / font.asset) as read:
        assert read.flavor == "woff2"
        has = set(map(chr, read.getBestCmap()))
    assert not {*"ÄÖÜäöüß„“‚‘–…§€×−éèêçñåøłšžčőű"} - has


def test_the_licence_stands_beside_the_fonts_and_in_them(folder):
    texts = [path.read_text("utf-8") for path in folder.rglob("*.OFL.txt")]
    assert len(texts) == 2
    assert all("SIL Open Font License, Version 1.1" in text for text in texts)
    for path in folder.rglob("*.woff2"):
        with TTFont(path) as read:
            assert "Open Font License" in read["name"].getDebugName(13)


def test_the_same_font_is_the_same_bytes(folder):
    assert (folder / "assets" / fonts.TEXT.asset).read_bytes() == fonts.subset_font.__wrapped__(fonts.TEXT)


def test_figures_stand_below_each_other(folder):
    with TTFont(io.BytesIO((folder / "assets" / fonts.LABEL.asset).read_bytes())) as read:
        features = {record.FeatureTag for record in read["GSUB"].table.FeatureList.FeatureRecord}
    assert "tnum" in features


def states(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_fonts_are_made_once(tmp_path):
    folder = fonts.font_folder(tmp_path, open_test_cache(tmp_path / "cache.db"))
    before = states(folder)
    assert len(before) == 6
    assert fonts.font_folder(tmp_path, open_test_cache(tmp_path / "cache.db")) == folder
    assert states(folder) == before


@pytest.mark.parametrize("mtime_kept", [True, False])
def test_a_damaged_font_or_licence_is_made_again(tmp_path, mtime_kept):
    folder = fonts.font_folder(tmp_path, open_test_cache(tmp_path / "cache.db", tmp_path))
    before = {path: path.read_bytes() for path in states(folder)}
    for path, data in before.items():
        mtime = path.stat().st_mtime_ns
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        if mtime_kept:
            os.utime(path, ns=(mtime, mtime))
    cache = open_test_cache(tmp_path / "cache.db", tmp_path)
    fonts.font_folder(tmp_path, cache)
    assert {path: path.read_bytes() for path in states(folder)} == before
    assert sorted(cache.damaged) == sorted(path.relative_to(tmp_path).as_posix() for path in before)


def test_a_missing_font_is_made_again(tmp_path):
    folder = fonts.font_folder(tmp_path, open_test_cache(tmp_path / "cache.db"))
    (folder / "assets" / fonts.TEXT.asset).unlink()
    fonts.font_folder(tmp_path, open_test_cache(tmp_path / "cache.db"))
    assert (folder / "assets" / fonts.TEXT.asset).read_bytes() == fonts.subset_font(fonts.TEXT)


def test_the_style_sheet_names_the_fonts_as_they_are_published(folder):
    theme = load_theme([folder, default_templates()])
    sheet = theme.assets[theme.asset("site.css")].decode()
    for font in fonts.FONTS:
        address = theme.asset(font.asset)
        assert theme.assets[address][:4] == b"wOF2"
        assert f'url("{address.removeprefix("assets/")}")' in sheet


def test_a_show_may_bring_its_own_font(folder, tmp_path):
    own = tmp_path / "assets" / fonts.TEXT.asset
    own.parent.mkdir(parents=True)
    own.write_bytes(b"own")
    theme = load_theme([tmp_path, folder, default_templates()])
    assert theme.assets[theme.asset(fonts.TEXT.asset)] == b"own"


def test_letters_that_the_font_lacks_are_named():
    assert fonts.missing_characters("Grüße aus Łódź – „ja“\xad") == ""
    assert fonts.missing_characters("a你Жb") == "Ж你"
