"""The language of the program's messages: English in the code, other languages in `locale/` (gettext).

A sentence for people is written `_("{path}: it is empty").format(path=path)`, never as an f-string: only then can it be
found and translated. Texts in published files follow the show's own language instead, see `podcast.strings`.
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
LANGUAGE_OPTION: Final = "--lang"
_LANGUAGE_VARIABLES: Final = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")  # in the order of GNU gettext
_ENGLISH: Final = "en"
_JSON_OPTION: Final = "--json"
_AFTER_LANGUAGE: Final = re.compile(r"[_.@-]")  # of the language in `de_DE.UTF-8`


def _(text: str) -> str:
    """Translate a sentence into the current language; one without a translation is returned as it is."""
    return _catalogue(current_language()).gettext(text) if text else text  # gettext's answer to nothing is its header


def ngettext(singular: str, plural: str, count: int) -> str:
    """Translate a sentence in the form for a number: `ngettext("{n} file", "{n} files", n).format(n=n)`."""
    return _catalogue(current_language()).ngettext(singular, plural, count)


def gettext_noop(text: str) -> str:
    """Mark a sentence of a table for the catalogue; it is translated by `_` where it is shown."""
    return text


# The error messages of the C library about files and connections, for the catalogue.
OS_ERROR_REASONS: Final = (
    gettext_noop("address already in use"),
    gettext_noop("cannot assign requested address"),
    gettext_noop("connection refused"),
    gettext_noop("device or resource busy"),
    gettext_noop("directory not empty"),
    gettext_noop("disk quota exceeded"),
    gettext_noop("file exists"),
    gettext_noop("file name too long"),
    gettext_noop("input/output error"),
    gettext_noop("invalid argument"),
    gettext_noop("is a directory"),
    gettext_noop("network is unreachable"),
    gettext_noop("no space left on device"),
    gettext_noop("no such device or address"),
    gettext_noop("no such file or directory"),
    gettext_noop("not a directory"),
    gettext_noop("operation not permitted"),
    gettext_noop("permission denied"),
    gettext_noop("read-only file system"),
    gettext_noop("stale file handle"),
    gettext_noop("text file busy"),
    gettext_noop("too many levels of symbolic links"),
    gettext_noop("too many open files"),
)


def os_error_reason(error: OSError) -> str:
    """The reason that the operating system gives, translated, for use in a sentence: `permission denied`."""
    return _((error.strerror or str(error)).lower())


def format_number(value: float, decimals: int = 1, *, sign: bool = False) -> str:
    """Format a number by the conventions of the current language: `-16.0`, in German `-16,0`.

    Args:
        value: the number.
        decimals: how many decimal places.
        sign: write a plus before positive numbers.
    """
    text = f"{value:{'+' if sign else ''}.{decimals}f}"
    return text.replace(".", ",") if current_language() == "de" else text


def current_language() -> str:
    """The first language that the environment names and that there is a catalogue for: `de`, or `en`."""
    locales = next((value for name in _LANGUAGE_VARIABLES if (value := os.environ.get(name))), "")
    codes = (_AFTER_LANGUAGE.split(locale)[0].lower() for locale in locales.split(":"))
    return next((code for code in codes if code in available_languages()), _ENGLISH)


def language_from_argv(arguments: Sequence[str]) -> str:
    """The language for a command line: the one that `--lang` names, else the environment's.

    Scripts always read one language: `--json` is English in every environment.

    Args:
        arguments: the command line, without the program's name.
    """
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    if _JSON_OPTION in options:
        return _ENGLISH
    pairs = zip(options, [*options, ""][1:], strict=True)
    codes = [
        after if word == LANGUAGE_OPTION else word.removeprefix(f"{LANGUAGE_OPTION}=")
        for word, after in pairs
        if _is_language_option(word)
    ]
    return next((code for code in reversed(codes) if code in available_languages()), current_language())


def _is_language_option(word: str) -> bool:
    return word == LANGUAGE_OPTION or word.startswith(f"{LANGUAGE_OPTION}=")


def set_language(code: str) -> None:
    """Set the language of this process and of those that it starts from now on.

    Libraries that use gettext, such as click, find their sentences in our catalogue as well.
    """
    os.environ["LANGUAGE"] = code
    gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    gettext.textdomain(DOMAIN)


@cache
def available_languages() -> tuple[str, ...]:
    """The languages that there are catalogues for, and English."""
    codes = {path.parent.parent.name for path in CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")}
    return tuple(sorted({_ENGLISH, *codes}))


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, CATALOGUES, [code], fallback=True)
