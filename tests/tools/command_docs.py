"""The parts of docs/commands.md and docs/befehle.md that come from the commands' help. `make docs` runs this.

In commands.md the text between `<!-- podcast NAME -->` and `<!-- /podcast NAME -->` is generated here, the rest is
written by hand; befehle.md is generated completely.
"""

from __future__ import annotations

import re

import click

from podcast.cli.main import podcast
from podcast.cli.translated_help import translated
from podcast.i18n import set_language
from tests.support.paths import DOCS

MADE = re.compile(r"(<!-- podcast( \w+|) -->\n).*?(<!-- /podcast\2 -->)", re.DOTALL)
WIDE = 10_000  # columns: nothing is broken into lines
# Known once for all commands.
EVERYWHERE = {"--lang", "--help"}
WORDS = {
    "en": {"command": "command", "option": "option", "does": "description", "example": "Example"},
    "de": {"command": "Befehl", "option": "Option", "does": "Beschreibung", "example": "Beispiel"},
}
GERMAN = """\
# Befehle

Die Ausgaben von `podcast BEFEHL --help` auf einer Seite, erzeugt von `make docs`.

Rufen Sie die Befehle im Ordner der Sendung oder in einem seiner Unterordner auf, oder geben Sie ihn mit `-C ORDNER` an.
Die Sprache der Meldungen richtet sich nach der Umgebung; `--lang de` und `--lang en` haben Vorrang. Der Einstieg ist
die [Anleitung](anleitung.md), ausführlicher auf Englisch ist [commands.md](commands.md).

"""


def fill_page(page: str) -> str:
    """Update the generated parts of a page, in English."""
    return MADE.sub(lambda match: f"{match[1]}\n{command_section(match[2].strip(), 'en')}\n{match[3]}", page)


def german() -> str:
    """The complete befehle.md."""
    parts = [
        command_section("", "de"),
        *(f"## podcast {name}\n\n{command_section(name, 'de')}" for name in podcast.commands),
    ]
    return GERMAN + "\n".join(parts)


def command_section(name: str, tongue: str) -> str:
    """The section of a command; without a name, the table of all commands."""
    set_language(tongue)
    group, words = translated(podcast), WORDS[tongue]
    if not name:
        lines = (
            f"| [`podcast {name}`](#podcast-{name}) | {command.short_help} |"
            for name, command in group.commands.items()
        )
        return table(words["command"], words["does"], lines)
    command = group.commands[name]
    context = click.Context(command, info_name=f"podcast {name}", terminal_width=WIDE, max_content_width=WIDE)
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    options = [
        parameter
        for parameter in command.params
        if isinstance(parameter, click.Option) and not EVERYWHERE & {*parameter.opts}
    ]
    records = [parameter.get_help_record(context) for parameter in options]
    rows = (f"| {option(record[0])} | {cell(record[1])} |" for record in records if record)
    example, _, why = command.epilog.partition(":  ")[2].partition(", ")
    parts = [f"`{usage}`", command.help.replace("\n\n", "\0").replace("\n", " ").replace("\0", "\n\n")]
    parts += [table(words["option"], words["does"], rows).rstrip()]
    parts += [f"{words['example']}: `{example}`{', ' if why else ''}{why}"]
    return "\n\n".join(parts) + "\n"


def table(left: str, right: str, rows) -> str:
    return "\n".join([f"| {left} | {right} |", "|---|---|", *(row.replace("\n", " ") for row in rows)]) + "\n"


def option(names: str) -> str:
    return f"`{names}`".replace("|", "\\|")


def cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|").replace("<", "&lt;")


def main() -> None:
    """Write both pages."""
    page = DOCS / "commands.md"
    page.write_text(fill_page(page.read_text("utf-8")), "utf-8")
    (DOCS / "befehle.md").write_text(german(), "utf-8")


if __name__ == "__main__":
    main()
