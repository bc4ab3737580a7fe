"""A theme: templates and assets, from folders in order of precedence, file by file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

from podcast import addresses
from podcast.errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType

ASSETS = "assets"
BUILT_IN = "built-in"  # `{% extends "built-in/page.html" %}`: a show's page.html on top of ours
_URL = re.compile(r"url\(([\"']?)(?![a-z]+:|/|#)([^\"')]+)\1\)")
# What an expression in a template can raise; outside of templates these are bugs, and stay as they are.
_SLIPS = (jinja2.TemplateError, TypeError, ValueError, LookupError, ArithmeticError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Theme:
    """Templates, ready to be filled, and the assets' bytes with the addresses they have by their digests."""

    folders: tuple[Path, ...]
    environment: jinja2.Environment
    assets: Mapping[str, bytes]  # by address
    addresses: Mapping[str, str]  # by name below assets/

    def asset(self, name: str) -> str:
        """The address of an asset.

        Raises:
            TemplateError: no folder has it.
        """
        if name not in self.addresses:
            raise TemplateError(f"templates/{ASSETS}/{name}: there is no such file; add it, or take out the link to it")
        return self.addresses[name]

    def filled(self, template: str, values: Mapping[str, Any]) -> str:
        """A template with its values.

        Raises:
            TemplateError: the template is broken; says where.
        """
        try:
            return self.environment.get_template(template).render(values)
        except _SLIPS as error:
            place = _place(error, template, self.folders)
            if place is None:
                raise
            raise TemplateError(f"{place}: {_what(error)}") from error


def default_templates() -> Path:
    """The theme that ships: in the package when it is installed, beside it in a checkout."""
    package = Path(str(files("podcast")))
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


def opened(folders: Sequence[Path]) -> Theme:
    """The theme in these folders; the first that has a file wins, the last is the built-in one."""
    loaders = [jinja2.FileSystemLoader(folder) for folder in folders]
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader([*loaders, jinja2.PrefixLoader({BUILT_IN: loaders[-1]})]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found = {name: path.read_bytes() for name, path in _asset_files(folders).items()}
    named = {name: _address(name, data) for name, data in found.items() if not name.endswith(".css")}
    sheets = {name: _linked(data, named) for name, data in found.items() if name.endswith(".css")}
    named |= {name: _address(name, data) for name, data in sheets.items()}
    assets = {named[name]: data for name, data in {**found, **sheets}.items()}
    return Theme(tuple(folders), environment, assets, named)


def _asset_files(folders: Sequence[Path]) -> dict[str, Path]:
    """The assets by name; hidden files (an editor's, a file manager's) are none."""
    found: dict[str, Path] = {}
    for folder in reversed(folders):
        root = folder / ASSETS
        for path in sorted(root.rglob("*")):
            relative = path.relative_to(root)
            if path.is_file() and not any(part.startswith(".") for part in relative.parts):
                found[relative.as_posix()] = path
    return dict(sorted(found.items()))


def _address(name: str, data: bytes) -> str:
    return addresses.asset(name, hashlib.sha256(data).hexdigest())


def _linked(sheet: bytes, named: Mapping[str, str]) -> bytes:
    """A style sheet whose `url(font.woff2)` lead to the names that the assets go by. Sheets lie in assets/ itself."""

    def renamed(match: re.Match[str]) -> str:
        address = named.get(match[2])
        return f'url("{address.removeprefix(ASSETS + "/")}")' if address else match[0]

    return _URL.sub(renamed, sheet.decode()).encode()


# --- what is wrong with a template -----------------------------------------------------------------------------------


def _place(error: BaseException, template: str, folders: Sequence[Path]) -> str | None:
    """`templates/episode.html:12`; None when the fault is not a template's."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"templates/{error.name or template}:{error.lineno}"
    lines = [*_lines(error.__traceback__, folders)]
    if lines:
        return f"templates/{lines[-1]}"
    return f"templates/{template}" if isinstance(error, jinja2.TemplateError) else None


def _lines(traceback: TracebackType | None, folders: Sequence[Path]) -> Iterator[str]:
    """The lines of templates in a traceback, the innermost last."""
    while traceback is not None:
        path = Path(traceback.tb_frame.f_code.co_filename)
        folder = next((folder for folder in folders if path.is_relative_to(folder)), None)
        if folder is not None:
            yield f"{path.relative_to(folder).as_posix()}:{traceback.tb_lineno}"
        traceback = traceback.tb_next


def _what(error: BaseException) -> str:
    """What is wrong, and the remedy."""
    if isinstance(error, jinja2.UndefinedError):
        return f'{error.message}; correct the name, or ask with "is defined"'
    if isinstance(error, jinja2.TemplateNotFound):
        return f'there is no template "{error.name}"; add it to templates/'
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{error.message}; correct the template"
    return f"{type(error).__name__}: {error}; correct the expression"
