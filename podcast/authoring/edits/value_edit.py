"""Smallest edit that makes a list or a group another: parts that stay keep their text, their comments and their quotes.

A form sends a list as a whole, whatever was changed in it. So the old value and the new one are compared, part by part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.authoring import yaml_edit
from podcast.authoring.edits.list_edit import rearranged_list
from podcast.authoring.edits.yaml_removal import remove_value
from podcast.authoring.yaml_nodes import equal_values, has_inner_comments, value_at, with_value
from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    import yaml

    from podcast.authoring.yaml_insert import InsertPosition
    from podcast.show.yaml_errors import Loc
    from podcast.show.yaml_reader import YamlValue

    PositionFunction = Callable[[yaml.MappingNode, Loc], InsertPosition]


@dataclass(frozen=True, slots=True)
class _Edit:
    """A file that is being edited; None once a part could not be written."""

    data: bytes | None
    insert_position: PositionFunction

    def with_value(self, loc: Loc, value: YamlValue) -> _Edit:
        """Return the edit with another value at `loc`, of which the parts are compared with those that are there."""
        if self.data is None:
            return self
        old = value_at(read_yaml(self.data).fields, loc)
        if equal_values(old, value):
            return self
        if isinstance(old, dict) and isinstance(value, dict) and old and value:
            return self._with_group(loc, old, value)
        if isinstance(old, list) and isinstance(value, list) and old and value:
            return self._with_list(loc, old, value)
        return self._with_whole(loc, value)

    def _with_whole(self, loc: Loc, value: YamlValue) -> _Edit:
        if self.data is None or has_inner_comments(self.data, loc):
            return _Edit(None, self.insert_position)
        return _Edit(yaml_edit.set_value(self.data, loc, value, self.insert_position), self.insert_position)

    def _with_group(self, loc: Loc, old: dict[str, YamlValue], value: dict[str, YamlValue]) -> _Edit:
        edit = self
        for key, part in value.items():
            edit = edit.with_value((*loc, key), part)
        for key in [key for key in old if key not in value]:
            edit = edit.without_value((*loc, key))
        return edit if edit.data is not None else self._with_whole(loc, value)

    def _with_list(self, loc: Loc, old: list[YamlValue], value: list[YamlValue]) -> _Edit:
        edit = self
        if len(old) == len(value) and not any(part in old for part in _differing(old, value)):
            for number, part in enumerate(value):
                edit = edit.with_value((*loc, number), part)
        else:
            edit = _Edit(rearranged_list(self.data or b"", loc, value), self.insert_position)
        return edit if edit.data is not None else self._with_whole(loc, value)

    def without_value(self, loc: Loc) -> _Edit:
        """Return the edit without the value at `loc`."""
        if self.data is None or has_inner_comments(self.data, loc):
            return _Edit(None, self.insert_position)
        return _Edit(remove_value(self.data, loc), self.insert_position)


def _differing(old: list[YamlValue], value: list[YamlValue]) -> list[YamlValue]:
    """Return the new items that are not where an equal one was."""
    return [part for before, part in zip(old, value, strict=True) if not equal_values(before, part)]


def edit_value(data: bytes, loc: Loc, value: YamlValue, insert_position: PositionFunction) -> bytes | None:
    """Return the file with another value at `loc` and no other change; None if that cannot be written.

    Args:
        data: of a file without problems.
        loc: the field.
        value: which is not empty.
        insert_position: the position of a missing field, see `yaml_edit.set_value`.
    """
    new = _Edit(data, insert_position).with_value(loc, value).data
    expected = with_value(read_yaml(data).fields, loc, value)
    if new is None or not equal_values(read_yaml(new).fields, expected):
        return None
    return new
