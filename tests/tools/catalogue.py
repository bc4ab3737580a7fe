"""The catalogue of the program's sentences: what is in the code, and what it is in German. `make words` runs this.

It is gettext as Babel's `pybabel extract`, `update` and `compile` do it, in one step, with what they cannot see: the
help of the commands, sentences within f-strings, and those that click says itself.
"""

from __future__ import annotations

import ast
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from podcast.cli.main import podcast
from podcast.cli.program.translated_help import translatable_texts
from podcast.i18n import CATALOGUES, DOMAIN
from tests.support.parsed_code import nodes, parsed
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

GERMAN = CATALOGUES / "de" / "LC_MESSAGES" / f"{DOMAIN}.po"
PACKAGE_KEYWORDS = {"_": 1, "gettext_noop": 1, "ngettext": 2}  # how many of their arguments are sentences
CLICK_KEYWORDS = {"_": None, "ngettext": (1, 2)}
# Parts of click that no command of ours reaches: pagers, editors, passwords, launching, completion, Windows, its own
# warnings to programmers.
NOT_REACHED = ("shell_completion.py", "_winconsole.py", "testing.py")
CREATED = datetime(2026, 11, 22, tzinfo=UTC)
METADATA = {"project": DOMAIN, "version": "1", "charset": "utf-8", "fuzzy": False, "creation_date": CREATED}
HEAD = """\
# What the program says, in German. `make words` brings this file up to date with the code, and compiles it.
# It is part of the program and under the same licence."""


def program_messages() -> Catalog:
    """Every sentence that the program may say, in English."""
    catalogue = Catalog(**METADATA)
    for sentence, place in (*package_messages(), *((message, "click") for message in click_messages())):
        catalogue.add(sentence, locations=[(place, None)])
    for sentence in sorted(translatable_texts(podcast)):
        catalogue.add(sentence, locations=[("podcast --help", None)])
    return catalogue


def package_messages() -> Iterator[tuple[str | tuple[str, ...], str]]:
    """The sentences of our code, with the file that each is in.

    They are read from the syntax tree: Babel's own extraction does not look into the f-strings of Python 3.11.
    """
    for path in sorted((ROOT / "podcast").rglob("*.py")):
        calls = [node for node in nodes(parsed(path)) if isinstance(node, ast.Call)]
        for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
            arguments = call.args[: PACKAGE_KEYWORDS.get(getattr(call.func, "id", ""), 0)]
            constants = [node for node in arguments if isinstance(node, ast.Constant)]
            texts = tuple(node.value for node in constants if isinstance(node.value, str))
            if texts and texts[0]:
                yield texts if len(texts) > 1 else texts[0], path.relative_to(ROOT).as_posix()


def click_messages() -> Iterator[str | tuple[str, str]]:
    """The sentences that click says to people."""
    for path in sorted(Path(click.__file__).parent.glob("*.py")):
        if path.name not in NOT_REACHED:
            for _, sentence, *_ in extract_from_file("python", path, keywords=CLICK_KEYWORDS):
                yield sentence


def german() -> Catalog:
    """The German catalogue as it is on the disk."""
    with GERMAN.open("rb") as file:
        return read_po(file, locale="de", domain=DOMAIN)


def main() -> int:
    """Brings the German catalogue up to date with the code, and compiles it; how many sentences wait to be put in."""
    catalogue = german() if GERMAN.exists() else Catalog(**METADATA, locale="de")
    catalogue.update(program_messages(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.header_comment = HEAD
    with GERMAN.open("wb") as file:
        write_po(file, catalogue, width=120, include_lineno=False, ignore_obsolete=True, sort_by_file=True)
    with GERMAN.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)
    messages = [message for message in catalogue if message.id]
    waiting = [
        message.id for message in messages if not all(message.string if message.pluralizable else [message.string])
    ]
    sys.stdout.writelines(f"not in German yet: {message}\n" for message in waiting)
    return len(waiting)


if __name__ == "__main__":
    sys.exit(bool(main()))
