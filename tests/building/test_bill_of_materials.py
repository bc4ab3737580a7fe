"""The bill of materials lists every locked library, with its hashes, and is the same for the same commit."""

from __future__ import annotations

import json
import re
import site
from pathlib import Path

import pytest

from building.bill_of_materials import bill_of_materials, project_component
from tests.support.paths import ROOT

LOCKED = (ROOT / "requirements" / "program.txt").read_text("utf-8")
LIBRARIES = [Path(folder) for folder in site.getsitepackages()]


@pytest.fixture(scope="module")
def text() -> str:
    return bill_of_materials(LOCKED, project_component("0.1.0"), 1_750_000_000, LIBRARIES)


def test_every_locked_library_is_there_with_the_hashes_of_all_its_files(text: str) -> None:
    components = {part["purl"]: part for part in json.loads(text)["components"]}
    pins = re.findall(r"^([\w.-]+)==([^\s;]+)", LOCKED, re.MULTILINE)
    assert {f"pkg:pypi/{name.lower()}@{version}" for name, version in pins} == set(components)
    hashes = {part["content"] for component in components.values() for part in component["hashes"]}
    assert hashes == set(re.findall(r"sha256:([0-9a-f]{64})", LOCKED))


def test_every_library_that_is_installed_here_has_a_licence(text: str) -> None:
    required = [part for part in json.loads(text)["components"] if part["scope"] == "required"]
    assert len(required) > 40
    assert [part["name"] for part in required if not part.get("licenses")] == []


def test_the_program_depends_on_all_of_them(text: str) -> None:
    document = json.loads(text)
    program = document["metadata"]["component"]
    assert (program["name"], document["specVersion"]) == ("podcast-from-a-folder", "1.6")
    (needed,) = (part["dependsOn"] for part in document["dependencies"] if part["ref"] == program["bom-ref"])
    assert len(needed) == len(document["components"])


def test_the_same_commit_has_the_same_text_and_another_time_another(text: str) -> None:
    again = bill_of_materials(LOCKED, project_component("0.1.0"), 1_750_000_000, LIBRARIES)
    later = bill_of_materials(LOCKED, project_component("0.1.0"), 1_750_000_001, LIBRARIES)
    assert text == again != later
