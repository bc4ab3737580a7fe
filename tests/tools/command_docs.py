"""What docs/commands.md and docs/befehle.md say of each command, as its help says it. `make docs` runs this.

In commands.md what stands between `<!-- podcast NAME -->` and `<!-- /podcast NAME -->` is made here, and all else is
written by people; befehle.md is made here as a whole.
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
    "en": {"command": "command", "option": "option", "does": "does", "example": "Example"},
    "de": {"command": "Befehl", "option": "Option", "does": "tut", "example": "Beispiel"},
}
GERMAN = """\
# Befehle

Was `podcast BEFEHL --help` sagt, auf einer Seite; `make docs` hat sie gemacht.

Jeder Befehl findet die Sendung, wenn er in ihrem Ordner oder in einem darin aufgerufen wird, oder mit `-C ORDNER`.
Jeder kennt `--lang de` und `--lang en`; sonst spricht er, wie die Umgebung sagt. Der Einstieg ist die
[Anleitung](anleitung.md); mehr zu jedem Befehl, auf Englisch, steht in [commands.md](commands.md).

"""


def fill_page(page: str) -> str:
    """A page, its marked places filled anew, in English."""
    return MADE.sub(lambda match: f"{match[1]}\n{command_section(match[2].strip(), 'en')}\n{match[3]}", page)


def german() -> str:
    """The whole of befehle.md."""
    parts = [
        command_section("", "de"),
        *(f"## podcast {name}\n\n{command_section(name, 'de')}" for name in podcast.commands),
    ]
    return GERMAN + "\n".join(parts)


def command_section(name: str, tongue: str) -> str:
    """What is said of a command; of all of them in a table, if it has no name."""
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
    """Writes both pages."""
    page = DOCS / "commands.md"
    page.write_text(fill_page(page.read_text("utf-8")), "utf-8")
    (DOCS / "befehle.md").write_text(german(), "utf-8")


if __name__ == "__main__":
    main()
