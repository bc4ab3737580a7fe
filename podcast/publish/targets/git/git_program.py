"""The system's git, run over a private repository of this process, whose objects are shared by all runs.

Only objects outlive a process. References, index and locks are in a temporary folder of its own, so that a process that
was killed leaves no lock behind, and two at once do not disturb each other.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.git.git_errors import git_error
from podcast.publish.targets.ssh_program import with_options
from podcast.publish.targets.target import EXIT_REFUSED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from podcast.publish.targets.git.branch_address import GitAddress

PASSWORD_VARIABLE: Final = "PODCAST_PASSWORD"  # noqa: S105 -- its name
# Set by git for its hooks; they name the repository of the hook (git rev-parse --local-env-vars).
_LOCAL_VARIABLES: Final = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)
_SETTINGS: Final = (
    "core.fsync=none",  # objects are copies of what the server has: after a power cut they are fetched again
    "core.longpaths=true",  # on Windows
    "core.bigFileThreshold=16m",  # audio does not compress: no memory and no time is spent on trying
    "gc.autoDetach=false",
    "fetch.recurseSubmodules=no",
    "push.recurseSubmodules=no",
    "push.gpgSign=false",
    "http.lowSpeedLimit=1",  # bytes per second, for so many seconds: a dead connection
    "http.lowSpeedTime=60",
)
# Hands the password over from the environment, so that it is in no command line and no file.
_CREDENTIALS: Final = (
    "credential.helper=",
    'credential.helper=!f() { test "$1" = get && echo "password=$' + PASSWORD_VARIABLE + '"; }; f',
)
_ANY_USER: Final = "credential.username=x-access-token"  # hosts take any name beside a token


class GitProgram:
    """git, over one repository.

    Args:
        address: of the branch, for messages.
        folder: of the private repository.
        objects: the folder of its objects.
    """

    def __init__(self, address: GitAddress, folder: Path, objects: Path) -> None:
        self._address = address
        self._settings = _settings(address)
        self._environment = _environment() | {"GIT_DIR": str(folder), "GIT_OBJECT_DIRECTORY": str(objects)}
        self._environment["GIT_INDEX_FILE"] = str(folder / "index")
        if not address.host:
            return
        if "GIT_SSH" not in os.environ:
            self._environment["GIT_SSH_COMMAND"] = self._ssh_command()

    def run(self, *arguments: str, data: bytes | None = None) -> bytes:
        """Run a command of git, and return what it prints.

        Args:
            arguments: of the command.
            data: what it reads.

        Raises:
            PublishError: it fails.
            TransientError: it fails, and may succeed when it is run again.
        """
        status, output, words = self.attempt(*arguments, data=data)
        if status:
            raise git_error(words, self._address)
        return output

    def attempt(self, *arguments: str, data: bytes | None = None) -> tuple[int, bytes, str]:
        """Run a command of git, and return its exit status, what it prints and what it says."""
        process = self.start(arguments)
        output, words = process.communicate(data)
        return process.returncode, output, words.decode("utf-8", "replace")

    def start(self, arguments: Sequence[str], *, keep_errors: bool = True) -> subprocess.Popen[bytes]:
        """Start a command of git, with pipes to it."""
        errors = subprocess.PIPE if keep_errors else subprocess.DEVNULL
        command = [require_git(), *self._settings, *arguments]
        return subprocess.Popen(  # noqa: S603 -- git, without a shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=self._environment
        )

    def set_author(self) -> None:
        """Name an author of commits, if git's own configuration has none."""
        status, _output, _words = self.attempt("var", "GIT_COMMITTER_IDENT")
        configured = self.attempt("config", "user.email")[1].strip() or os.environ.get("GIT_COMMITTER_EMAIL")
        if status or not configured:
            for role in ("AUTHOR", "COMMITTER"):
                self._environment[f"GIT_{role}_NAME"] = "podcast"
                self._environment[f"GIT_{role}_EMAIL"] = f"podcast@{socket.gethostname()}"

    def _ssh_command(self) -> str:
        """The user's command for ssh, with options that make it ask nothing."""
        configured = self.attempt("config", "core.sshCommand")[1].decode().strip()
        return with_options(os.environ.get("GIT_SSH_COMMAND") or configured or "ssh")


def require_git() -> str:
    """Return the path of the system's git.

    Raises:
        PublishError: it is not installed.
    """
    path = shutil.which("git")
    if path is None:
        raise PublishError(
            _(
                "the program git is not installed, and publishing to a branch needs it; nothing was changed. Install "
                "it (https://git-scm.com/downloads), then run the same command again"
            ),
            EXIT_REFUSED,
        )
    return path


def local_git(path: Path, *arguments: str) -> str | None:
    """Run a command of git in a folder of this computer; return what it prints, None if it fails."""
    command = [require_git(), "-C", str(path), *arguments]
    run = subprocess.run(command, capture_output=True, env=_environment(), check=False)  # noqa: S603 -- git, without a shell
    return None if run.returncode else run.stdout.decode("utf-8", "surrogateescape").strip("\r\n")


def _environment() -> dict[str, str]:
    environment: Mapping[str, str] = os.environ
    inherited = {
        name: value
        for name, value in environment.items()
        if name not in _LOCAL_VARIABLES and not name.startswith(("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_", "GIT_TRACE"))
    }
    return inherited | {"GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "", "SSH_ASKPASS": "", "LC_ALL": "C"}


def _settings(address: GitAddress) -> tuple[str, ...]:
    settings = list(_SETTINGS)
    if address.is_https and os.environ.get(PASSWORD_VARIABLE):
        settings += [*_CREDENTIALS, *([] if address.user else [_ANY_USER])]
    return tuple(part for setting in settings for part in ("-c", setting))
