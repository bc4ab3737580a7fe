"""`podcast unpublish --show`: take the whole show down, after its title was typed."""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from podcast.cli.json_output import echo_json
from podcast.cli.publish_json import transfer_document
from podcast.cli.publishing import confirm_and_carry_out, open_target, show_plan
from podcast.cli.terminal import echo_hint, echo_line
from podcast.errors import PodcastError
from podcast.i18n import _, format_day, ngettext

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from podcast.cli.documents.publish_documents import UnpublishDocument
    from podcast.cli.publishing import Transfer, UnpublishArguments
    from podcast.publish.protocol.prepare import PreparedPublish


def unpublish_show(root: Path, arguments: UnpublishArguments) -> None:
    """Take the show down.

    Args:
        root: the show's folder.
        arguments: of the command.

    Raises:
        PodcastError: another title was given, or the target refuses.
    """
    from podcast.publish import release
    from podcast.publish.plan_summary import summarise_plan

    chosen = open_target(root, arguments.target, dry_run=arguments.dry_run)
    title = show_title(root)
    if arguments.confirm is not None and not is_same_title(arguments.confirm, title):
        raise PodcastError(_wrong_title(title))
    prepared = release.prepare_unpublish(chosen.settings, chosen.target, delete_audio=arguments.now)
    echo_line(chosen.line)
    until = audio_until(prepared)
    if prepared.is_up_to_date:
        echo_line(_("nothing to do: the show was taken down already"))
    else:
        sums = summarise_plan(replace(prepared.plan, retired={}))  # the words say what stays
        show_plan(prepared, _words(prepared, until), sums)
    arguments = replace(arguments, yes=False)  # the title counts, and nothing else
    transfer = confirm_and_carry_out(prepared, chosen, arguments, lambda: _confirm_title(arguments, title), _summary)
    echo_json(_document(transfer, until))
    if not arguments.dry_run:
        for line in _next_steps(until):
            echo_hint(line)


def show_title(root: Path) -> str:
    """The title of the show, from podcast.yaml alone; no other field of it matters.

    Raises:
        PodcastError: it has none.
    """
    from podcast.model.file_names import SHOW_FILE
    from podcast.show.yaml_file import read_yaml_file

    title = (read_yaml_file(root, SHOW_FILE).document.fields or {}).get("title")
    if not isinstance(title, str) or not title.strip():
        raise PodcastError(_("podcast.yaml has no title, by which you could confirm; set `title:`"))
    return title


def is_same_title(typed: str, title: str) -> bool:
    """Whether a title was typed right; case, spaces and the form of quotation marks do not matter."""
    return _plain(typed) == _plain(title)


def _plain(text: str) -> str:
    quotes = dict.fromkeys(map(ord, "\"'„“”‚‘’«»‹›"), "")
    words = unicodedata.normalize("NFKC", text.replace("\N{SOFT HYPHEN}", "")).casefold().translate(quotes).split()
    return " ".join(words)


def _wrong_title(title: str) -> str:
    return _('this is not the title of the show; nothing was changed. The title is "{title}"').format(title=title)


def _confirm_title(arguments: UnpublishArguments, title: str) -> None:
    """Ask for the title of the show; --yes does not count, because it is in scripts for other commands.

    Raises:
        click.UsageError: stdin is not a terminal, and --confirm was not passed.
        PodcastError: another title was typed.
    """
    if arguments.confirm is not None:
        return
    if not sys.stdin.isatty():
        raise click.UsageError(_("not a terminal, cannot ask for confirmation: pass --confirm TITLE or --dry-run"))
    question = _('To take the show down, type its title, "{title}"').format(title=title)
    if not is_same_title(click.prompt(question, "", prompt_suffix=": ", show_default=False, err=True), title):
        raise PodcastError(_wrong_title(title))


def audio_until(prepared: PreparedPublish) -> datetime | None:
    """When the last audio file may be deleted that stays on the target; None if none does."""
    waiting = {**prepared.plan.retired, **prepared.plan.awaiting_deletion}
    return max((item.delete_after for item in waiting.values()), default=None)


def _words(prepared: PreparedPublish, until: datetime | None) -> list[str]:
    """What subscribers will see."""
    if prepared.state.manifest.is_taken_down:
        return [_("the show was taken down already: what is left of it is deleted")]
    lines = [
        _("the feed and all pages are deleted at once: their addresses return 404"),
        _(
            "podcast apps get no feed and no new episodes; episodes that listeners have downloaded stay with them, and "
            "directories drop the show after a while"
        ),
    ]
    if until:
        sentence = _("audio files stay until {day}, because apps hold their addresses; --now deletes them at once, too")
        return [*lines, sentence.format(day=format_day(until))]
    return [*lines, _("audio files are deleted at once, too: `podcast undo` cannot bring the show back")]


def _summary(deleted: int) -> str:
    text = ngettext("taken down: {count} file deleted", "taken down: {count} files deleted", deleted)
    return text.format(count=deleted)


def _next_steps(until: datetime | None) -> list[str]:
    """How the show comes back, and how its audio goes."""
    back = _("`podcast publish` brings the show back from your files, at the same addresses and with the same guids")
    if until is None:
        return [back]
    day = format_day(until)
    return [
        _("until {day}, `podcast undo` brings back what was public; `podcast publish` does from your files").format(
            day=day
        ),
        _("after {day}, run `podcast unpublish --show` again: it deletes the audio files").format(day=day),
    ]


def _document(transfer: Transfer, until: datetime | None) -> UnpublishDocument:
    return {
        **transfer_document(transfer),
        "slug": None,
        "path": None,
        "audio_until": until.isoformat() if until else None,
        "outside": None,
        "exit_status": 0,
    }
