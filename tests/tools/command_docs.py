"""The parts of docs/en/commands.md and docs/de/commands.md that come from the commands' help. `make docs` runs this.

The text between `<!-- podcast NAME -->` and `<!-- /podcast NAME -->` is generated here, the rest is written by hand.
"""

from __future__ import annotations

import re

import click

from podcast.cli.main import podcast
from podcast.cli.program.translated_help import translated
from podcast.i18n import set_language
from tests.support.paths import DOCS

MADE = re.compile(r"(<!-- podcast( \w+|) -->\n).*?(<!-- /podcast\2 -->)", re.DOTALL)
WIDE = 10_000  # columns: nothing is broken into lines
# Known once for all commands.
EVERYWHERE = {"--json", "--quiet", "--verbose", "--lang", "--help"}
WORDS = {
    "en": {"command": "command", "option": "option", "does": "description", "example": "Example"},
    "de": {"command": "Befehl", "option": "Option", "does": "Beschreibung", "example": "Beispiel"},
}


def fill_page(page: str, language: str) -> str:
    """Update the generated parts of a page."""
    return MADE.sub(lambda match: f"{match[1]}\n{command_section(match[2].strip(), language)}\n{match[3]}", page)


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
    parts = [f"`{usage}`", command.help.replace("\n\n", "\0").replace("\n", " ").replace("\0", "\n\n")]
    parts += [table(words["option"], words["does"], rows).rstrip()]
    parts += [f"{words['example']}: `{example(command)}`"]
    return "\n\n".join(parts) + "\n"


def example(command: click.Command) -> str:
    """The command line in the last line of the help of a translated command."""
    return (command.epilog or "").partition(":  ")[2]


def table(left: str, right: str, rows) -> str:
    return "\n".join([f"| {left} | {right} |", "|---|---|", *(row.replace("\n", " ") for row in rows)]) + "\n"


def option(names: str) -> str:
    return f"`{names}`".replace("|", "\\|")


def cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|").replace("<", "&lt;")


def main() -> None:
    """Write the page of each language."""
    for language in WORDS:
        page = DOCS / language / "commands.md"
        page.write_text(fill_page(page.read_text("utf-8"), language), "utf-8")


if __name__ == "__main__":
    main()
