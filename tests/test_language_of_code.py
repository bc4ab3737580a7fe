"""The language of the code: standard terms in names and docstrings, one name for one thing, documented errors.

A new contributor must understand each line without knowing the habits of earlier ones. What a program can check of that
is checked here; each test lists all the places at once.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.support.parsed_code import modules_below, nodes

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "podcast"

# An identifier must say more than this: participles and pronouns that name nothing.
BARE_WORDS = frozenset(
    [
        "one",
        "ones",
        "found",
        "told",
        "tell",
        "tells",
        "heard",
        "hear",
        "kept",
        "led",
        "made",
        "asked",
        "known",
        "wanted",
        "said",
        "say",
        "says",
        "sought",
        "noticed",
        "taken",
        "given",
        "lost",
        "others",
        "theirs",
        "ours",
        "there",
        "whole",
        "thing",
        "things",
        "stuff",
        "somebody",
        "nobody",
        "whoever",
    ]
)

# No part of an identifier may be one of these: metaphors of earlier days and words without an object.
FORBIDDEN_PARTS = frozenset(
    [
        "nobody",
        "somebody",
        "whoever",
        "told",
        "heard",
        "sought",
        "drawer",
        "drawers",
        "pen",
        "pens",
        "shelf",
        "shelved",
        "kit",
        "tombstone",
        "tombstones",
        "purse",
        "utils",
        "helper",
        "helpers",
        "manager",
    ]
)

# The first line of a docstring is an imperative or a noun phrase about its subject, not a riddle.
FORBIDDEN_IN_FIRST_LINES = re.compile(
    r"\b(nobody|somebody|whoever|everybody|told|tells|heard|hears|riddle)\b|^What (is|was|are|were|has|it|they)\b",
    re.IGNORECASE,
)

# "Writes a file" describes; the first word of what a function does is the imperative "Write".
THIRD_PERSON = re.compile(
    r"(Adds|Applies|Asks|Builds|Calls|Changes|Checks|Closes|Compares|Computes|Copies|Creates|Deletes|Does|Finds|Follows|"
    r"Gets|Gives|Goes|Holds|Keeps|Lets|Lists|Loads|Locks|Looks|Makes|Moves|Names|Opens|Parses|Prints|Puts|Reads|Removes|"
    r"Renders|Returns|Runs|Says|Sends|Sets|Shows|Sorts|Splits|Starts|Stops|Takes|Tells|Tests|Tries|Turns|Uses|Waits|"
    r"Whether or not|Writes|Yields)\b"
)

# Modules of these are named after their command or their page, whatever else there is of that name.
NAMED_AFTER_PURPOSE = ("cli.commands.", "desk.views.")


def modules(folder: Path) -> dict[str, ast.Module]:
    """The syntax tree of each module below a folder, by its dotted name."""
    return {path.removesuffix(".py").replace("/", "."): tree for path, tree in modules_below(folder).items()}


def code() -> dict[str, ast.Module]:
    """The modules of the package."""
    return modules(PACKAGE)


def words(identifier: str) -> list[str]:
    """The words of an identifier: `_seasonColour_of` is season, colour, of."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", identifier)]


def identifiers(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every name that a module gives to something, with its line: definitions, parameters, variables, attributes."""
    for node in nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr, node.lineno
        elif isinstance(node, ast.alias) and node.asname:
            yield node.asname, node.lineno
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name, node.lineno


@cache
def is_unclear(identifier: str) -> bool:
    """Whether an identifier names nothing, or in words that no newcomer knows."""
    return identifier.strip("_") in BARE_WORDS or bool(FORBIDDEN_PARTS & set(words(identifier)))


def unclear_names(trees: dict[str, ast.Module]) -> list[str]:
    """The places of all names that break the rules, as `module:line name`."""
    return [
        f"{module}:{line} {identifier}"
        for module, tree in trees.items()
        for identifier, line in identifiers(tree)
        if is_unclear(identifier)
    ]


@cache
def documented(tree: ast.Module) -> list[tuple[ast.AST, str, str]]:
    """Everything in a module that has a docstring: the node, its name and the docstring."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    described = ((node, ast.get_docstring(node)) for node in nodes(tree) if isinstance(node, kinds))
    return [(node, getattr(node, "name", "module"), docstring) for node, docstring in described if docstring]


def public_functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions and methods of a module that other modules may call."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            methods = (child for child in node.body if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef))
            yield from (method for method in methods if not method.name.startswith("_"))


def raised(function: ast.AST) -> set[str]:
    """The names of the package's errors that a function raises itself; not those of functions inside it."""
    errors, todo = set(), list(ast.iter_child_nodes(function))
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        todo += ast.iter_child_nodes(node)
        if isinstance(node, ast.Raise) and node.exc is not None:
            error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if isinstance(error, ast.Name) and error.id.endswith("Error") and error.id[0].isupper():
                errors.add(error.id)
    return errors


def test_every_name_says_what_it_names() -> None:
    assert unclear_names(code()) == []


def test_test_helpers_are_named_as_clearly() -> None:
    assert unclear_names(modules(ROOT / "tests" / "support") | modules(ROOT / "tests" / "tools")) == []


@pytest.mark.parametrize(
    ("source", "unclear"),
    [
        ("def led(): ...", "led"),
        ("for one in range(3): print(one)", "one"),
        ("def check(nobody): ...", "nobody"),
        ("class ToldFiles: ...", "ToldFiles"),
        ("import json as told", "told"),
        ("_found = 1", "_found"),
    ],
)
def test_an_unclear_name_is_found(source: str, unclear: str) -> None:
    assert unclear_names({"module": ast.parse(source)}) == [f"module:1 {unclear}"]


def test_the_first_line_of_a_docstring_is_no_riddle() -> None:
    riddles = [
        f"{module}:{getattr(node, 'lineno', 1)} {docstring.splitlines()[0]}"
        for module, tree in code().items()
        for node, _name, docstring in documented(tree)
        if FORBIDDEN_IN_FIRST_LINES.search(docstring.splitlines()[0])
    ]
    assert riddles == []


def test_what_a_function_does_is_an_imperative() -> None:
    described = [
        f"{module}:{node.lineno} {docstring.splitlines()[0]}"
        for module, tree in code().items()
        for node, _name, docstring in documented(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and THIRD_PERSON.match(docstring)
    ]
    assert described == []


def test_no_two_public_classes_share_a_name() -> None:
    places = defaultdict(list)
    for module, tree in code().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(module)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_no_two_modules_share_a_name() -> None:
    places = defaultdict(list)
    for module in code():
        name = module.rpartition(".")[2]
        if not module.startswith(NAMED_AFTER_PURPOSE) and name != "__init__":
            places[name].append(module)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_every_public_function_is_documented() -> None:
    undocumented = [
        f"{module}:{function.lineno} {function.name}"
        for module, tree in code().items()
        for function in public_functions(tree)
        if not ast.get_docstring(function)
    ]
    assert undocumented == []


def test_a_public_function_names_the_errors_that_it_raises() -> None:
    unnamed = [
        f"{module}:{function.lineno} {function.name} raises {error}"
        for module, tree in code().items()
        for function in public_functions(tree)
        for error in sorted(raised(function))
        if error not in (ast.get_docstring(function) or "").partition("Raises:")[2]
    ]
    assert unnamed == []


def test_a_section_names_only_parameters_that_exist() -> None:
    faults = []
    for module, tree in code().items():
        for node, name, docstring in documented(tree):
            section = re.search(r"^Args:\n((?:    .*\n?|\n)+)", docstring, re.MULTILINE)
            if section and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                arguments = node.args
                parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
                parameters += [extra for extra in (arguments.vararg, arguments.kwarg) if extra]
                named = re.findall(r"^    \**(\w+)(?: \([^)]*\))?:", section[1], re.MULTILINE)
                unknown = set(named) - {parameter.arg for parameter in parameters}
                faults += [f"{module}:{node.lineno} {name}({parameter})" for parameter in sorted(unknown)]
    assert faults == []
