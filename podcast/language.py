"""The language in which the program speaks to whoever runs it: English in the code, others in `locale/` (gettext).

A sentence for people is written `_("{path}: it is empty").format(path=path)`, never as an f-string: only then can it be
found and translated. What is written into files that are published follows the show's own language instead.
"""

from __future__ import annotations

import gettext
import os
from functools import cache
from pathlib import Path
from typing import Final

DOMAIN: Final = "podcast"
CATALOGUES: Final = Path(__file__).parent / "locale"
_ASKED: Final = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")  # in the order of GNU gettext


def _(text: str) -> str:
    """A sentence in the reader's language; as it is where that is unknown."""
    return _catalogue(language()).gettext(text)


def counted(one: str, many: str, count: int) -> str:
    """The form of a sentence that goes with a number: `counted("{n} file", "{n} files", n).format(n=n)`."""
    return _catalogue(language()).ngettext(one, many, count)


def marked(text: str) -> str:
    """A sentence of a table, for the catalogue to find; it is translated by `_` where it is shown."""
    return text


def language() -> str:
    """The first language that is wanted and that we have: `de`, or `en`."""
    wanted = next((value for name in _ASKED if (value := os.environ.get(name))), "")
    known = {"en", *languages()}
    return next((code for one in wanted.split(":") if (code := one[:2].lower()) in known), "en")


def speak(code: str) -> None:
    """From now on, here and in the processes that we start, in this language."""
    os.environ["LANGUAGE"] = code


@cache
def languages() -> tuple[str, ...]:
    """The languages that there are catalogues for."""
    return tuple(sorted(path.parent.parent.name for path in CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")))


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, CATALOGUES, [code], fallback=True)
