"""The architecture, held by tables: layers, homes of libraries, modules that only compute, and the size of folders."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.support.parsed_code import no_search_for_garbage, nodes, parsed

PACKAGE = Path(__file__).parents[1] / "podcast"
MAX_ROOT_MODULES = 10
MAX_FOLDER_MODULES = 20

# A module may import modules of its own package and of packages in later rows, never of an earlier row or of its own.
LAYERS = (
    ("__main__",),
    ("cli",),
    ("desk",),
    ("preview", "importing", "archiving"),
    ("pipeline",),
    ("checks",),
    ("cluster",),
    ("publish",),
    ("steps",),
    ("authoring", "pages", "speech"),
    ("audio", "feed", "report", "show"),
    ("transcripts",),
    ("http",),
    ("hosts", "urls"),
    ("files", "markers", "model", "profiling", "text_formats"),
    ("artifacts",),
    ("timeline",),
    ("errors",),
    ("text",),
    ("i18n", "strings"),
    ("platform",),
    ("cldr",),
)

# The packages or modules that may use a library; the heavy or dangerous parts of the standard library as well.
HOMES = {
    "anyascii": {"authoring.episode_slug"},
    "click": {"cli"},
    "rich": {
        "cli.progress",
        "cli.program.progress_bars",
        "cli.encode_progress",
        "cli.importing.import_progress",
        "cli.pager",
    },
    "concurrent": {"archiving", "audio", "checks", "cluster", "files", "pipeline", "publish", "steps"},
    "multiprocessing": {"profiling", "steps.workers"},
    "fcntl": {"platform"},
    "msvcrt": {"platform"},
    "signal": {"platform", "profiling.cpu_sampler"},
    "yaml": {"show", "authoring"},
    "pydantic": {"authoring", "cli.documents", "desk.forms", "model", "show"},
    "pydantic_core": {"model", "show"},
    "typing_extensions": {"cli.documents"},
    "av": {"audio"},
    "lameenc": {"audio.mp3"},
    "numpy": {"audio", "pages.search", "speech"},
    "distributed": {"cluster"},
    "faster_whisper": {"speech.whisper"},
    "pydub": {"audio"},
    "mutagen": {"audio"},
    "feedgen": {"feed"},
    "lxml": {"feed", "importing", "publish.targets.web_space.webdav", "transcripts.ttml"},
    "jinja2": {"desk.templating", "pages", "report"},
    "mammoth": {"text_formats"},
    "markupsafe": {"pages"},
    "markdown_it": {"pages.text"},
    "nh3": {"pages.text"},
    "PIL": {"pages.images"},
    "pillow_heif": {"pages.images.picture_types"},
    "rcssmin": {"desk.assets", "pages.theme"},
    "rjsmin": {"desk.assets", "pages.theme"},
    "sqlite3": {"files.cache_connection", "files.cache_database", "files.cache_rows"},
    "starlette": {"desk", "preview"},
    "uvicorn": {"preview"},
    "watchfiles": {"preview"},
    "segno": {"preview", "pages"},
    "boto3": {"publish.targets.s3"},
    "botocore": {"publish.targets.s3"},
    "urllib3": {"http", "publish.targets.s3"},
    "ftplib": {"publish.targets.web_space"},
    "paramiko": {"publish.targets.web_space"},
    "keyring": {"publish.targets.web_space"},
}

# The results of these depend on their arguments alone: no clock, no randomness, no disk, no network.
PURE = (
    "feed",
    "report",
    "transcripts",
    "markers",
    "model",
    "hosts",
    "urls",
    "text",
    "text_formats",
    "artifacts",
    "timeline",
    "checks.facts",
    "checks.rules",
    "checks.show_links",
    "checks.markdown_references",
    "authoring.episode_slug",
    "authoring.reference.field_reference",
    "authoring.reference.json_schema",
    "authoring.release_rhythm",
    "show.schedule",
    "publish.outside.feed_items",
    "publish.outside.remedies",
    "publish.protocol.plan",
    "publish.protocol.state",
    "publish.targets.s3.sigv4",
    "preview.byte_ranges",
    "preview.panel",
    "preview.rewrite_feed",
    "preview.view",
)
IMPURE = {"time", "random", "os", "socket", "subprocess", "tempfile", "shutil", "urllib.request", "http"}

# Libraries that `podcast --help` must never load: each costs more than the rest of the start.
HEAVY = frozenset(HOMES) - {"click", "concurrent", "sqlite3", "fcntl"} | {
    "asyncio",
    "http",
    "json",
    "tempfile",
    "tomllib",
    "xml",
    "zoneinfo",
}


@cache
def modules() -> dict[str, ast.Module]:
    """The syntax tree of each module, by its name below the package: `show.load`; a folder by its own name."""
    names = {path: path.relative_to(PACKAGE).with_suffix("").parts for path in sorted(PACKAGE.rglob("*.py"))}
    by_name = {".".join(part for part in parts if part != "__init__"): path for path, parts in names.items()}
    with no_search_for_garbage():
        return {name: parsed(path) for name, path in by_name.items() if name}


@cache
def imports(tree: ast.AST) -> frozenset[str]:
    """The full names of all modules and names that are imported, at the top or in a function."""
    names = set()
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(names)


@cache
def own_imports(name: str) -> frozenset[str]:
    """The modules of the package that a module imports; a package itself only where none of its modules is meant."""
    names = {found.removeprefix("podcast.") for found in imports(modules()[name])} & modules().keys()
    return frozenset(found for found in names if not any(other.startswith(f"{found}.") for other in names))


def package(name: str) -> str:
    """The first part of a module's name."""
    return name.partition(".")[0]


def layer(name: str) -> int:
    """The number of a module's row in `LAYERS`, from the top."""
    return next(number for number, packages in enumerate(LAYERS) if package(name) in packages)


def is_within(name: str, places: Iterator[str] | set[str] | tuple[str, ...]) -> bool:
    """Whether a module is one of `places`, or in a folder that is."""
    return any(name == place or name.startswith(f"{place}.") for place in places)


def without_type_imports(tree: ast.Module) -> ast.Module:
    """A module without its `if TYPE_CHECKING:` block."""
    for_types = [node for node in tree.body if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)]
    return ast.Module([node for node in tree.body if node not in for_types], [])


def test_every_module_stands_in_a_layer() -> None:
    known = {name for packages in LAYERS for name in packages}
    assert {package(name) for name in modules()} == known


def test_a_module_imports_only_from_layers_below() -> None:
    upwards = [
        f"{name} imports {other}"
        for name in modules()
        for other in sorted(own_imports(name))
        if package(other) != package(name) and layer(other) <= layer(name)
    ]
    assert not upwards


def test_no_modules_import_each_other_in_a_circle() -> None:
    todo = dict.fromkeys(modules())
    removed = True
    while removed:
        removed = [name for name in todo if not own_imports(name) & todo.keys() - {name}]
        for name in removed:
            del todo[name]
    # What is left imports a circle, or is one: leave out what no other module of the rest imports.
    circle = {name for name in todo if any(name in own_imports(other) for other in todo if other != name)}
    assert not circle


def test_every_library_has_one_home() -> None:
    faults = []
    for name, tree in modules().items():
        used = {package(imported) for imported in imports(without_type_imports(tree))}
        faults += [f"{name} uses {library}" for library in used & HOMES.keys() if not is_within(name, HOMES[library])]
        unknown = used - HOMES.keys() - sys.stdlib_module_names - {"podcast", "tzdata"}
        faults += [f"{library} ({name}) has no home yet" for library in unknown]
    assert not faults


def test_every_home_is_lived_in() -> None:
    used = {
        (library, home)
        for library, homes in HOMES.items()
        for home in homes
        if any(
            library in {package(one) for one in imports(tree)}
            for name, tree in modules().items()
            if is_within(name, (home,))
        )
    }
    assert used == {(library, home) for library, homes in HOMES.items() for home in homes}


def test_modules_that_only_compute_touch_nothing_else() -> None:
    impure_calls = {"now", "today", "utcnow", "read_bytes", "read_text", "write_bytes", "write_text", "open"}
    faults = []
    for name in (name for name in modules() if is_within(name, PURE)):
        calls = {
            node.func.attr
            for node in ast.walk(modules()[name])
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and ast.unparse(node.func) != "archive.open"  # a part of a ZIP file that is in memory already
        }
        faults += [f"{name}: {what}" for what in sorted(imports(modules()[name]) & IMPURE | calls & impure_calls)]
    assert not faults


def test_every_pure_module_exists() -> None:
    assert not [place for place in PURE if not any(is_within(name, (place,)) for name in modules())]


def test_help_loads_no_heavy_library() -> None:
    program = "import sys; from podcast.cli.main import podcast; podcast(['--help'], standalone_mode=False)"
    listing = f"{program}; print('loaded:', *sys.modules)"
    run = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    loaded = {package(name) for name in run.stdout.rpartition("loaded:")[2].split()}
    assert "click" in loaded
    assert loaded & HEAVY == set()


def test_a_newcomer_finds_a_module_at_a_glance() -> None:
    folders = [PACKAGE, *(path for path in PACKAGE.rglob("*") if path.is_dir())]
    counts = {folder.relative_to(PACKAGE).as_posix(): len(list(folder.glob("*.py"))) for folder in folders}
    assert counts.pop(".") <= MAX_ROOT_MODULES
    assert not {folder: count for folder, count in counts.items() if count > MAX_FOLDER_MODULES}


def test_a_dry_run_is_a_target_and_not_a_flag() -> None:
    places = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        for node in nodes(tree)
        if isinstance(node, ast.If | ast.IfExp) and "dry" in ast.unparse(node.test) and package(name) == "publish"
    ]
    assert not places


def test_nothing_catches_everything() -> None:
    places = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        for node in nodes(tree)
        if isinstance(node, ast.ExceptHandler) and node.type is not None and ast.unparse(node.type) == "Exception"
    ]
    assert [place.partition(":")[0] for place in places] == ["cli.main"], "only the last handler, for bugs"
