"""Jobs with the paths of another computer."""

from __future__ import annotations

import dataclasses
import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podcast.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Callable


def relocated(value: Any, source: Path, destination: Path) -> Any:
    """Return a value in which every path below `source` is below `destination`.

    Dataclasses, tuples, lists, dictionaries, partial functions and audio errors are searched; all else stays.
    """
    move = functools.partial(relocated, source=source, destination=destination)
    if isinstance(value, Path):
        return destination / value.relative_to(source) if value.is_relative_to(source) else value
    if isinstance(value, AudioError):
        return AudioError(move(Path(value.path)), value.what, value.remedy)
    if isinstance(value, functools.partial):
        return functools.partial(value.func, *move(value.args), **move(value.keywords))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        before = {field.name: getattr(value, field.name) for field in dataclasses.fields(value) if field.init}
        after = {name: move(item) for name, item in before.items()}
        return dataclasses.replace(value, **after) if any(after[name] is not before[name] for name in before) else value
    return _relocated_items(value, move)


def _relocated_items(value: Any, move: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        return {move(key): move(item) for key, item in value.items()}
    if not isinstance(value, tuple | list):
        return value
    items = [move(item) for item in value]
    is_same = all(after is before for after, before in zip(items, value, strict=True))
    return value if is_same else getattr(type(value), "_make", type(value))(items)  # of named tuples
