"""HTTP authentication: Basic (RFC 7617) and Digest (RFC 7616, 2617), in UTF-8.

The standard library's digest takes ASCII passwords only and no SHA-256; urllib3 has none.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Authorization", "Challenge", "authorization", "parse_challenges"]

# A parameter (its name, its value), or the name of a scheme.
_TOKEN: Final = re.compile(r"""([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,"]+))?""")
_HASHES: Final[dict[str, Callable[[bytes], str]]] = {
    "sha-256": lambda data: hashlib.sha256(data).hexdigest(),
    "md5": lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),  # what servers still ask for
}


@dataclass(frozen=True, slots=True)
class Challenge:
    """One way to authenticate that a server offers: a scheme in lower case, and its parameters."""

    scheme: str
    parameters: Mapping[str, str] = field(default_factory=dict)


class Authorization(Protocol):
    """Makes the header `Authorization` of a request. Thread-safe."""

    def header(self, method: str, uri: str) -> str:
        """Return the value of the header for a request; `uri` is its path, as it is sent."""

    def renewed(self, challenge: Challenge) -> Authorization | None:
        """Return the same for a new challenge, if that is the reason why the server refused; else None."""


def _client_nonce() -> str:
    return secrets.token_hex(8)


def parse_challenges(header: str) -> list[Challenge]:
    """Parse `WWW-Authenticate`, which may have several challenges."""
    challenges: list[tuple[str, dict[str, str]]] = []
    for match in _TOKEN.finditer(header):
        name, value = match[1].lower(), match[2]
        if value is None:
            challenges.append((name, {}))
        elif challenges:
            challenges[-1][1][name] = re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
    return [Challenge(scheme, parameters) for scheme, parameters in challenges]


def authorization(
    challenges: list[Challenge], user: str, password: str, client_nonce: Callable[[], str] = _client_nonce
) -> Authorization | None:
    """Choose the best of what a server offers; None if it offers nothing that we know.

    Digest comes first: it does not tell the password to the server.

    Args:
        challenges: of the server.
        user: who logs in.
        password: of the user.
        client_nonce: returns another random text each time.
    """
    digests = [challenge for challenge in challenges if challenge.scheme == "digest" and _is_supported(challenge)]
    digests.sort(key=lambda challenge: "sha-256" not in _algorithm(challenge))
    if digests:
        return _Digest(digests[0], user, password, client_nonce)
    return _Basic(user, password) if any(challenge.scheme == "basic" for challenge in challenges) else None


def _algorithm(challenge: Challenge) -> str:
    return challenge.parameters.get("algorithm", "MD5").lower()


def _is_supported(challenge: Challenge) -> bool:
    qualities = {quality.strip() for quality in challenge.parameters.get("qop", "auth").lower().split(",")}
    return _algorithm(challenge).removesuffix("-sess") in _HASHES and "auth" in qualities


class _Basic:
    def __init__(self, user: str, password: str) -> None:
        self._value = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")

    def header(self, method: str, uri: str) -> str:  # noqa: ARG002 -- the same for all requests
        """See `Authorization`."""
        return self._value

    def renewed(self, challenge: Challenge) -> None:
        """See `Authorization`. The server refused the password."""


class _Digest:
    def __init__(self, challenge: Challenge, user: str, password: str, client_nonce: Callable[[], str]) -> None:
        self._challenge, self._user, self._password = challenge, user, password
        self._client_nonce = client_nonce
        self._hash = _HASHES[_algorithm(challenge).removesuffix("-sess")]
        self._lock, self._count = threading.Lock(), 0

    def header(self, method: str, uri: str) -> str:
        """See `Authorization`."""
        with self._lock:
            self._count += 1
            count = f"{self._count:08x}"
        parameters, client_nonce = self._challenge.parameters, self._client_nonce()
        realm, nonce = parameters.get("realm", ""), parameters.get("nonce", "")
        quoted = {"username": self._user, "realm": realm, "nonce": nonce, "uri": uri}
        quoted["response"] = self._response(method, uri, count, client_nonce)
        plain = {"algorithm": parameters["algorithm"]} if "algorithm" in parameters else {}
        if "qop" in parameters:
            quoted["cnonce"] = client_nonce
            plain |= {"qop": "auth", "nc": count}
        if "opaque" in parameters:
            quoted["opaque"] = parameters["opaque"]
        pairs = [f'{name}="{_escaped(value)}"' for name, value in quoted.items()]
        # http.client sends headers as latin-1: this way the bytes are those of UTF-8
        return ", ".join(["Digest " + pairs[0], *pairs[1:], *(f"{name}={value}" for name, value in plain.items())])

    def renewed(self, challenge: Challenge) -> Authorization | None:
        """See `Authorization`. The server's nonce has expired."""
        if challenge.scheme != "digest" or not _is_supported(challenge):
            return None
        if challenge.parameters.get("stale", "").lower() != "true":
            return None
        return _Digest(challenge, self._user, self._password, self._client_nonce)

    def _response(self, method: str, uri: str, count: str, client_nonce: str) -> str:
        """The proof that we know the password (RFC 7616, 3.4.1)."""
        parameters = self._challenge.parameters
        secret = self._digest(self._user, parameters.get("realm", ""), self._password)
        if _algorithm(self._challenge).endswith("-sess"):
            secret = self._digest(secret, parameters.get("nonce", ""), client_nonce)
        request = self._digest(method, uri)
        if "qop" not in parameters:  # RFC 2069
            return self._digest(secret, parameters.get("nonce", ""), request)
        return self._digest(secret, parameters.get("nonce", ""), count, client_nonce, "auth", request)

    def _digest(self, *parts: str) -> str:
        return self._hash(":".join(parts).encode())


def _escaped(value: str) -> str:
    return value.encode().decode("latin-1").replace("\\", "\\\\").replace('"', '\\"')
