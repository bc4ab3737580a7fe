"""What is installed is what is tested: the wheel, in another place, builds a show with the theme that it carries."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from podcast.authoring.reference.documentation import TOPICS
from tests.support.paths import ROOT
from tests.support.small_show import write_show


def run(*words: str | Path, at: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=at,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run("-m", "build", "--wheel", "--no-isolation", "--outdir", folder, at=ROOT)
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_the_theme_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "podcast/templates/episode.html" in names
    assert [name for name in names if "LC_MESSAGES" in name] == ["podcast/locale/de/LC_MESSAGES/podcast.mo"]
    assert "podcast/authoring/reference/fields.toml" in names
    assert {"podcast/locale/site.de.toml", "podcast/locale/report.en.toml"} <= set(names)
    assert {"podcast/report/report.html", "podcast/report/report.css"} <= set(names)
    assert [name for name in names if name.startswith("podcast/templates/assets/")]
    assert {"podcast/cldr/generated/locales.json", "podcast/py.typed"} <= set(names)
    assert len([name for name in names if name.endswith(".woff2")]) == 4
    assert {f"podcast/docs/{language}/{topic}.md" for language in ("en", "de") for topic in TOPICS} <= set(names)
    assert not [name for name in names if name.startswith(("tests", "episodes", "docs"))]


def test_the_page_of_a_package_index_has_no_dead_link(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    [metadata] = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
    description = metadata.split("\n\n", 1)[1]
    assert description.startswith("# A podcast from a folder of files")
    assert "`podcast docs fields`" in description
    assert not re.findall(r"\]\((?!https?:)[^)]*\)", description)


@pytest.mark.long
def test_a_show_is_built_from_the_installed_wheel(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    run("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", installed, wheel, at=tmp_path)
    place = {"PYTHONPATH": str(installed)}
    where = run("-c", "import podcast; print(podcast.__file__)", at=tmp_path, **place)
    assert where.startswith(str(installed))
    assert run("-m", "podcast", "docs", "legal", at=tmp_path, LANGUAGE="en", **place).startswith("# ")
    root = write_show(tmp_path / "show")
    assert "site/: 2 episodes" in run("-m", "podcast", "build", "--report", at=root, **place)
    assert b"<svg" in (root / ".podcast" / "report.html").read_bytes()
    page = (root / "site" / "folge-1" / "index.html").read_text("utf-8")
    assert '<html lang="de"' in page
