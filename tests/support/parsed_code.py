"""Syntax trees of Python files, each parsed once in the process of the tests; tests look at them and change nothing."""

from __future__ import annotations

import ast
import gc
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def no_search_for_garbage() -> Iterator[None]:
    """Make much that stays to the end without looking through it for garbage: that takes longer than to make it.

    Nothing is frozen: Hypothesis asks the collector who refers to its random numbers, and frozen objects never answer.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    """All nodes of a syntax tree that stays as it is, as `ast.walk` has them."""
    return tuple(ast.walk(tree))


def modules_below(folder: Path) -> dict[str, ast.Module]:
    """The syntax tree of each module below a folder, by its path there, as `pages/render.py`."""
    paths = sorted(path for path in folder.rglob("*.py") if "node_modules" not in path.parts)
    with no_search_for_garbage():
        return {path.relative_to(folder).as_posix(): parsed(path) for path in paths}
