import io

import pytest
from fontTools.ttLib import TTFont

from podcast.pages.images import fonts
from podcast.pages.theme import default_templates, load_theme


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return fonts.font_folder(tmp_path_factory.mktemp("fonts"))


def test_the_fonts_are_small(folder):
    sizes = [path.stat().st_size for path in folder.rglob("*.woff2")]
    assert len(sizes) == 3
    assert sum(sizes) <= 55_000


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


def test_fonts_are_made_once(folder):
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert fonts.font_folder(folder.parent) == folder
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


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
