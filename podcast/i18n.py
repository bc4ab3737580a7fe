"""The language in which the program speaks to whoever runs it: English in the code, others in `locale/` (gettext).

A sentence for people is written `_("{path}: it is empty").format(path=path)`, never as an f-string: only then can it be
found and translated. What is written into files that are published follows the show's own language instead.
"""

from __future__ import annotations

import gettext
import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

DOMAIN: Final = "podcast"
CATALOGUES: Final = Path(__file__).parent / "locale"
OPTION: Final = "--lang"
_ASKED: Final = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")  # in the order of GNU gettext
_ENGLISH: Final = "en"
_FOR_SCRIPTS: Final = "--json"
_ENDS: Final = re.compile(r"[_.@-]")  # of the language in `de_DE.UTF-8`


def _(text: str) -> str:
    """A sentence in the reader's language; as it is where that is unknown."""
    return _catalogue(language()).gettext(text) if text else text  # gettext's answer to nothing is its header


def counted(one: str, many: str, count: int) -> str:
    """The form of a sentence that goes with a number: `counted("{n} file", "{n} files", n).format(n=n)`."""
    return _catalogue(language()).ngettext(one, many, count)


def marked(text: str) -> str:
    """A sentence of a table, for the catalogue to find; it is translated by `_` where it is shown."""
    return text


# What the system says of files and lines, as C words it: for the catalogue.
SYSTEM: Final = (
    marked("address already in use"),
    marked("cannot assign requested address"),
    marked("connection refused"),
    marked("device or resource busy"),
    marked("directory not empty"),
    marked("disk quota exceeded"),
    marked("file exists"),
    marked("file name too long"),
    marked("input/output error"),
    marked("invalid argument"),
    marked("is a directory"),
    marked("network is unreachable"),
    marked("no space left on device"),
    marked("no such device or address"),
    marked("no such file or directory"),
    marked("not a directory"),
    marked("operation not permitted"),
    marked("permission denied"),
    marked("read-only file system"),
    marked("stale file handle"),
    marked("text file busy"),
    marked("too many levels of symbolic links"),
    marked("too many open files"),
)


def refusal(error: OSError) -> str:
    """Why the system refused, in the reader's language and within a sentence: `permission denied`."""
    return _((error.strerror or str(error)).lower())


def figure(value: float, places: int = 1, *, sign: bool = False) -> str:
    """A number as the reader writes it: `-16.0`, in German `-16,0`; with `sign` also its plus."""
    text = f"{value:{'+' if sign else ''}.{places}f}"
    return text.replace(".", ",") if language() == "de" else text


def language() -> str:
    """The first language that is wanted and that we have: `de`, or `en`."""
    wanted = next((value for name in _ASKED if (value := os.environ.get(name))), "")
    codes = (_ENDS.split(one)[0].lower() for one in wanted.split(":"))
    return next((code for code in codes if code in languages()), _ENGLISH)


def wanted(words: Sequence[str]) -> str:
    """The language for a command line: what `--lang` names, else the environment's.

    Scripts are always spoken to in one language: `--json` is English, whoever runs it.

    Args:
        words: the command line, without the program's name.
    """
    options = words[: words.index("--")] if "--" in words else words
    if _FOR_SCRIPTS in options:
        return _ENGLISH
    pairs = zip(options, [*options[1:], ""], strict=True)
    named = [after if word == OPTION else word.removeprefix(f"{OPTION}=") for word, after in pairs if _names(word)]
    return next((code for code in reversed(named) if code in languages()), language())


def _names(word: str) -> bool:
    return word == OPTION or word.startswith(f"{OPTION}=")


def speak(code: str) -> None:
    """From now on, here and in the processes that we start, in this language.

    Libraries that speak through gettext (click does) find their sentences in our catalogue, too.
    """
    os.environ["LANGUAGE"] = code
    gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    gettext.textdomain(DOMAIN)


@cache
def languages() -> tuple[str, ...]:
    """The languages that we speak."""
    found = {path.parent.parent.name for path in CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")}
    return tuple(sorted({_ENGLISH, *found}))


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, CATALOGUES, [code], fallback=True)
