"""Settings of a connection by SSH: the address, completed by the user's `~/.ssh/config`."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.target import EXIT_REFUSED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.publish.targets.web_space.addresses import Address

__all__ = ["SSH_PORT", "SshSettings", "ssh_settings", "user_known_hosts"]

SSH_PORT: Final = 22
SYSTEM_KNOWN_HOSTS: Final = ("/etc/ssh/ssh_known_hosts", "C:/ProgramData/ssh/ssh_known_hosts")


@dataclass(frozen=True, slots=True)
class SshSettings:
    """Where and as whom to log in by SSH, and with which files.

    `key_files` are those that the configuration names; `only_these_keys`: neither the agent's nor the usual ones are
    tried. `jump_hosts` are passed on the way, in this order; each is the settings of a connection of its own.
    """

    host: str
    port: int
    user: str
    key_files: tuple[str, ...] = ()
    only_these_keys: bool = False
    known_hosts: tuple[str, ...] = ()
    jump_hosts: tuple[SshSettings, ...] = ()

    @property
    def command(self) -> str:
        """The command by which a person would connect."""
        port = f" -P {self.port}" if self.port != SSH_PORT else ""
        return f"sftp{port} {self.user}@{self.host}"


def ssh_settings(address: Address) -> SshSettings:
    """Return the settings for an address; what it names itself goes before `~/.ssh/config`.

    Raises:
        PublishError: the configuration cannot be read.
    """
    return _settings(address.host, address.port, address.user)


def _settings(host: str, port: int, user: str, *, is_jump: bool = False) -> SshSettings:
    options = _options(host)
    jumps = "none" if is_jump else str(options.get("proxyjump", "none"))
    return SshSettings(
        host=options.get("hostname", host),
        port=port or int(options.get("port", SSH_PORT)),
        user=user or options.get("user") or getpass.getuser(),
        key_files=tuple(name for name in options.get("identityfile", ()) if Path(name).expanduser().is_file()),
        only_these_keys=options.get("identitiesonly") == "yes",
        known_hosts=tuple(_known_hosts(options)),
        jump_hosts=() if jumps == "none" else tuple(_jump_host(jump.strip()) for jump in jumps.split(",")),
    )


def _jump_host(jump: str) -> SshSettings:
    """The settings of a host of ProxyJump: `user@host:port`."""
    user, _at, place = jump.removeprefix("ssh://").rpartition("@")
    host, colon, port = place.rpartition(":") if place.count(":") == 1 or "]:" in place else (place, "", "")
    return _settings(host.strip("[]"), int(port) if colon and port.isdigit() else 0, user, is_jump=True)


def _options(host: str) -> dict[str, Any]:
    """The options of `~/.ssh/config` for a host, by their names in lower case."""
    from paramiko import SSHConfig
    from paramiko.ssh_exception import ConfigParseError, CouldNotCanonicalize

    path = Path("~/.ssh/config").expanduser()
    try:
        return dict(SSHConfig.from_path(str(path)).lookup(host)) if path.is_file() else {}
    except (OSError, ValueError, ImportError, ConfigParseError, CouldNotCanonicalize) as error:
        raise PublishError(
            _("{path} cannot be used; correct it, or write host, port and user into the target").format(path=path),
            EXIT_REFUSED,
        ) from error


def _known_hosts(options: dict[str, Any]) -> Iterator[str]:
    """The files with the known keys of servers that exist."""
    for name in (*_user_files(options), *SYSTEM_KNOWN_HOSTS):
        path = Path(name).expanduser()
        if path.is_file():
            yield str(path)


def _user_files(options: dict[str, Any]) -> list[str]:
    return str(options.get("userknownhostsfile", "~/.ssh/known_hosts ~/.ssh/known_hosts2")).split()


def user_known_hosts(host: str) -> Path:
    """Return the user's file of known hosts that takes the key of a host; it may not exist yet.

    Raises:
        PublishError: the configuration cannot be read.
    """
    return Path(_user_files(_options(host))[0]).expanduser()
