"""Logging in by SSH: with a key of the agent or of a file, or else with a password, in the order of OpenSSH."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.target import EXIT_REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paramiko import PKey, Transport

    from podcast.publish.targets.web_space.credentials import Credentials
    from podcast.publish.targets.web_space.ssh.settings import SshSettings

__all__ = ["SshLogin", "TooManyKeysError"]

KEY_FILES: Final = ("~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa")
PASSWORD_METHODS: Final = frozenset({"password", "keyboard-interactive"})


class TooManyKeysError(Exception):
    """The server has ended the connection, because too many keys were offered: it may still accept a password."""


class SshLogin:
    """The way in which a user logs in, as the library's `auth_strategy`.

    Args:
        settings: who logs in, and with which key files.
        credentials: the password, or the passphrase of a key file.
        with_keys: whether keys are offered.
    """

    def __init__(self, settings: SshSettings, credentials: Credentials, *, with_keys: bool = True) -> None:
        self._settings, self._credentials, self._with_keys = settings, credentials, with_keys
        self._locked_files: list[Path] = []  # keys that need a passphrase

    def authenticate(self, transport: Transport) -> None:
        """Log in.

        Raises:
            PublishError: the server accepts neither a key nor the password.
            TooManyKeysError: the server has ended the connection.
        """
        methods = self._methods(transport)
        if methods and "publickey" in methods and self._with_keys:
            methods = self._try_keys(transport, methods)
        if not methods:
            return
        if not transport.is_active():
            raise TooManyKeysError
        if methods & PASSWORD_METHODS:
            self._credentials.log_in(lambda password: self._try_password(transport, password))
        elif self._locked_files:
            self._credentials.log_in(lambda password: self._try_passphrase(transport, password))
        else:
            raise self._no_key_error()

    def _methods(self, transport: Transport) -> frozenset[str]:
        """The methods that the server offers; none if it lets the user in without any."""
        from paramiko import BadAuthenticationType

        try:
            transport.auth_none(self._settings.user)
        except BadAuthenticationType as error:
            return frozenset(error.allowed_types)
        return frozenset()

    def _try_keys(self, transport: Transport, methods: frozenset[str]) -> frozenset[str]:
        """Offer each key; return the methods that are left: none after one that is enough."""
        from paramiko import AuthenticationException, SSHException

        for key in self._keys():
            try:
                return frozenset(transport.auth_publickey(self._settings.user, key))
            except AuthenticationException:
                continue
            except (SSHException, EOFError, OSError):  # the agent refuses to sign, or the connection has ended
                if not transport.is_active():
                    break
        return methods

    def _keys(self) -> Iterator[PKey]:
        """The keys: of the files that the configuration names, of the agent, of the usual files."""
        yield from self._keys_of(self._settings.key_files)
        if not self._settings.only_these_keys:
            yield from _agent_keys()
            yield from self._keys_of(KEY_FILES)

    def _keys_of(self, names: tuple[str, ...]) -> Iterator[PKey]:
        from paramiko import PasswordRequiredException

        for path in (Path(name).expanduser() for name in names):
            try:
                key = _load_key(path) if path.is_file() else None
            except PasswordRequiredException:
                self._locked_files.append(path)
                continue
            if key:
                yield key

    def _try_password(self, transport: Transport, password: str) -> bool:
        from paramiko import AuthenticationException

        if any(self._is_accepted(transport, _load_key(path, password)) for path in self._locked_files):
            return True
        try:
            return not transport.auth_password(self._settings.user, password)
        except AuthenticationException:
            return False

    def _try_passphrase(self, transport: Transport, passphrase: str) -> bool:
        return any(self._is_accepted(transport, _load_key(path, passphrase)) for path in self._locked_files)

    def _is_accepted(self, transport: Transport, key: PKey | None) -> bool:
        from paramiko import AuthenticationException

        try:
            return key is not None and not transport.auth_publickey(self._settings.user, key)
        except AuthenticationException:
            return False

    def _no_key_error(self) -> PublishError:
        return PublishError(
            _(
                "{host} lets {user} in with an SSH key only, and accepts none of yours; add your public key there, or "
                "name the right key for this server in ~/.ssh/config (IdentityFile)"
            ).format(host=self._settings.host, user=self._settings.user),
            EXIT_REFUSED,
        )


def _agent_keys() -> Iterator[PKey]:
    """The keys of the SSH agent, if one is running."""
    from paramiko import Agent, SSHException

    try:
        agent = Agent()
    except SSHException:
        return
    try:
        yield from agent.get_keys()
    finally:
        agent.close()


def _load_key(path: Path, passphrase: str | None = None) -> PKey | None:
    """Load a key file; None if it is no key, or the passphrase is wrong.

    Raises:
        paramiko.PasswordRequiredException: it needs a passphrase.
    """
    from paramiko import ECDSAKey, Ed25519Key, PasswordRequiredException, RSAKey, SSHException

    loaders: tuple[Callable[..., PKey], ...] = tuple(
        kind.from_private_key_file for kind in (Ed25519Key, ECDSAKey, RSAKey)
    )
    for load in loaders:
        try:
            return load(str(path), passphrase)
        except PasswordRequiredException:
            if passphrase is None:
                raise
        except (SSHException, OSError, ValueError):
            continue
    return None
