"""The command `init`: ask for what only the author knows; defaults only where this machine has the answer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.program.start_folder import below_start, folder_option
from podcast.cli.terminal import echo_hint, echo_lines
from podcast.errors import PodcastError
from podcast.i18n import _, current_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.cli.documents.authoring_documents import InitDocument

    Answers = dict[str, Any]

# Options whose fields have another name.
_FIELDS = {
    "owner_name": "owner.name",
    "owner_email": "owner.email",
    "target": "publish.target",
    "country": "legal.country",
    "legal_name": "legal.provider.name",
    "legal_address": "legal.provider.address",
    "legal_email": "legal.provider.email",
    "responsible": "legal.provider.responsible",
}


@click.command(epilog="Example:  podcast init my-show")
@click.argument(
    "directory",
    type=click.Path(path_type=Path, file_okay=False),
    required=False,
    callback=below_start,
    metavar="[DIR]",
)
@click.option("--title", help="The title of the show.")
@click.option("--description", help="What the show is about, in a few sentences.")
@click.option("--link", metavar="URL", help="The web address of the show.")
@click.option("--language", metavar="CODE", help="The language of the show: de, en, de-AT.")
@click.option("--timezone", metavar="ZONE", help="The time zone of its dates, such as Europe/Berlin.")
@click.option("--author", help="The publisher of the show.")
@click.option(
    "--category", "categories", multiple=True, help="A category of Apple Podcasts, in English or German (repeatable)."
)
@click.option("--explicit/--not-explicit", default=None, help="Whether the show has explicit content.")
@click.option(
    "--cover",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The artwork, square; it is copied into the show.",
)
@click.option("--cover-alt", help="What the artwork shows, for people who cannot see it.")
@click.option("--owner-email", metavar="EMAIL", help="The address for podcast directories; it is public in the feed.")
@click.option("--owner-name", metavar="NAME", help="The name for podcast directories.  [default: the publisher]")
@click.option(
    "--target",
    metavar="TARGET",
    help="Where it is published: sftp://user@host/folder, s3://bucket/prefix, or a folder.",
)
@click.option(
    "--country", metavar="CODE", help="The country whose law applies: DE, AT, CH; none for no legal pages but privacy."
)
@click.option("--legal-name", metavar="NAME", help="The publisher on the legal pages.")
@click.option("--legal-address", metavar="ADDRESS", help="The postal address on the legal pages.")
@click.option("--legal-email", metavar="EMAIL", help="The e-mail address on the legal pages.")
@click.option(
    "--responsible",
    metavar="PERSON",
    help="Who is responsible for the content under German law, with address; none if that does not apply.",
)
@json_option
@folder_option
def init(directory: Path, cover: Path | None, **options: Any) -> None:
    """Create a show in DIR (or here): podcast.yaml, a folder for episodes, and JSON Schemas for editors."""
    from podcast.authoring.init import PRESENT_COVERS, create_show, require_no_show
    from podcast.authoring.init_answers import nested

    root = directory.absolute()
    require_no_show(root)
    answers = {
        _FIELDS.get(name, name): _option_answer(name, value)
        for name, value in options.items()
        if value not in {None, ()}
    }
    if sys.stdin.isatty():
        from podcast.cli.init_questions import ask_questions

        ask_questions(root, answers)
    _complete(answers)
    written = [path.relative_to(root).as_posix() for path in create_show(root, answers, current_language(), cover)]
    missing = [field for field in ("description", "cover_alt") if field not in answers]
    document: InitDocument = {
        "folder": str(root), "written": written, "missing": missing, "fields": nested(answers),
    }  # fmt: skip
    echo_json(document)
    echo_lines(written)
    has_cover = any((root / name).is_file() for name in PRESENT_COVERS)
    for sentence in (*_consequences(answers, missing), *_next_steps(directory, has_cover=has_cover)):
        echo_hint(sentence)


def _option_answer(name: str, value: Any) -> Any:
    """Parse the answer that an option gives.

    Raises:
        click.BadParameter: it is invalid.
    """
    from podcast.cli.init_questions import parse_typed

    try:
        return _find_categories(value) if name == "categories" else parse_typed(_FIELDS.get(name, name), value)
    except PodcastError as error:
        option = "--category" if name == "categories" else f"--{name.replace('_', '-')}"
        raise click.BadParameter(str(error), param_hint=option) from None


def _find_categories(words: tuple[str, ...]) -> list[str]:
    """Apple's categories by words of their names, in English or German.

    Raises:
        PodcastError: a word is in no category, or in several: they are named.
    """
    from podcast.authoring.category_search import category_label, find_categories
    from podcast.cli.init_questions import no_category

    matches = {word: find_categories(word) for word in words}
    for word, names in matches.items():
        if not names:
            raise PodcastError(no_category(word))
        if len(names) > 1:
            lines = "".join(f"\n    {category_label(name, current_language())}" for name in names)
            raise PodcastError(_("several match, name one of them:{names}").format(names=lines))
    return [names[0] for names in matches.values()]


def _complete(answers: Answers) -> None:
    """Add what follows from other answers; refuse to make a show without those that it needs.

    Raises:
        click.UsageError: answers are missing.
    """
    from podcast.authoring.init_answers import QUESTIONS

    names = {"categories": "--category", "explicit": "--explicit/--not-explicit"}
    required = [question.field for question in QUESTIONS if not question.optional]
    missing = [names.get(field, f"--{field}") for field in required if field not in answers]
    if missing:
        raise click.UsageError(_("not a terminal, cannot ask: pass {options}").format(options=", ".join(missing)))
    if "owner.email" in answers:
        answers.setdefault("owner.name", answers["author"])
    elif "owner.name" in answers:
        raise click.UsageError(_("--owner-name needs --owner-email as well"))


def _consequences(answers: Answers, missing: list[str]) -> Iterator[str]:
    """What follows from the answers that are left out, and how to add them."""
    from podcast.authoring.init_answers import implied_country

    if missing:
        yield _("still to fill in, in podcast.yaml: {fields}").format(fields=", ".join(missing))
    if "owner.email" not in answers:
        sentence = _(
            "no owner: Spotify and others cannot confirm that the show is yours (`podcast set owner '{group}'`)"
        )
        yield sentence.format(group="{name: …, email: …}")
    if "publish.target" not in answers:
        yield _(
            "no target: `podcast set publish.target TARGET` before you publish, with sftp://user@host/folder, "
            "s3://bucket/prefix, or a folder"
        )
    details = {f"legal.provider.{name}" for name in ("name", "address", "email", "responsible")}
    country = implied_country(answers)
    if answers.get("legal.country") is False:
        yield _("no legal notice and no accessibility page: only the page on privacy is published")
    elif country == "DE" and not details <= answers.keys():
        yield _(
            "German law: the legal pages name the details that are missing until you add them (`podcast docs legal`)"
        )
    elif country is None:
        yield _("no country: the legal pages cite no law (`podcast docs legal`)")


def _next_steps(directory: Path, *, has_cover: bool) -> Iterator[str]:
    if has_cover and directory == Path():
        yield _("next: `podcast new TITLE --recording FILE` creates the first episode")
    elif has_cover:
        words = _("next: change to {folder}; `podcast new TITLE --recording FILE` creates the first episode")
        yield words.format(folder=directory)
    elif directory == Path():
        yield _("next: save your artwork here as cover.jpg (square, 1400 to 3000 pixels), then `podcast check`")
    else:
        words = _(
            "next: change to {folder} and save your artwork there as cover.jpg (square, 1400 to "
            "3000 pixels), then `podcast check`"
        )
        yield words.format(folder=directory)
    if not has_cover:
        yield _("then create the first episode: `podcast new TITLE --recording FILE`")
