"""The versions of Python that the program supports: those of this computer, and for the others, wheels that fit."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from packaging.markers import default_environment
from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

SUPPORTED: Final = ("3.11", "3.12", "3.13", "3.14")
_PIN: Final = re.compile(r"^[A-Za-z0-9._-]+==[^\n\\]+", re.MULTILINE)
# These exist as source only, in pure Python: pip builds them, with the tools of requirements/build.txt.
SOURCE_ONLY: Final = frozenset({"feedgen"})


def installed_pythons() -> dict[str, str]:
    """Find the interpreters of this computer: on the search path, and those of pyenv; by version."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    pythons = {}
    for version in SUPPORTED:
        names = [*sorted(map(str, root.glob(f"versions/{version}.*/bin/python{version}"))), f"python{version}"]
        if f"{sys.version_info.major}.{sys.version_info.minor}" == version:
            names.insert(0, sys.executable)
        runs = (path for name in names if (path := shutil.which(name)) and _is_version(path, version))
        if python := next(runs, None):
            pythons[version] = python
    return pythons


def download_wheels(requirements: Path, version: str) -> int:
    """Download a wheel of each library for a version of Python that is not here, with verified hashes.

    Args:
        requirements: versions and hashes.
        version: of Python, as in `3.12`.

    Returns:
        The number of wheels.

    Raises:
        CalledProcessError: one has no wheel for it.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "requirements.txt"
        path.write_text(requirements_for(requirements.read_text("utf-8"), version), "utf-8")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--no-deps"]
        command += ["--only-binary", ":all:", "--python-version", version, "--dest", f"{folder}/wheels"]
        subprocess.run([*command, "--requirement", str(path)], check=True)
        return len(list(Path(folder, "wheels").iterdir()))


def requirements_for(text: str, version: str) -> str:
    """Return the pins with their hashes that a version of Python needs, without their conditions."""
    environment: dict[str, str | AbstractSet[str]] = {name: str(value) for name, value in default_environment().items()}
    environment |= {"python_version": version, "python_full_version": f"{version}.0"}
    entries = re.split(r"\n(?=[A-Za-z0-9])", text)
    kept = []
    for entry in entries:
        pin = _PIN.match(entry)
        requirement = Requirement(pin[0].strip()) if pin else None
        if requirement is None or requirement.name in SOURCE_ONLY:
            continue
        if requirement.marker is None or requirement.marker.evaluate(environment):
            kept.append(f"{requirement.name}{requirement.specifier} \\\n{entry.partition(chr(10))[2]}")
    return "\n".join(kept) + "\n"


def _is_version(python: str, version: str) -> bool:
    """Whether an interpreter starts and is of a version; pyenv's names for others do not start."""
    command = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return run.returncode == 0 and run.stdout.strip() == version
