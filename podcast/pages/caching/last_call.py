"""Results of functions that several pages of one build call with the same large values."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def cache_last_call(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Keep the result of the last call, for calls with the very same objects.

    A show of ten thousand episodes takes long to hash or to compare, and cannot be changed: its identity is enough.
    The result must not be changed by a caller.
    """
    last: tuple[tuple[object, ...], Result] | None = None

    @wraps(function)
    def wrapper(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        nonlocal last
        key = (*args, *(value for item in kwargs.items() for value in item))
        if last and len(last[0]) == len(key) and all(before is now for before, now in zip(last[0], key, strict=True)):
            return last[1]
        last = key, function(*args, **kwargs)
        return last[1]

    return wrapper
