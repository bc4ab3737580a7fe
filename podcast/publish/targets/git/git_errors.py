"""What git says when it fails, as an error with its reason and its remedy. git is asked to speak English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _, gettext_noop
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.ssh_program import (
    SSH_REFUSALS,
    SSH_TRANSIENT,
    Refusal,
    SshPlace,
    find_refusal,
    refusal_message,
)
from podcast.publish.targets.target import EXIT_REFUSED

if TYPE_CHECKING:
    from podcast.publish.targets.git.branch_address import GitAddress

MAX_LINES: Final = 4  # of git's own words in a message


def _refusal(pattern: str, reason: str, remedy: str) -> Refusal:
    return Refusal(re.compile(pattern), reason, remedy)


REFUSALS: Final = (
    *SSH_REFUSALS,
    _refusal(
        r"could not read (?:Username|Password)|terminal prompts disabled",
        gettext_noop("it asks for a user name and a password, and git has none stored for it"),
        gettext_noop(
            "put an access token that may write to the repository into the environment variable PODCAST_PASSWORD, "
            "or store one in git's credential helper"
        ),
    ),
    _refusal(
        r"Authentication failed|HTTP Basic: Access denied|error: 40[13]\b|Write access to repository not granted",
        gettext_noop("it does not accept the user name and the password"),
        gettext_noop(
            "put an access token that is still valid and may write to the repository into the environment variable "
            "PODCAST_PASSWORD"
        ),
    ),
    _refusal(
        r"does not appear to be a git repository|[Rr]epository .*not found|ERROR: Repository|not exported"
        r"|No such file or directory.*\n?.*Could not read|could not be found or you don't have permission",
        gettext_noop("there is no such repository, or you may not see it"),
        gettext_noop("check the address in `publish: target:`; a new repository must be created first"),
    ),
    _refusal(
        r"file size limit|exceeds .*size|GH001|larger than the maximum",
        gettext_noop("a file is too large for it"),
        gettext_noop("keep the audio elsewhere (`audio:` under `publish:`, see `podcast docs stores`)"),
    ),
    _refusal(
        r"[Pp]rotected branch|GH006|GH013|not allowed to push",
        gettext_noop("the branch is protected"),
        gettext_noop("permit your account to push to it, or name another branch"),
    ),
    _refusal(
        r"(?:unstaged|staged) changes|would be overwritten|untracked working tree",
        gettext_noop("the work tree has changes that are not committed"),
        gettext_noop("commit or discard them with git (`git status` lists them)"),
    ),
    _refusal(
        r"SSL certificate problem|server certificate verification failed|certificate verify failed",
        gettext_noop("its certificate is not valid"),
        gettext_noop("check the address; for an authority of your own, set `http.sslCAInfo` in git's configuration"),
    ),
    _refusal(
        r"is corrupt|bad object|unable to read (?:tree|sha1|[0-9a-f]{40})|missing (?:blob|tree|object)|loose object",
        gettext_noop("the local copy of the repository is damaged"),
        gettext_noop("delete .podcast/git in the show's folder"),
    ),
    _refusal(
        r"Unable to create '[^']*\.lock'",
        gettext_noop("another git process works on it, or one was killed there"),
        gettext_noop("if none is running, delete the file that git names"),
    ),
    _refusal(
        r"No space left on device|[Dd]isk quota exceeded",
        gettext_noop("its disk is full"),
        gettext_noop("free some space there"),
    ),
)

_TRANSIENT: Final = re.compile(
    rf"{SSH_TRANSIENT}|Could not resolve host|early EOF|hung up unexpectedly|RPC failed|HTTP 5\d\d|error: 5\d\d"
    r"|Failed to connect|unexpected disconnect|shallow\.lock'"
)
# The branch is not where it was: another publisher, or a commit by hand.
_MOVED: Final = re.compile(
    r"\[rejected\]|cannot lock ref|incorrect old value|failed to lock|fetch first|failed to update ref"
)
_NOISE: Final = re.compile(
    r"^(?:hint:|Please make sure|and the repository exists|To |Done$|\s*$|\*\*\* )|^error: failed to push some refs"
)


def is_moved(words: str) -> bool:
    """Whether a push failed because the branch has another commit than was expected."""
    return bool(_MOVED.search(words)) and find_refusal(words, REFUSALS) is None


def git_error(words: str, address: GitAddress) -> PublishError | TransientError:
    """Return the error for what git said.

    Args:
        words: all that it printed.
        address: of the branch.
    """
    refusal = find_refusal(words, REFUSALS)
    if refusal is None and _TRANSIENT.search(words):
        return TransientError(_own_words(words))
    if refusal is None:
        return PublishError(
            _("git cannot work with {place}: {words}; nothing was changed").format(
                place=address.repository, words=_own_words(words)
            ),
            EXIT_REFUSED,
        )
    server = SshPlace(address.host, address.user, address.port)
    text = refusal_message(address.host or address.repository, refusal, server)
    own_words = "" if refusal in SSH_REFUSALS else f" (git: {_own_words(words)})"
    return PublishError(f"{text}{own_words}", EXIT_REFUSED)


def _own_words(words: str) -> str:
    """The lines of git's words that say something, without the beginnings that git puts before each."""
    lines = [re.sub(r"^(?:fatal|error|remote|remote: (?:fatal|error)): *", "", line) for line in words.splitlines()]
    own_lines = [line.strip().removesuffix(".") for line in lines if not _NOISE.search(line)]
    return " / ".join(dict.fromkeys(own_lines[:MAX_LINES])) or _("no answer")
