"""The plan of the house, held by its three tables: floors, homes of libraries, rooms that only compute."""

import ast
import sys
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "podcast"

# A module may import what stands in a later row than its own, and its own room. A room is a folder, or a module.
FLOORS = (
    ("__main__",),
    ("cli",),
    ("authoring", "checking", "going_live", "hearing", "serving"),
    ("beginning",),
    ("options", "speaking"),
    ("progress", "sentences", "previewing"),
    ("growing",),
    ("pipeline", "status"),
    ("led",),
    ("examining",),
    ("mastering", "tagging", "rendering", "publishing", "proof", "listeners", "facts", "outgoing", "transcribing"),
    ("preflight", "syndicating"),
    ("planning", "loading"),
    ("audio", "feed", "pages", "publish", "report", "serve", "show", "speech"),
    ("transcripts", "markers"),
    ("workers", "built", "addresses"),
    (
        *("show.model", "show.podcasting", "show.spoken", "show.legal", "show.values", "show.words", "show.categories"),
        "artifacts",
    ),
    ("hashes",),
    ("files",),
    ("errors",),
    ("language",),
)

# Each library has one home; the standard library's own heavy or dangerous parts as well.
HOMES = {
    "click": {"authoring", "beginning", "checking", "cli", "going_live", "hearing", "serving", "options", "speaking"},
    "rich": {"progress"},
    "concurrent": {"hashes", "outgoing", "pipeline", "publishing", "proof", "mastering", "workers", "audio"},
    "multiprocessing": {"workers"},
    "yaml": {"show"},
    "pydantic": {"show"},
    "pydantic_core": {"show"},
    "av": {"audio"},
    "lameenc": {"audio"},
    "numpy": {"audio"},
    "faster_whisper": {"speech"},
    "pydub": {"audio"},
    "mutagen": {"audio"},
    "feedgen": {"feed"},
    "lxml": {"feed"},
    "jinja2": {"pages"},
    "markupsafe": {"pages"},
    "markdown_it": {"pages"},
    "nh3": {"pages"},
    "PIL": {"pages"},
    "fontTools": {"pages"},
    "babel": {"pages"},
    "rcssmin": {"pages"},
    "rjsmin": {"pages"},
    "sqlite3": {"pages"},
    "starlette": {"serve"},
    "uvicorn": {"serve"},
    "watchfiles": {"serve"},
    "segno": {"serve", "pages"},
    "boto3": {"publish"},
    "botocore": {"publish"},
}

# What these compute depends on their arguments alone: no clock, no chance, no disk, no network.
PURE = (
    "feed",
    "report",
    "transcripts",
    "markers",
    "addresses",
    "artifacts",
    "show.check",
    "show.fields",
    "show.naming",
    "show.reference",
    "show.schema",
    "show.slots",
    "show.told_of",
    "show.legal",
    "show.model",
    "show.podcasting",
    "show.hints",
    "show.links",
    "show.mentions",
    "show.schedule",
    "show.spoken",
    "show.values",
    "show.words",
    "publish.items",
    "publish.plan",
    "publish.remedies",
    "publish.signing",
    "publish.state",
    "publish.stored",
    "serve.panel",
    "serve.ranges",
    "serve.rewriting",
    "serve.view",
)
IMPURE = {"time", "random", "os", "socket", "subprocess", "tempfile", "shutil", "urllib.request", "http"}

HEAVY = {
    "av",
    "boto3",
    "botocore",
    "numpy",
    "PIL",
    "pydub",
    "lameenc",
    "feedgen",
    "lxml",
    "jinja2",
    "babel",
    "nh3",
    "fontTools",
    "starlette",
    "uvicorn",
}


def modules() -> dict[str, ast.Module]:
    """Every module by its name below the package: `show.load`."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = (
            ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__").removesuffix("__init__")
        )
        if name:
            found[name] = ast.parse(path.read_text("utf-8"))
    return found


@cache
def imports(tree: ast.AST) -> set[str]:
    """Every module that is imported, at the top or in a function; those of our own below `podcast.`."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


MODULES = modules()


def at_run_time(tree: ast.Module) -> ast.Module:
    """Without what is imported for its types alone."""
    return ast.Module([node for node in tree.body if not is_for_types(node)], [])


def is_for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def folder(name: str) -> str:
    return name.partition(".")[0]


def room(name: str) -> str:
    """The most special row of `FLOORS` that a module stands in."""
    rows = [row for floor in FLOORS for row in floor if name == row or name.startswith(f"{row}.")]
    assert rows, f"{name} stands on no floor: give it one"
    return max(rows, key=len)


def floor(name: str) -> int:
    return next(number for number, rows in enumerate(FLOORS) if room(name) in rows)


def ours(tree: ast.AST) -> set[str]:
    return {name.removeprefix("podcast.") for name in imports(tree) if name.removeprefix("podcast.") in MODULES}


@pytest.mark.parametrize("name", MODULES)
def test_a_room_imports_only_rooms_below_it(name: str) -> None:
    wrong = {
        other
        for other in ours(MODULES[name])
        if floor(other) <= floor(name) and room(other) != room(name) and folder(other) != folder(name)
    }
    assert not wrong, f"{name} imports {sorted(wrong)}"


@pytest.mark.parametrize("name", MODULES)
def test_every_library_has_one_home(name: str) -> None:
    used = {folder(one) for one in imports(at_run_time(MODULES[name]))}
    strangers = {library for library in used & set(HOMES) if folder(name) not in HOMES[library]}
    assert not strangers
    known = set(HOMES) | set(sys.stdlib_module_names) | {"podcast", "tzdata"}
    assert used <= known, f"{sorted(used - known)} have no home yet"


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith(PURE)])
def test_rooms_that_only_compute_touch_nothing_else(name: str) -> None:
    assert not imports(MODULES[name]) & IMPURE
    calls = {
        node.func.attr
        for node in ast.walk(MODULES[name])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not calls & {"now", "today", "utcnow", "read_bytes", "read_text", "write_bytes", "write_text", "open"}


def top_level(tree: ast.Module) -> ast.Module:
    """Only what is run when the module is imported."""
    return ast.Module([node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)], [])


def test_the_words_of_the_command_come_without_any_heavy_library() -> None:
    reached, todo = set(), ["cli"]
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            todo += ours(top_level(MODULES[name]))
    loaded = {folder(one) for name in reached for one in imports(top_level(MODULES[name]))}
    assert not loaded & HEAVY


def test_a_dry_run_is_a_target_and_not_a_flag() -> None:
    places = [
        f"{name}:{node.lineno}"
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.If | ast.IfExp) and "dry" in ast.unparse(node.test) and folder(name) == "publish"
    ]
    assert not places


def test_nothing_catches_everything() -> None:
    caught = {
        f"{name}:{node.lineno}"
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and node.type is not None and ast.unparse(node.type) == "Exception"
    }
    assert not caught
