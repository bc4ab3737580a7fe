"""Themes: templates and assets from several folders; each file comes from the first folder that has it."""

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

from podcast import urls
from podcast.errors import TemplateError
from podcast.i18n import _
from podcast.pages import third_party
from podcast.pages.compiled_templates import COMPILED_TEMPLATES
from podcast.pages.images import picture_html
from podcast.pages.template_errors import error_location, error_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

ASSETS = "assets"
_NAVIGATION = "navigation.js"  # loads other pages into the document; see its first lines
BUILT_IN = "built-in"  # `{% extends "built-in/page.html" %}`: a show's page.html extends the built-in one
_MINIFIERS: dict[str, Callable[[str], str]] = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}
_CSS_URL = re.compile(r"url\(([\"']?)(?![a-z]+:|/|#)([^\"')]+)\1\)")
# What an expression in a template can raise. Outside of templates these are bugs, and are not converted.
_TEMPLATE_ERRORS = (
    jinja2.TemplateError,
    TypeError,
    ValueError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RecursionError,
)


@dataclass(frozen=True, slots=True)
class Theme:
    """Compiled templates, and the bytes of the assets with their addresses, which contain the digest of the bytes."""

    folders: tuple[Path, ...]
    environment: jinja2.Environment
    assets: Mapping[str, bytes]  # by address
    asset_addresses: Mapping[str, str]  # by name below assets/

    def asset(self, name: str) -> str:
        """Return the address of an asset.

        Raises:
            TemplateError: no folder has it.
        """
        if name not in self.asset_addresses:
            raise TemplateError(
                _("templates/{assets}/{name}: this file does not exist; add it, or remove the link to it").format(
                    assets=ASSETS, name=name
                )
            )
        return self.asset_addresses[name]

    def source_location(self, text: str, template: str) -> str:
        """Return the line with a text, as in `templates/page.html:12`; without a line where no template has it."""
        for folder in self.folders:
            for path in sorted(folder.glob("*.html")):
                lines = path.read_text("utf-8").splitlines()
                number = next((number for number, line in enumerate(lines, start=1) if text in line), None)
                if number:
                    return f"templates/{path.name}:{number}"
        return f"templates/{template}"

    def render(self, template: str, variables: Mapping[str, Any]) -> str:
        """Return the text of a template with its variables filled in.

        Raises:
            TemplateError: the template is broken; with its file and line.
        """
        try:
            return self.environment.get_template(template).render(variables)
        except _TEMPLATE_ERRORS as error:
            location = error_location(error, template, self.folders)
            if location is None:
                raise
            raise TemplateError(f"{location}: {error_text(error)}") from error


def default_templates() -> Path:
    """Return the folder of the built-in theme: in the package when it is installed, beside it in a checkout."""
    package = Path(str(files("podcast")))
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


def load_theme(folders: Sequence[Path], own_host: str = "") -> Theme:
    """Load a theme; each file comes from the first folder that has it.

    Args:
        folders: in order of precedence: the show's templates, its fonts, the built-in theme.
        own_host: the show's host; an asset that makes browsers ask another one is an error.

    Raises:
        TemplateError: an asset makes browsers ask another host; with its file and line.
    """
    environment = _environment(tuple(folders), tuple(_template_states(folders)))
    sources = {name: path.read_bytes() for name, path in _asset_files(folders).items()}
    if messages := tuple(_third_party_messages(sources, own_host)):
        raise TemplateError("\n".join(messages))
    assets = _with_edition({name: _minified(data, folders[-1] / ASSETS / name) for name, data in sources.items()})
    addresses = {name: _asset_address(name, data) for name, data in assets.items() if not name.endswith(".css")}
    # Style sheets name other assets by their addresses, so they get theirs last.
    style_sheets = {name: _with_asset_urls(data, addresses) for name, data in assets.items() if name.endswith(".css")}
    addresses |= {name: _asset_address(name, data) for name, data in style_sheets.items()}
    by_address = {addresses[name]: data for name, data in {**assets, **style_sheets}.items()}
    return Theme(tuple(folders), environment, by_address, addresses)


def _template_states(folders: Sequence[Path]) -> Iterator[tuple[str, int, int]]:
    """Yield path, mtime and size of each template: they change when one is added, changed or removed."""
    for folder in folders:
        for path in _template_files(folder):
            stat = path.stat()
            yield str(path), stat.st_mtime_ns, stat.st_size


def _template_files(folder: Path) -> list[Path]:
    """Return every file of a theme's folder that a template can include, whatever its name; assets are none of them."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path for path in paths if path.relative_to(folder).parts[0] != ASSETS]


def theme_fingerprint(theme: Theme) -> str:
    """Return a fingerprint of all templates and assets."""
    paths = [(folder, path) for folder in theme.folders for path in _template_files(folder)]
    texts = [(path.relative_to(folder).as_posix(), path.read_bytes()) for folder, path in paths]
    return hashlib.sha256(repr((texts, sorted(theme.asset_addresses.items()))).encode()).hexdigest()


def uses_all_episodes(theme: Theme, plain_fields: Collection[str]) -> bool:
    """Return whether a template may use the episodes of `show` on any page.

    It does not if each `show` in it is followed by one of `plain_fields`. A template that cannot be parsed may; a file
    that is no text cannot be included by any template.
    """
    fields = frozenset(plain_fields)
    templates = (path.read_bytes() for folder in theme.folders for path in _template_files(folder))
    return any(b"show" in template and _template_uses_all_episodes(template, fields) for template in templates)


@lru_cache(maxsize=256)  # previews build again and again, and parsing all templates takes a tenth of a second
def _template_uses_all_episodes(template: bytes, plain_fields: frozenset[str]) -> bool:
    try:
        tree = jinja2.Environment(autoescape=True).parse(template.decode())
    except UnicodeDecodeError:
        return False
    except jinja2.TemplateSyntaxError:
        return True
    owners = [attribute.node for attribute in tree.find_all(nodes.Getattr) if attribute.attr in plain_fields]
    plain_uses = sum(isinstance(node, nodes.Name) and node.name == "show" for node in owners)
    return plain_uses < sum(node.name == "show" for node in tree.find_all(nodes.Name))


@lru_cache(maxsize=4)
def _environment(folders: tuple[Path, ...], _: tuple[tuple[str, int, int], ...]) -> jinja2.Environment:
    """Return the templates of these folders; they are compiled again only when one of them has changed."""
    loaders = [jinja2.FileSystemLoader(folder) for folder in folders]
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader([*loaders, jinja2.PrefixLoader({BUILT_IN: loaders[-1]})]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=COMPILED_TEMPLATES,
    )
    environment.globals["picture"] = picture_html.picture_element
    environment.globals["thumbnail"] = picture_html.thumbnail_element
    return environment


def _third_party_messages(assets: Mapping[str, bytes], own_host: str) -> Iterator[str]:
    """Yield a message for each request of an asset to another host."""
    message = _(
        "{place}: {form} loads {url} from another server; put the file into templates/assets/, or remove the reference"
    )
    for name, data in assets.items():
        for request in third_party.asset_requests(name, data, own_host):
            place = f"templates/{ASSETS}/{name}:{request.line}"
            yield message.format(place=place, form=request.form, url=request.url)


def _minified(data: bytes, built_in: Path) -> bytes:
    """Return an asset, minified if it has the bytes of the built-in style sheet or script of its name.

    A copy in a show's folder is minified as well; a show's own style sheets and scripts are left as they are.
    """
    is_built_in = built_in.suffix in _MINIFIERS and built_in.is_file() and built_in.read_bytes() == data
    return _minify(built_in.suffix, data) if is_built_in else data


@lru_cache(maxsize=64)
def _minify(suffix: str, data: bytes) -> bytes:
    return _MINIFIERS[suffix](data.decode()).encode()


def _with_edition(assets: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the assets; `navigation.js` ends with a digest of all scripts, so that its name changes with them.

    A page whose scripts differ must not be loaded into the document of another page, where they would run twice.
    """
    scripts = {name: data for name, data in assets.items() if name.endswith(".js")}
    edition = hashlib.sha256(repr(sorted(scripts.items())).encode()).hexdigest()[:8]
    return {name: data + f"//{edition}".encode() if name == _NAVIGATION else data for name, data in assets.items()}


def _asset_files(folders: Sequence[Path]) -> dict[str, Path]:
    """Return the assets by name; hidden files, as editors and file managers leave them, are left out."""
    paths: dict[str, Path] = {}
    for folder in reversed(folders):
        root = folder / ASSETS
        for path in sorted(root.rglob("*")):
            relative = path.relative_to(root)
            if path.is_file() and not any(part.startswith(".") for part in relative.parts):
                paths[relative.as_posix()] = path
    return dict(sorted(paths.items()))


def _asset_address(name: str, data: bytes) -> str:
    return urls.asset(name, hashlib.sha256(data).hexdigest())


def _with_asset_urls(style_sheet: bytes, asset_addresses: Mapping[str, str]) -> bytes:
    """Return a style sheet of `assets/` with each `url(font.woff2)` replaced by the asset's published name."""

    def published(match: re.Match[str]) -> str:
        address = asset_addresses.get(match[2])
        return f'url("{address.removeprefix(ASSETS + "/")}")' if address else match[0]

    return _CSS_URL.sub(published, style_sheet.decode()).encode()
