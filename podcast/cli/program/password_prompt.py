"""Asks for the password of web space on the terminal."""

from __future__ import annotations

import sys

import click

from podcast.cli.terminal import ask_yes_no, echo_err
from podcast.i18n import _


class TerminalPrompt:
    """The questions about a password; see `podcast.publish.targets.web_space.credentials.PasswordPrompt`."""

    def ask(self, account: str) -> str | None:
        """Ask for the password of an account, without showing it; None if stdin is no terminal."""
        if not sys.stdin.isatty():
            return None
        question = _("Password for {account}:").format(account=account)
        password: str = click.prompt(question, hide_input=True, prompt_suffix=" ", err=True)
        return password

    def is_to_be_kept(self) -> bool:
        """Ask whether the password is to be kept."""
        return ask_yes_no(_("Keep it in this computer's password store?"), default=False)

    def report_not_kept(self) -> None:
        """Report that the password was not kept."""
        echo_err(_("the password store of this computer refused the password; you will be asked for it again"))
