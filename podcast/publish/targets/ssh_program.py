"""The system's `ssh`, as git and rsync use it: its options, and what it says when it fails.

Host keys, key files, jump hosts and aliases are those of the user's ~/.ssh/config. It asks no questions, because two
programs cannot share a terminal: a key with a passphrase is loaded into the agent before (`ssh-add`).
"""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import PurePath
from typing import Final, NamedTuple

from podcast.i18n import _, gettext_noop

# A connection that is dead is noticed after a minute.
SSH_OPTIONS: Final = (
    "-oBatchMode=yes",
    "-oConnectTimeout=15",
    "-oServerAliveInterval=15",
    "-oServerAliveCountMax=4",
)
KEY_SCAN_TIMEOUT: Final = 10  # seconds
SSH_PORT: Final = 22


class Refusal(NamedTuple):
    """What a program says when it is refused, and what that means for a person."""

    pattern: re.Pattern[str]
    reason: str
    remedy: str


UNKNOWN_HOST_KEY: Final = Refusal(
    re.compile(r"Host key verification failed"),
    gettext_noop("its host key is unknown to this computer{fingerprint}"),
    gettext_noop(
        "compare it with the one that the server's operator has published; if they are equal, run `{command}` once and "
        "answer yes (in CI, put the server's line into ~/.ssh/known_hosts)"
    ),
)
SSH_REFUSALS: Final = (
    Refusal(
        re.compile(r"REMOTE HOST IDENTIFICATION HAS CHANGED"),
        gettext_noop("its host key is another one than before{fingerprint}, and someone may be intercepting"),
        gettext_noop("ask its operator whether the key was replaced; if it was, run `ssh-keygen -R {known_as}`"),
    ),
    UNKNOWN_HOST_KEY,
    Refusal(
        re.compile(r"Permission denied \((?!.*publickey)"),
        gettext_noop("it lets no one in by SSH key"),
        gettext_noop("publish by sftp://, which can use a password"),
    ),
    Refusal(
        re.compile(r"Permission denied \(|Too many authentication failures"),
        gettext_noop("it accepts none of your SSH keys"),
        gettext_noop(
            "add your public key to your account there, load a key with a passphrase by `ssh-add`, and try it with "
            "`{command}`"
        ),
    ),
    Refusal(
        re.compile(
            r"Could not resolve hostname [^:]*: (?:Name or service not known|nodename nor servname|No such host)"
        ),
        gettext_noop("there is no server of that name"),
        gettext_noop("check the address in `publish: target:`"),
    ),
)
SSH_TRANSIENT: Final = (
    r"Temporary failure in name resolution|[Tt]imed out|Connection (?:reset|refused|closed)|kex_exchange_identification"
    r"|Broken pipe|Network is unreachable|No route to host|Timeout, server|ssh_dispatch_run_fatal|client_loop: send"
    r"|banner exchange"
)


def with_options(command: str) -> str:
    """A command for ssh, with options that make it ask nothing, unless it starts another program."""
    program = PurePath((shlex.split(command) or [""])[0]).name
    return " ".join((command, *SSH_OPTIONS)) if program in {"ssh", "ssh.exe"} else command


class SshPlace(NamedTuple):
    """A user of a server, as the words of an error name it; `port` is 0 if the address names none."""

    host: str
    user: str = ""
    port: int = 0

    @property
    def command(self) -> str:
        """The command by which a person would connect."""
        port = f"-p {self.port} " if self.port else ""
        return f"ssh {port}{self.user}@{self.host}" if self.user else f"ssh {port}{self.host}"

    @property
    def known_as(self) -> str:
        """The server's name in files of known hosts."""
        return f'"[{self.host}]:{self.port}"' if self.port not in {0, SSH_PORT} else self.host

    def fill(self, text: str) -> str:
        """Put the names of the server into a translated sentence, and the fingerprints of its keys if it wants them."""
        fingerprint = self._fingerprints() if "{fingerprint}" in text else ""
        return text.format(command=self.command, known_as=self.known_as, fingerprint=fingerprint)

    def _fingerprints(self) -> str:
        """The fingerprints of the keys that the server shows now, in brackets; empty if they cannot be had."""
        scan = ["ssh-keyscan", "-T", "5", "-p", str(self.port or SSH_PORT), "--", self.host]
        show = ["ssh-keygen", "-l", "-f", "-"]
        try:
            keys = subprocess.run(scan, capture_output=True, timeout=KEY_SCAN_TIMEOUT, check=False).stdout  # noqa: S603 -- no shell
            lines = subprocess.run(show, input=keys, capture_output=True, timeout=KEY_SCAN_TIMEOUT, check=False).stdout  # noqa: S603 -- no shell
        except (OSError, subprocess.TimeoutExpired):
            return ""
        parts = [line.split() for line in lines.decode("utf-8", "replace").splitlines()]
        fingerprints = sorted(f"{words[1]} {words[-1]}" for words in parts if len(words) > 2)
        return _(" (fingerprint {fingerprints})").format(fingerprints=", ".join(fingerprints)) if fingerprints else ""


def find_refusal(words: str, refusals: tuple[Refusal, ...]) -> Refusal | None:
    """The first refusal that is meant by what a program said."""
    return next((refusal for refusal in refusals if refusal.pattern.search(words)), None)


def refusal_message(place: str, refusal: Refusal, server: SshPlace) -> str:
    """The message for a refusal, with its reason and its remedy.

    Args:
        place: what is published to.
        refusal: of a server.
        server: for commands that a remedy names.
    """
    remedy = server.fill(_(refusal.remedy))
    return _(
        "{place} cannot be published to: {reason}; nothing was changed. {remedy}, then run the same command again"
    ).format(place=place, reason=server.fill(_(refusal.reason)), remedy=remedy[:1].upper() + remedy[1:])
