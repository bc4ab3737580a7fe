import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from building.fonts import font_files, supported_characters
from podcast.pages.images import fonts
from podcast.pages.theme import default_templates, load_theme

FOLDER = fonts.font_folder()


def test_the_fonts_are_small() -> None:
    sizes = [path.stat().st_size for path in FOLDER.rglob("*.woff2")]
    assert len(sizes) == 4
    assert sum(sizes) <= 60_000


@pytest.mark.parametrize("font", fonts.FONTS, ids=lambda font: font.name)
def test_a_font_writes_german_and_its_neighbours(font: fonts.Font) -> None:
    with TTFont(FOLDER / "assets" / font.asset) as read:
        assert read.flavor == "woff2"
        has = set(map(chr, read.getBestCmap()))
    assert not {*"ÄÖÜäöüß„“‚‘–…§€×−éèêçñåøłšžčőű"} - has


def test_the_licence_stands_beside_the_fonts_and_in_them() -> None:
    texts = [path.read_text("utf-8") for path in FOLDER.rglob("*.OFL.txt")]
    assert len(texts) == 2
    assert all("SIL Open Font License, Version 1.1" in text for text in texts)
    for path in FOLDER.rglob("*.woff2"):
        with TTFont(path) as read:
            assert "Open Font License" in read["name"].getDebugName(13)


@pytest.mark.long
def test_the_files_are_what_the_build_of_the_project_makes_byte_by_byte() -> None:
    files = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in FOLDER.rglob("*") if path.is_file()}
    assert {name: data for name, data in files.items() if name != "fingerprint.txt"} == dict(font_files())


def test_figures_stand_below_each_other() -> None:
    with TTFont(io.BytesIO((FOLDER / "assets" / fonts.LABEL.asset).read_bytes())) as read:
        features = {record.FeatureTag for record in read["GSUB"].table.FeatureList.FeatureRecord}
    assert "tnum" in features


def test_the_style_sheet_names_the_fonts_as_they_are_published() -> None:
    theme = load_theme([FOLDER, default_templates()])
    sheet = theme.assets[theme.asset("site.css")].decode()
    for font in fonts.FONTS:
        address = theme.asset(font.asset)
        assert theme.assets[address][:4] == b"wOF2"
        assert f'url("{address.removeprefix("assets/")}")' in sheet


def test_a_show_may_bring_its_own_font(tmp_path: Path) -> None:
    own = tmp_path / "assets" / fonts.TEXT.asset
    own.parent.mkdir(parents=True)
    own.write_bytes(b"own")
    theme = load_theme([tmp_path, FOLDER, default_templates()])
    assert theme.assets[theme.asset(fonts.TEXT.asset)] == b"own"


def test_letters_that_the_font_lacks_are_named() -> None:
    assert fonts.missing_characters("Grüße aus Łódź – „ja“\xad") == ""
    assert fonts.missing_characters("a你Жb") == "Ж你"


def test_the_letters_of_a_font_are_those_of_its_character_map() -> None:
    assert {*"aß„€"} < {*supported_characters(fonts.LABEL)}
    assert not {*"Ж你"} & {*supported_characters(fonts.LABEL)}
