"""The language of the program's messages: English in the code, other languages in `locale/` (gettext).

A sentence for people is written `_("{path}: it is empty").format(path=path)`, never as an f-string: only then can it be
found and translated. Texts in published files follow the show's own language instead, see `podcast.strings`.
"""

from __future__ import annotations

import gettext
import os
import re
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.platform.languages import desktop_language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

DOMAIN: Final = "podcast"
CATALOGUES: Final = Path(__file__).parent / "locale"
LANGUAGE_OPTION: Final = "--lang"
_LANGUAGE_VARIABLES: Final = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")  # in the order of GNU gettext
_ENGLISH: Final = "en"
_JSON_OPTION: Final = "--json"
_AFTER_LANGUAGE: Final = re.compile(r"[_.@-]")  # of the language in `de_DE.UTF-8`

_page_language: ContextVar[str] = ContextVar("page_language", default="")


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


def format_day(day: date) -> str:
    """Format a day by the conventions of the current language: `2026-11-28`, in German `28.11.2026`."""
    return day.strftime("%d.%m.%Y" if current_language() == "de" else "%Y-%m-%d")


def format_moment(moment: datetime) -> str:
    """Format a day and a time of day by the conventions of the current language."""
    return f"{format_day(moment)} {moment:%H:%M}"


def current_language() -> str:
    """The first language that the environment names and that there is a catalogue for: `de`, or `en`."""
    locales = next((value for name in _LANGUAGE_VARIABLES if (value := os.environ.get(name))), "") or desktop_language()
    codes = (_AFTER_LANGUAGE.split(locale)[0].lower() for locale in locales.split(":"))
    return next((code for code in codes if code in available_languages()), _ENGLISH)


def language_from_argv(arguments: Sequence[str]) -> str:
    """The language for a command line: the one that `--lang` names, else the environment's.

    Scripts always read one language: `--json` is English in every environment.

    Args:
        arguments: the command line, without the program's name.
    """
    return _ENGLISH if is_json_requested(arguments) else reader_language_from_argv(arguments)


def reader_language_from_argv(arguments: Sequence[str]) -> str:
    """The language of pages that a command line writes for its user, also with `--json`: see `language_from_argv`."""
    options = _option_words(arguments)
    pairs = zip(options, [*options[1:], ""])  # noqa: B905 -- strict= needs Python 3.10: see cli.program.platform_check
    codes = [
        after if word == LANGUAGE_OPTION else word[len(LANGUAGE_OPTION) + 1 :]
        for word, after in pairs
        if _is_language_option(word)
    ]
    return next((code for code in reversed(codes) if code in available_languages()), current_language())


def is_json_requested(arguments: Sequence[str]) -> bool:
    """Whether a command line has `--json`."""
    return _JSON_OPTION in _option_words(arguments)


def _option_words(arguments: Sequence[str]) -> list[str]:
    """The words of a command line that may be options: those before `--`."""
    words = list(arguments)
    return words[: words.index("--")] if "--" in words else words


def _is_language_option(word: str) -> bool:
    return word == LANGUAGE_OPTION or word.startswith(f"{LANGUAGE_OPTION}=")


@contextmanager
def temporary_language(code: str) -> Iterator[None]:
    """Use a language for the time of a `with` block, for messages of this program alone."""
    before = os.environ.get(_LANGUAGE_VARIABLES[0])
    os.environ[_LANGUAGE_VARIABLES[0]] = code
    try:
        yield
    finally:
        if before is None:
            del os.environ[_LANGUAGE_VARIABLES[0]]
        else:
            os.environ[_LANGUAGE_VARIABLES[0]] = before


@contextmanager
def pages_in(code: str) -> Iterator[None]:
    """Let `page_language` return a language for the time of a `with` block."""
    token = _page_language.set(code)
    try:
        yield
    finally:
        _page_language.reset(token)


def page_language() -> str:
    """The language of pages that are written for the user of a command, who may read its messages in another one."""
    return _page_language.get() or current_language()


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
