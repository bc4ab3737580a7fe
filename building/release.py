"""Makes a release in dist/: `make release` runs this in an environment of its own.

Wheel and sdist of the committed state are built twice and compared, checked as a package index checks them, and
installed with verified hashes for each Python that is here; for the others, fitting wheels are downloaded. Beside them
come the locked versions of all libraries, the bill of materials and the digests.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

from building import bill_of_materials, clean_install, distributions, pythons

ROOT: Final = Path(__file__).parents[1]
DIST: Final = ROOT / "dist"
PROGRAM: Final = ROOT / "requirements" / "program.txt"


def release() -> None:
    """Make and check all files.

    Raises:
        ReleaseError: a check fails.
        CalledProcessError: a tool fails; it has said why.
    """
    commit = _git("rev-parse", "HEAD")
    _say(f"commit {commit[:12]}{', not what is changed and not committed' * _is_changed()}")
    subprocess.run([sys.executable, "-m", "reuse", "lint", "--quiet"], cwd=ROOT, check=True)
    _say("every file has a licence (REUSE)")
    files = distributions.build_twice(ROOT, commit, DIST)
    _say("built twice, in two places, with equal bytes")
    subprocess.run([sys.executable, "-m", "twine", "check", "--strict", *map(str, files)], check=True)
    shutil.copy(PROGRAM, DIST / "requirements.txt")
    _write_bill_of_materials(commit)
    _check_pythons(next(path for path in files if path.suffix == ".whl"))
    _write_digests()
    _say("dist/ has the release: " + ", ".join(path.name for path in sorted(DIST.iterdir())))


def _check_pythons(wheel: Path) -> None:
    """Install the wheel for each Python of this computer; for another one, find wheels of all libraries."""
    found = pythons.installed_pythons()
    for version in pythons.SUPPORTED:
        if python := found.get(version):
            _say(f"Python {version}: {clean_install.install_and_run(python, wheel)} installed, and built a show")
        else:
            count = pythons.download_wheels(PROGRAM, version)
            _say(f"Python {version}: not here, not run; {count} wheels with verified hashes fit it")


def _write_bill_of_materials(commit: str) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    libraries = sorted(ROOT.glob(".venv/lib/python3.*/site-packages"))
    text = bill_of_materials.bill_of_materials(
        PROGRAM.read_text("utf-8"),
        bill_of_materials.project_component(version),
        int(distributions.commit_time(ROOT, commit)),
        libraries,
    )
    (DIST / f"podcast_from_a_folder-{version}.cdx.json").write_text(text, "utf-8")
    count = text.count('"purl": ') - 1
    _say(f"bill of materials: {count} libraries (CycloneDX 1.6)")


def _write_digests() -> None:
    """Write SHA256SUMS, as `sha256sum --check` reads it."""
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(DIST.iterdir())]
    (DIST / "SHA256SUMS").write_text("".join(lines), "utf-8")


def _is_changed() -> bool:
    return bool(_git("status", "--porcelain", "--untracked-files=no"))


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def _say(line: str) -> None:
    print(f"release: {line}", flush=True)


if __name__ == "__main__":
    try:
        release()
    except distributions.ReleaseError as error:
        sys.exit(f"release: {error}")
