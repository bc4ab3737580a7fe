"""The desk's templates: jinja2 with autoescape, one environment a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDER = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates of a folder; a variable that is missing is an error."""

    environment: jinja2.Environment

    def render(self, name: str, variables: Mapping[str, Any]) -> str:
        """Return the HTML of a template."""
        return self.environment.get_template(name).render(variables)


@cache
def desk_templates() -> Templates:
    """Return the templates of the desk."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return Templates(environment)
