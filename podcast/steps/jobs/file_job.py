"""A job whose inputs and outputs are files: what an executor needs to know of it, wherever it carries it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Result = TypeVar("Result")
ProgressReport: TypeAlias = Callable[[float], None]  # takes the seconds of audio that are done


@dataclass(frozen=True, slots=True)
class FileJob(Generic[Result]):
    """A call that reads and writes files below the show's folder.

    Function and arguments have to pickle; paths in the arguments are absolute. `function` is called with the arguments
    and `report`, a `ProgressReport` or None.
    """

    function: Callable[..., Result]
    arguments: tuple[Any, ...]
    name: str  # names it where its progress is shown
    inputs: Mapping[Path, str] = field(default_factory=dict)  # the SHA-256 of each file that it reads
    outputs: tuple[Path, ...] = ()  # the files that it may write
    is_brief: bool = False  # whether it takes less time than the start of a process

    def __call__(self, report: ProgressReport | None = None) -> Result:
        """Carry the job out in this process."""
        return self.function(*self.arguments, report=report)
