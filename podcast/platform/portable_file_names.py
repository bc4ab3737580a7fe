"""Names that a file cannot have on every system. Depends on its arguments alone.

Sources: "Naming Files, Paths, and Namespaces" of Microsoft's documentation of Windows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable

_PORTS: Final = (f"{port}{number}" for port in ("com", "lpt") for number in "123456789¹²³")
_DEVICES: Final = frozenset({"con", "prn", "aux", "nul", *_PORTS})
_FORBIDDEN: Final = re.compile(r'[<>:"|?*\\\x00-\x1f]')


def is_device_name(name: str) -> bool:
    """Whether Windows keeps a name for a device, with any suffix: `con`, `aux.mp3`, `COM1.tar.gz`."""
    return name.partition(".")[0].rstrip(" ").casefold() in _DEVICES


def forbidden_characters(name: str) -> str:
    """The characters of a name that Windows does not allow in one, each once; a last dot or space is one, too."""
    last = name[-1:] if name.endswith((".", " ")) else ""
    return "".join(dict.fromkeys([*_FORBIDDEN.findall(name), *last]))


def same_on_other_systems(names: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Groups of names that Windows and macOS take for one: they differ in case, or in how accents are written."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[normalize("NFC", name).casefold()].append(name)
    return tuple(tuple(sorted(group)) for group in groups.values() if len(group) > 1)
