"""Writes the accessibility trees that the tests compare with anew: `make trees`, then read the difference."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.support.accessibility_trees import accessibility_trees, write_site
from tests.support.browsers import chromium, served
from tests.support.paths import TESTS

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        write_site(Path(folder))
        with served(Path(folder)) as site, chromium() as browser:
            for name, tree in accessibility_trees(browser, site.url).items():
                (TESTS / "browsers" / "golden" / f"{name}.txt").write_text(tree, "utf-8")
