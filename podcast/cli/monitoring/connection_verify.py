"""`podcast verify --connection`: what the target permits, before anything is published there."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from podcast.cli.json_output import echo_json
from podcast.cli.program.password_prompt import TerminalPrompt
from podcast.cli.publishing import open_target, report_wait
from podcast.cli.terminal import ask_yes_no, echo_err, echo_hint, echo_line, echo_lines
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.cli.documents.publish_documents import VerifyDocument
    from podcast.cli.publishing import ChosenTarget
    from podcast.publish.connection_check import ConnectionReport


def verify_connection(root: Path, option: str | None) -> None:
    """Check the connection to the target, and print what it permits.

    A server that this computer does not know yet is accepted if a person at a terminal says so.

    Args:
        root: the show's folder.
        option: the target instead of that of podcast.yaml.

    Raises:
        PublishError: the target cannot be used.
    """
    from podcast.publish.connection_check import UnknownServerError
    from podcast.publish.targets.web_space.ssh.host_keys import remember_host_key

    chosen = open_target(root, option)
    echo_line(chosen.line)
    try:
        report = _report(root, chosen)
    except UnknownServerError as error:
        if not sys.stdin.isatty():
            raise
        echo_err(str(error))
        question = _("Is {fingerprint} the fingerprint that the operator of {host} has published?")
        if not ask_yes_no(question.format(fingerprint=error.key.fingerprint, host=error.key.host), default=False):
            raise
        remember_host_key(error.key)
        report = _report(root, chosen)
    echo_json(_document(report, chosen))
    echo_lines(report.works)
    for hint in report.hints:
        echo_hint(hint)


def _report(root: Path, chosen: ChosenTarget) -> ConnectionReport:
    from podcast.model.groups import Publish
    from podcast.publish.connection_check import check_connection

    settings = chosen.settings.publish
    target = {"target": chosen.location}
    publish = settings.model_copy(update=target) if settings else Publish.model_validate(target)
    return check_connection(publish, root, chosen.settings.guid, TerminalPrompt(), report_wait)


def _document(report: ConnectionReport, chosen: ChosenTarget) -> VerifyDocument:
    return {
        "target": {"location": chosen.location, "source": chosen.source},
        "generation": None,
        "verified": 0,
        "damaged": [],
        "pending": [],
        "foreign": 0,
        "orphans": [],
        "taken_down": False,
        "quick": None,
        "connection": {"works": [*report.works], "hints": [*report.hints]},
    }
