"""Texts of the site, the mastering report and the desk in each language, from `locale/<catalogue>.<language>.toml`.

They follow the language of the show (the site) or of the person at the terminal (report and desk), unlike the messages
of the program itself, see `podcast.i18n`. A new file is a new language.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Text: TypeAlias = "str | Mapping[str, str]"  # a text, or its forms by plural category

Catalogue: TypeAlias = Literal["site", "report", "desk"]

FOLDER: Final = Path(__file__).parent / "locale"
_FALLBACK: Final = "en"
_OTHER: Final = "other"  # the plural form that every language has


@cache
def languages(catalogue: Catalogue = "site") -> frozenset[str]:
    """The languages that a catalogue exists in, as ISO 639 codes: `de`, `en`."""
    return frozenset(path.name.split(".")[1] for path in FOLDER.glob(f"{catalogue}.*.toml"))


@cache
def texts(language: str, catalogue: Catalogue = "site") -> Mapping[str, Text]:
    """The texts of a catalogue by key; those of a table by `table.key`.

    Args:
        language: an ISO 639 code, of which there is a file.
        catalogue: whose texts.

    Raises:
        OSError: there is no such file.
    """
    return dict(_flat(tomllib.loads((FOLDER / f"{catalogue}.{language}.toml").read_text("utf-8"))))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Text]]:
    """Yield the texts of a table and of those inside, whose keys are joined by dots; plural forms are one text."""
    for name, value in table.items():
        if isinstance(value, str) or _OTHER in value:
            yield f"{prefix}{name}", value
        else:
            yield from _flat(value, f"{prefix}{name}.")


@cache
def translated_names(language: str) -> Mapping[str, Mapping[str, list[str]]]:
    """The names that categories and roles have in a language: kind -> English name -> names, the first one is shown.

    Args:
        language: an ISO 639 code, of which there is a file `locale/names.<language>.toml`.

    Raises:
        OSError: there is no such file.
    """
    return tomllib.loads((FOLDER / f"names.{language}.toml").read_text("utf-8"))


@cache
def translator(language: str, catalogue: Catalogue = "site") -> Callable[..., str]:
    """Return the function that templates call `say`: `say("season_number", number=2)`, `say("episode_count", count=8)`.

    Args:
        language: a language tag such as `de` or `de-AT`; English where there is no catalogue in it.
        catalogue: whose texts.

    Raises (when called):
        KeyError: there is no text of this key, or a placeholder has no value.
    """
    code = _available(language, catalogue)
    known_texts = texts(code, catalogue)

    def translate(key: str, /, **values: object) -> str:
        text = known_texts[key]
        if not isinstance(text, str):
            text = text.get(_plural_category(code, values["count"]), text[_OTHER])
        return text.format(**values)

    return translate


def optional_text(key: str, language: str, catalogue: Catalogue = "site") -> str | None:
    """A text without placeholders, None where there is none of this key; see `translator` for the arguments."""
    text = texts(_available(language, catalogue), catalogue).get(key)
    return text if isinstance(text, str) else None


def _available(language: str, catalogue: Catalogue) -> str:
    code = language.partition("-")[0]
    return code if code in languages(catalogue) else _FALLBACK


def _plural_category(language: str, count: object) -> str:
    """The plural category of a whole number, which may be text."""
    from podcast.cldr.plurals import plural_category

    return plural_category(language, int(str(count)))
