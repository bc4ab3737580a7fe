"""A theme: templates and assets, from folders in order of precedence, file by file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import rcssmin
import rjsmin
from jinja2 import nodes

from podcast import urls as addresses
from podcast.errors import TemplateError
from podcast.i18n import _
from podcast.pages import third_party as foreign
from podcast.pages.images import picture_html as parts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from types import TracebackType

ASSETS = "assets"
BUILT_IN = "built-in"  # `{% extends "built-in/page.html" %}`: a show's page.html on top of ours
_SQUEEZED: dict[str, Callable[[str], str]] = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}
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
            raise TemplateError(
                _("templates/{assets}/{name}: there is no such file; add it, or take out the link to it").format(
                    assets=ASSETS, name=name
                )
            )
        return self.addresses[name]

    def place(self, text: str, template: str) -> str:
        """Where a template says something: `templates/page.html:12`; `template` itself where none says it literally."""
        for folder in self.folders:
            for path in sorted(folder.glob("*.html")):
                lines = path.read_text("utf-8").splitlines()
                found = next((number for number, line in enumerate(lines, start=1) if text in line), None)
                if found:
                    return f"templates/{path.name}:{found}"
        return f"templates/{template}"

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


def opened(folders: Sequence[Path], host: str = "") -> Theme:
    """The theme in these folders; the first that has a file wins, the last is the built-in one.

    Args:
        folders: of the show, of its fonts, and ours.
        host: the show's own; what an asset asks of any other is an error.

    Raises:
        TemplateError: an asset makes browsers ask another host; says where.
    """
    environment = _environment(tuple(folders), tuple(_states(folders)))
    read = {name: path.read_bytes() for name, path in _asset_files(folders).items()}
    if asked := tuple(_asked(read, host)):
        raise TemplateError("\n".join(asked))
    found = {name: _squeezed(data, folders[-1] / ASSETS / name) for name, data in read.items()}
    named = {name: _address(name, data) for name, data in found.items() if not name.endswith(".css")}
    sheets = {name: _linked(data, named) for name, data in found.items() if name.endswith(".css")}
    named |= {name: _address(name, data) for name, data in sheets.items()}
    assets = {named[name]: data for name, data in {**found, **sheets}.items()}
    return Theme(tuple(folders), environment, assets, named)


def _states(folders: Sequence[Path]) -> Iterator[tuple[str, int, int]]:
    """What tells whether a template was added, changed or removed."""
    for folder in folders:
        for path in sorted(folder.rglob("*.html")):
            state = path.stat()
            yield str(path), state.st_mtime_ns, state.st_size


def fingerprint(look: Theme) -> str:
    """Changes with every template and every asset."""
    texts = [(path.name, path.read_bytes()) for folder in look.folders for path in sorted(folder.rglob("*.html"))]
    return hashlib.sha256(repr((texts, sorted(look.addresses.items()))).encode()).hexdigest()


def sees_all(look: Theme, plain: Collection[str]) -> bool:
    """Whether a template may show more of the show on any page than its `plain` fields: its episodes.

    It does not where each `show` in it is followed by the name of such a field. One that cannot be read may.
    """
    paths = (path for folder in look.folders for path in sorted(folder.rglob("*.html")))
    return any(_sees_all(look.environment, path, plain) for path in paths)


def _sees_all(environment: jinja2.Environment, path: Path, plain: Collection[str]) -> bool:
    try:
        tree = environment.parse(path.read_text("utf-8"))
    except (jinja2.TemplateSyntaxError, UnicodeDecodeError):
        return True
    fields = [one.node for one in tree.find_all(nodes.Getattr) if one.attr in plain]
    named = sum(isinstance(node, nodes.Name) and node.name == "show" for node in fields)
    return named < sum(node.name == "show" for node in tree.find_all(nodes.Name))


@lru_cache(maxsize=4)
def _environment(folders: tuple[Path, ...], _: tuple[tuple[str, int, int], ...]) -> jinja2.Environment:
    """The templates of these folders; they are compiled once for as long as they stay the same."""
    loaders = [jinja2.FileSystemLoader(folder) for folder in folders]
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader([*loaders, jinja2.PrefixLoader({BUILT_IN: loaders[-1]})]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["picture"] = parts.picture
    return environment


def _asked(assets: Mapping[str, bytes], host: str) -> Iterator[str]:
    """What assets ask of other hosts, and where."""
    sentence = _("{place}: {form} asks another host for {url}; put the file into templates/assets/, or take it out")
    for name, data in assets.items():
        for one in foreign.of_asset(name, data, host):
            yield sentence.format(place=f"templates/{ASSETS}/{name}:{one.line}", form=one.form, url=one.url)


def _squeezed(data: bytes, ours: Path) -> bytes:
    """An asset; of our own sheet and scripts what browsers need, also where a show has a copy of them."""
    squeeze = _SQUEEZED.get(ours.suffix)
    own = squeeze and ours.is_file() and ours.read_bytes() == data
    return squeeze(data.decode()).encode() if squeeze and own else data


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
        return _('{message}; correct the name, or ask with "is defined"').format(message=error.message)
    if isinstance(error, jinja2.TemplateNotFound):
        return _('there is no template "{name}"; add it to templates/').format(name=error.name)
    if isinstance(error, jinja2.TemplateSyntaxError):
        return _("{message}; correct the template").format(message=error.message)
    return _("{name}: {error}; correct the expression").format(name=type(error).__name__, error=error)
