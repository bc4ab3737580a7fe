"""What ssh, rsync and the programs on the server say when they fail, as an error with its remedy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _, gettext_noop
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.ssh_program import SSH_REFUSALS, SSH_TRANSIENT, Refusal, find_refusal, refusal_message
from podcast.publish.targets.target import EXIT_REFUSED
from podcast.publish.targets.web_space.connection_pool import TooManyConnectionsError

if TYPE_CHECKING:
    from podcast.publish.targets.ssh_program import SshPlace

__all__ = ["connection_error", "file_error", "no_commands_error"]

MAX_WORDS: Final = 200  # characters of a program's words in a message
FILE_REFUSALS: Final = (
    Refusal(
        re.compile(r"Permission denied|Operation not permitted|Read-only file system"),
        gettext_noop("you may not write there"),
        gettext_noop("give the user the right to write there, or correct `publish: target:`"),
    ),
    Refusal(
        re.compile(r"No space left on device|[Dd]isk quota exceeded|File too large"),
        gettext_noop("the web space is full"),
        gettext_noop("free some space there, or ask for more"),
    ),
    Refusal(
        re.compile(r"No such file or directory|nonexistent"),
        gettext_noop("its folder does not exist"),
        gettext_noop("create it on the server, or correct `publish: target:`"),
    ),
    Refusal(
        re.compile(r"(?:File|file) exists|Not a directory|Is a directory|cannot overwrite"),
        gettext_noop("a file is where a folder must be, or a folder where a file must be"),
        gettext_noop("move it away"),
    ),
    Refusal(
        re.compile(r"rsync: (?:command )?not found|rsync: No such|not found: rsync|Unknown command: rsync"),
        gettext_noop("rsync is not installed on the server"),
        gettext_noop("have it installed there, or write sftp:// instead of rsync+ssh://"),
    ),
)
_TRANSIENT: Final = re.compile(
    rf"{SSH_TRANSIENT}|Could not resolve hostname|connection unexpectedly closed|io timeout|mux_client|"
    r"Session open refused|Shared connection to"
)
_TOO_MANY: Final = re.compile(r"Session open refused by peer|no more sessions|MaxStartups|Exceeded MaxStartups")


def connection_error(words: str, place: SshPlace) -> PublishError | TransientError:
    """Return the error for a connection that failed or ended.

    Args:
        words: what ssh said.
        place: the server.
    """
    if refusal := find_refusal(words, SSH_REFUSALS):
        return PublishError(refusal_message(place.host, refusal, place), EXIT_REFUSED)
    if _TOO_MANY.search(words):
        return TooManyConnectionsError(_("{host} accepts no more connections").format(host=place.host))
    if not words.strip() or _TRANSIENT.search(words):
        return TransientError(_short(words) or _("the connection to {host} was cut").format(host=place.host))
    return PublishError(
        _("no connection to {host}: {words}").format(host=place.host, words=_short(words)), EXIT_REFUSED
    )


def file_error(path: str, words: str, place: SshPlace) -> PublishError:
    """Return the error for a file that a program on the server cannot read or write."""
    refusal = find_refusal(words, FILE_REFUSALS)
    if refusal is None:
        return PublishError(
            _("{host} cannot do this with {path}: {words}").format(host=place.host, path=path, words=_short(words)),
            EXIT_REFUSED,
        )
    return PublishError(
        _("{host} cannot write {path}: {reason}; {remedy}").format(
            host=place.host, path=path, reason=_(refusal.reason), remedy=_(refusal.remedy)
        ),
        EXIT_REFUSED,
    )


def no_commands_error(words: str, place: SshPlace) -> PublishError:
    """Return the error for a server that lets the user in, but runs no commands: its shell is a restricted one."""
    answer = _short(words)
    return PublishError(
        _(
            "{host} lets you in, but runs no commands{answer}, and publishing to rsync+ssh:// needs a few (mkdir, mv, "
            "rm, stat); nothing was changed. Write sftp:// instead, or ask its operator for a shell"
        ).format(host=place.host, answer=f' ("{answer}")' if answer else ""),
        EXIT_REFUSED,
    )


def _short(words: str) -> str:
    """The last line that a program said, without control characters."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    last = re.sub(r"[^\x20-\x7e\xa0-\U0010ffff]", "", lines[-1]) if lines else ""
    return last.removesuffix(".")[:MAX_WORDS]
