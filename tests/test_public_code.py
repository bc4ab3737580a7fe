"""What public administrations look for in a repository: metadata for catalogues, licences, a bill of materials."""

from __future__ import annotations

import re
import subprocess
import tomllib
from importlib.metadata import entry_points
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from building.pythons import SUPPORTED
from tests.support.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PUBLIC_CODE = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
TEXT = {"type": "string", "minLength": 1}
TEXTS = {"type": "array", "items": TEXT, "minItems": 1, "uniqueItems": True}
# The rules of the standard (publiccode.yml 0, "The Standard (core)") for the keys that we use; no others are allowed.
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        *("publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType"),
        *("description", "legal", "maintenance", "localisation"),
    ],
    "properties": {
        "publiccodeYmlVersion": {"const": "0"},
        "name": TEXT,
        "url": {"type": "string", "pattern": r"^https://[^\s@]+$"},
        "softwareVersion": TEXT,
        "platforms": TEXTS,
        "categories": {
            **TEXTS,
            "items": {"enum": ["content-management", "digital-asset-management", "website-builder"]},
        },
        "developmentStatus": {"enum": ["concept", "development", "beta", "stable", "obsolete"]},
        "softwareType": {
            "enum": [
                *("standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web", "standalone/backend"),
                *("standalone/other", "addon", "library", "configurationFiles"),
            ]
        },
        "intendedAudience": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"scope": {**TEXTS, "items": {"enum": ["culture", "local-authorities", "society"]}}},
        },
        "description": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": "^[a-z]{2,3}(-[A-Z]{2})?$"},
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "required": ["shortDescription", "longDescription", "features"],
                "properties": {
                    "localisedName": TEXT,
                    "shortDescription": {**TEXT, "maxLength": 150},
                    "longDescription": {**TEXT, "minLength": 150, "maxLength": 10_000},
                    "features": {**TEXTS, "minItems": 5, "maxItems": 20},
                },
            },
        },
        "legal": {
            "type": "object",
            "additionalProperties": False,
            "required": ["license"],
            "properties": {"license": TEXT, "mainCopyrightOwner": TEXT},
        },
        "maintenance": {
            "type": "object",
            "additionalProperties": False,
            "required": ["type", "contacts"],
            "properties": {
                "type": {"enum": ["internal", "community"]},
                "contacts": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["name"],
                        "properties": {"name": TEXT, "email": TEXT, "affiliation": TEXT},
                    },
                },
            },
        },
        "localisation": {
            "type": "object",
            "additionalProperties": False,
            "required": ["localisationReady", "availableLanguages"],
            "properties": {"localisationReady": {"type": "boolean"}, "availableLanguages": TEXTS},
        },
        "dependsOn": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "open": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["name"],
                        "properties": {"name": TEXT, "versionMin": TEXT},
                    },
                }
            },
        },
    },
}


def test_publiccode_follows_the_standard() -> None:
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(PUBLIC_CODE)] == []


@pytest.mark.parametrize("key", SCHEMA["required"])
def test_the_standard_asks_for_each_key(key: str) -> None:
    without = {name: value for name, value in PUBLIC_CODE.items() if name != key}
    assert not Draft202012Validator(SCHEMA).is_valid(without)


def test_publiccode_says_what_the_package_says() -> None:
    assert PUBLIC_CODE["softwareVersion"] == PROJECT["version"]
    assert PUBLIC_CODE["legal"]["license"] == PROJECT["license"]
    assert f">={PUBLIC_CODE['dependsOn']['open'][0]['versionMin']}" == PROJECT["requires-python"]
    assert set(PUBLIC_CODE["localisation"]["availableLanguages"]) == set(PUBLIC_CODE["description"]) == {"de", "en"}


def test_the_address_of_the_repository_stands_in_one_place_until_it_is_public() -> None:
    address = PROJECT.get("urls", {}).get("Repository", "https://example.org/podcast-from-a-folder.git")
    assert PUBLIC_CODE["url"] == address


def test_the_package_has_two_commands_and_names_the_supported_pythons() -> None:
    commands = {entry.name: entry.value for entry in entry_points(group="console_scripts") if "podcast" in entry.name}
    assert commands["podcast"] == commands["podcast-from-a-folder"] == "podcast.__main__:main"
    versions = [line.rpartition(" :: ")[2] for line in PROJECT["classifiers"] if "Python :: 3." in line]
    assert tuple(versions) == SUPPORTED


def test_every_licence_that_is_named_has_its_text() -> None:
    reuse = tomllib.loads((ROOT / "REUSE.toml").read_text("utf-8"))
    names = {annotation["SPDX-License-Identifier"] for annotation in reuse["annotations"]}
    assert names == {path.stem for path in (ROOT / "LICENSES").iterdir()} == {PROJECT["license"]}
    (text,) = (path.read_text("utf-8") for path in (ROOT / "LICENSES").iterdir())
    assert text == (ROOT / "LICENSE").read_text("utf-8")


def test_the_one_statement_covers_every_file() -> None:
    reuse = tomllib.loads((ROOT / "REUSE.toml").read_text("utf-8"))
    assert [annotation["path"] for annotation in reuse["annotations"]] == ["**"]


def test_no_file_claims_a_licence_or_an_owner_of_its_own() -> None:
    """Such a line would contradict REUSE.toml, or be a file of others."""
    words = ["git", "grep", "--files-with-matches", "--ignore-case", "-E", "SPDX-(License-Identifier|FileCopyright)"]
    files = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    assert set(files) <= {"REUSE.toml", "tests/test_public_code.py", "docs/decisions/packages.md"}


@pytest.mark.parametrize("name", ["SECURITY.md", "CONTRIBUTING.md"])
def test_a_command_in_the_guides_exists(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    targets = set(re.findall(r"`make ([a-z-]+)", text)) | set(re.findall(r"^\$ make ([a-z-]+)", text, re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert not [target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)]


def test_files_that_the_guide_for_contributors_names_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    paths = set(re.findall(r"`((?:podcast|tests|docs|templates|building|requirements)/[\w./-]+)`", text))
    assert len(paths) > 15
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []
