"""Build hook of hatchling: makes what a wheel contains and the repository does not, in the package's folder.

An editable installation makes it too, so that the program runs from a checkout. Git ignores the files.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GeneratedFiles(BuildHookInterface):  # type: ignore[type-arg]
    """Makes the files that are missing or not current, before the project is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Make the files, and have them packed although Git ignores them."""
        if self.target_name != "wheel":  # the sdist has what makes them
            return
        sys.path.insert(0, self.root)  # for `building` and what it imports of the program, which is not installed yet
        try:
            from building import generate

            generate.update(Path(self.root))
        finally:
            sys.path.remove(self.root)
        build_data["artifacts"] += [f"/{path}" for path in generate.FOLDERS]
