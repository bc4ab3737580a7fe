"""Makes the generated files of the package, unless what they depend on is unchanged.

`python -m building.generate` makes them in a checkout; building and installing the project does it as well.
"""

from __future__ import annotations

import hashlib
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Final

FONTS: Final = "podcast/pages/images/generated"
LOCALES: Final = "podcast/cldr/generated"
FOLDERS: Final = (FONTS, LOCALES)
_LIBRARIES: Final = ("babel", "brotli", "fonttools", "fontpkg-atkinson-hyperlegible", "fontpkg-barlow-semi-condensed")
_SOURCES: Final = ("building/*.py", "podcast/pages/images/fonts.py")
_FINGERPRINT_FILE: Final = "fingerprint.txt"


def update(root: Path) -> None:
    """Make all files that are not current.

    Args:
        root: the folder of the project.
    """
    expected = fingerprint(root)
    if any(_stored_fingerprint(root / folder) != expected for folder in FOLDERS):
        from building.fonts import font_files
        from building.locales import locale_data

        _write(root / FONTS, dict(font_files()), expected)
        _write(root / LOCALES, {"locales.json": locale_data()}, expected)


def fingerprint(root: Path) -> str:
    """Hash of everything that the bytes of the files depend on."""
    sources = sorted(path for pattern in _SOURCES for path in root.glob(pattern))
    parts = [*(path.read_bytes() for path in sources), *(f"{name} {version(name)}".encode() for name in _LIBRARIES)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _stored_fingerprint(folder: Path) -> str:
    path = folder / _FINGERPRINT_FILE
    return path.read_text("utf-8").strip() if path.is_file() else ""


def _write(folder: Path, files: dict[str, bytes], fingerprint: str) -> None:
    """Replace a folder; the fingerprint comes last, so that an interrupted one is made again."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in {**files, _FINGERPRINT_FILE: f"{fingerprint}\n".encode()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    update(Path(__file__).parents[1])
