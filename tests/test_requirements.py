"""Only files with the recorded hashes are installed, and the recorded versions are those that pyproject.toml allows."""

import hashlib
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.support.paths import ROOT
from tests.tools.requirements import PIN, REQUIREMENTS, SETS, normalized, pins

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def stored(*names: str) -> dict[str, str]:
    return {
        package: version
        for name in names
        for package, version in pins((REQUIREMENTS / f"{name}.txt").read_text("utf-8")).items()
    }


def installations() -> list[str]:
    """The commands with which `make` installs the program and the test tools on a fresh machine."""
    command = ["make", "--dry-run", "--always-make", "--no-print-directory", ".venv/tests", ".venv/transcribe"]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [line for line in output.splitlines() if "pip install" in line]


def install(folder: Path, digest: str) -> subprocess.CompletedProcess[str]:
    """Install the package `example` from a folder, with the options of the Makefile and without any index."""
    (folder / "requirements.txt").write_text(f"example==1.0 --hash=sha256:{digest}\n", "utf-8")
    options = next(line for line in installations() if "tests.txt" in line).partition("install ")[2].split()
    command = [sys.executable, "-m", "pip", "--isolated", "install", *options[:-1], "requirements.txt"]
    command += ["--no-index", "--find-links", ".", "--target", "installed"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / "example-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("example.py", "VALUE = 1\n")
        archive.writestr("example-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: example\nVersion: 1.0\n")
        archive.writestr(
            "example-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("example-1.0.dist-info/RECORD", "")
    return path


@pytest.mark.long
def test_a_package_with_the_recorded_hash_is_installed(wheel: Path) -> None:
    done = install(wheel.parent, hashlib.sha256(wheel.read_bytes()).hexdigest())
    assert done.returncode == 0, done.stderr
    assert (wheel.parent / "installed" / "example.py").exists()


@pytest.mark.long
def test_a_package_with_one_other_byte_is_refused(wheel: Path) -> None:
    data = wheel.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    wheel.write_bytes(data.replace(b"VALUE = 1", b"VALUE = 2"))
    done = install(wheel.parent, digest)
    assert done.returncode != 0
    assert "DO NOT MATCH" in done.stderr
    assert not (wheel.parent / "installed").exists()


@pytest.mark.long
def test_make_installs_nothing_without_hashes_but_the_project_itself() -> None:
    without = [line for line in installations() if "--require-hashes" not in line]
    assert len(without) == 1
    assert without[0].endswith("--no-deps --no-build-isolation --editable .")
    assert all("--no-build-isolation" in line for line in installations())


@pytest.mark.parametrize("name", SETS)
def test_every_pin_has_hashes(name: str) -> None:
    text = (REQUIREMENTS / f"{name}.txt").read_text("utf-8")
    entries = re.split(r"\n(?=\S)", text[text.index("==") :])
    assert len(entries) == len(PIN.findall(text))
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize(
    ("names", "dependencies"),
    [
        (("build", "program"), PROJECT["project"]["dependencies"]),
        (("build", "program", "tests"), PROJECT["project"]["optional-dependencies"]["test"]),
        (("build", "program", "transcribe"), PROJECT["project"]["optional-dependencies"]["transcribe"]),
        (("build", "program", "cluster"), PROJECT["project"]["optional-dependencies"]["cluster"]),
        (("build",), PROJECT["build-system"]["requires"] + PROJECT["dependency-groups"]["build"]),
        (("uv",), PROJECT["dependency-groups"]["uv"]),
    ],
)
def test_every_dependency_has_a_version_that_pyproject_allows(names: tuple[str, ...], dependencies: list[str]) -> None:
    versions = stored(*names)
    for requirement in map(Requirement, dependencies):
        assert requirement.specifier.contains(Version(versions[normalized(requirement.name)])), requirement


def test_no_two_files_pin_different_versions() -> None:
    versions: dict[str, str] = {}
    for name in SETS:
        for package, version in stored(name).items():
            assert versions.setdefault(package, version) == version, package
