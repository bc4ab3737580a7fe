"""What an installation weighs, and what the generated files depend on."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from building import generate
from building.clean_install import installed_size
from podcast.pages.images.fonts import font_folder
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The files that the generated ones depend on, and these, in another place."""
    for name in ("building", generate.FONTS, generate.LOCALES):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "podcast/pages/images/fonts.py", tmp_path / "podcast/pages/images/fonts.py")
    return tmp_path


def states(root: Path) -> dict[str, int]:
    files = (path for folder in generate.FOLDERS for path in (root / folder).rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.stat().st_mtime_ns for path in files}


def test_generated_files_are_made_once(checkout: Path) -> None:
    before = states(checkout)
    assert len(before) > 10
    generate.update(checkout)
    assert states(checkout) == before


@pytest.mark.parametrize("change", ["building/locales.py", "podcast/pages/images/fonts.py"])
def test_another_source_is_another_fingerprint(checkout: Path, change: str) -> None:
    before = generate.fingerprint(checkout)
    (checkout / change).write_text((checkout / change).read_text("utf-8") + "\n", "utf-8")
    assert generate.fingerprint(checkout) != before


@pytest.mark.long
def test_files_that_are_missing_are_made_again_with_the_same_bytes(checkout: Path) -> None:
    shutil.rmtree(checkout / generate.LOCALES)
    generate.update(checkout)
    for name in states(checkout):
        assert (checkout / name).read_bytes() == (ROOT / name).read_bytes(), name


def test_the_program_reads_the_folder_that_the_build_makes() -> None:
    assert font_folder() == ROOT / generate.FONTS


def test_the_size_of_an_installation_is_that_of_its_libraries(tmp_path: Path) -> None:
    packages = tmp_path / "lib" / "python3.11" / "site-packages"
    for name, count in {"av/codec.so": 100, "av/__pycache__/codec.pyc": 20, "six.py": 3, "pip/main.py": 5000}.items():
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).write_bytes(b"x" * count)
    assert installed_size(tmp_path) == 123
