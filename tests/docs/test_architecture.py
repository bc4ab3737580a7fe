"""The page on the architecture: its paths and names exist, and its table has all packages."""

from __future__ import annotations

import re

import pytest

from tests.support.paths import DOCS, ROOT
from tests.test_floors import LAYERS, PACKAGE

PAGES = {language: (DOCS / language / "architecture.md").read_text("utf-8") for language in ("en", "de")}
PACKAGES = "\n".join(
    PAGES[language].split(f"## {title}\n")[1].split("\n## ")[0]
    for language, title in (("en", "Packages"), ("de", "Pakete"))
)
IN_THE_WHEEL = {"podcast/templates", "podcast/docs"}
PATH = re.compile(r"`((?:podcast|templates|tests|docs|bench)/[^`\s<>*]*)`")
CONSTANT = re.compile(r"`(_?[A-Z][A-Z_]+|[A-Z]\w+Fields)`")


def faulty_references(text: str) -> list[str]:
    """Paths that do not exist; and in each line constants and classes that are not in the files that it names."""
    faults = [path for path in PATH.findall(text) if not (ROOT / path).exists() and path not in IN_THE_WHEEL]
    for line in text.splitlines():
        named = [ROOT / path for path in PATH.findall(line) if (ROOT / path).exists()]
        files = [file for path in named for file in (path.glob("*.py") if path.is_dir() else [path])]
        source = "\n".join(file.read_text("utf-8") for file in files if file.suffix == ".py")
        faults += [name for name in CONSTANT.findall(line) if files and not re.search(rf"\b{name}\b", source)]
    return faults


@pytest.mark.parametrize("language", PAGES)
def test_every_path_and_name_of_the_page_exists(language: str) -> None:
    assert len(PATH.findall(PAGES[language])) > 30
    assert faulty_references(PAGES[language]) == []


def test_a_path_or_a_name_that_does_not_exist_is_found() -> None:
    assert faulty_references("see `podcast/nothing.py`") == ["podcast/nothing.py"]
    assert faulty_references("`RULES` and `NO_RULES` in `podcast/checks/rules/`") == ["NO_RULES"]


def test_the_table_of_packages_has_every_package_in_its_layer() -> None:
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", PACKAGES, re.MULTILINE)
    layers = [layer for layer in LAYERS if layer != ("__main__",)]
    packages = [(number, name) for number, layer in enumerate(layers, 1) for name in layer]
    assert [(int(number), name) for number, name in rows] == packages * 2


def test_every_folder_within_a_package_of_the_table_exists() -> None:
    for name, contents in re.findall(r"^\| \d+ \| `(\w+)` \| (.*?) \|", PACKAGES, re.MULTILINE):
        for folder in re.findall(r"`(\w+)/`", contents):
            assert (PACKAGE / name / folder).is_dir(), f"{name}/{folder}"
