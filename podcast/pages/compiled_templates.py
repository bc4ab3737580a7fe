"""Compiled templates of this process: the same template is compiled once, whichever show it is for.

Compiling the built-in theme takes longer than rendering a small show. Nothing is kept on disk: compiled code that is
read from a file is run unseen.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

import jinja2

if TYPE_CHECKING:
    from types import CodeType

    from jinja2.bccache import Bucket

_MAX_TEMPLATES: Final = 200  # the built-in theme has 25; a preview compiles each edit of a show's own


class CompiledTemplates(jinja2.BytecodeCache):
    """Code objects by name, file and source of their templates; those that were not used for longest leave."""

    def __init__(self) -> None:
        """Start without templates."""
        self._codes: OrderedDict[tuple[str, str], CodeType] = OrderedDict()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its code, if it is there."""
        key = (bucket.key, bucket.checksum)
        if code := self._codes.get(key):
            bucket.code = code
            self._codes.move_to_end(key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template that was compiled."""
        if bucket.code:
            self._codes[bucket.key, bucket.checksum] = bucket.code
        while len(self._codes) > _MAX_TEMPLATES:
            self._codes.popitem(last=False)


COMPILED_TEMPLATES: Final = CompiledTemplates()  # code depends on a template's source alone: options are the same
