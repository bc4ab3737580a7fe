"""Installs a wheel as a stranger would, into a clean environment, and runs it there.

`python -m building.clean_install WHEEL [PYTHON …]` does it for each Python that is named, or for the one that runs.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
import wave
from pathlib import Path
from typing import Final

from building.distributions import ReleaseError

ROOT: Final = Path(__file__).parents[1]
MAX_BYTES: Final = 320_000_000  # of an installation without extras
_VERIFIED: Final = ("install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps")
_COMMANDS: Final = ("podcast", "podcast-from-a-folder")
_SHOW: Final = """\
title: Rathausfunk
description: Eine Sendung, die zeigt, dass das Programm vollständig installiert ist.
link: https://podcast.example.org/
language: de
timezone: Europe/Berlin
author: Redaktion
categories: [Government]
explicit: false
guid: 375e050f-7f52-5e9b-9cfc-9414515d1a5b
cover: cover.jpg
cover_alt: Ein Schrank.
publish: {target: published}
"""
_EPISODE: Final = """\
guid: rathausfunk-1
title: „Die erste“ Folge
date: 2024-01-02 09:00
summary: Worum es geht.
notes: Kurz.
"""


def install_and_run(python: str, wheel: Path, root: Path = ROOT) -> str:
    """Install a wheel with the locked versions of all libraries, verified by their hashes, and build a show with it.

    What only builds need is removed before, so that a library that the wheel forgets to name is noticed.

    Args:
        python: the interpreter.
        wheel: the file.
        root: the project, for its requirements and cover.

    Returns:
        What `podcast --version` says, and the size.

    Raises:
        ReleaseError: it is too large.
        CalledProcessError: a step fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = Path(folder) / "environment"
        _run(python, "-m", "venv", environment)
        binaries = environment / ("Scripts" if sys.platform == "win32" else "bin")
        pip = (binaries / "python", "-m", "pip")
        build, program = (root / "requirements" / f"{name}.txt" for name in ("build", "program"))
        for requirements in (build, program, _wheel_requirement(Path(folder), wheel)):
            _run(*pip, *_VERIFIED, "--no-build-isolation", "--requirement", requirements)
        _run(*pip, "uninstall", "--quiet", "--yes", *sorted(_names(build) - _names(program)))
        _run(*pip, "check", "--disable-pip-version-check")
        size = installed_size(environment)
        versions = {_run(binaries / command, "--version") for command in _COMMANDS}
        site = _build_show(binaries / "podcast", Path(folder) / "show", root)
        if len(versions) != 1 or not (site / "feed.xml").is_file():
            raise subprocess.CalledProcessError(1, "podcast build", str(versions))
    if size > MAX_BYTES:
        raise ReleaseError(f"an installation takes {size / 1e6:.0f} MB; docs/decisions/packages.md has what it may be")
    return f"{versions.pop().strip()} ({size / 1e6:.0f} MB)"


def installed_size(environment: Path) -> int:
    """Return the bytes of all packages in an environment, with their bytecode, without pip and setuptools."""
    (packages,) = (path for path in environment.rglob("site-packages") if path.is_dir())
    tools = re.compile(r"(?:pip|setuptools|pkg_resources|_distutils_hack)\b.*")
    names = (path for path in packages.iterdir() if not tools.fullmatch(path.name))
    files = (file for path in names for file in ([path] if path.is_file() else path.rglob("*")))
    return sum(file.stat().st_size for file in files if file.is_file())


def _wheel_requirement(folder: Path, wheel: Path) -> Path:
    """Write a file that requires the wheel, with its hash."""
    path = folder / "wheel.txt"
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    path.write_text(f"{wheel.resolve().as_uri()} --hash=sha256:{digest}\n", "utf-8")
    return path


def _names(requirements: Path) -> set[str]:
    return set(re.findall(r"^([A-Za-z0-9._-]+)==", requirements.read_text("utf-8"), re.MULTILINE))


def _build_show(podcast: Path, folder: Path, root: Path) -> Path:
    """Build a show of one episode; return its site."""
    episode = folder / "episodes" / "erste"
    episode.mkdir(parents=True)
    (folder / "podcast.yaml").write_text(_SHOW, "utf-8")
    (folder / "cover.jpg").write_bytes((root / "cover.jpg").read_bytes())
    (episode / "episode.yaml").write_text(_EPISODE, "utf-8")
    with wave.open(str(episode / "recording.wav"), "wb") as sound:
        sound.setparams((1, 2, 48_000, 0, "NONE", ""))
        sound.writeframes(
            b"".join((step % 200 * 80 - 8000).to_bytes(2, "little", signed=True) for step in range(96_000))
        )
    _run(podcast, "build", "-C", folder)
    return folder / "site"


def _run(*words: str | Path) -> str:
    """Run a command; what it printed. Its own error messages are shown."""
    return subprocess.run([*map(str, words)], check=True, stdout=subprocess.PIPE, text=True).stdout


def main(arguments: list[str]) -> None:
    """Install a wheel for each Python, and say so."""
    for python in arguments[1:] or [sys.executable]:
        version = install_and_run(python, Path(arguments[0]))
        print(f"{python}: {version} is installed with verified hashes, and built a show")


if __name__ == "__main__":
    main(sys.argv[1:])
