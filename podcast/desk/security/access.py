"""Rights at the desk: the token of the first address, and the cookies that browsers get for it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import MutableMapping

Right: TypeAlias = Literal["read", "write"]

_TOKEN_BYTES: Final = 24
_MAX_FAILURES: Final = 10  # wrong passwords, after which none is tried any more


@dataclass(frozen=True, slots=True)
class DeskAddress:
    """Host and port that the desk listens at; no other name is answered but `localhost`, where that is meant."""

    host: str
    port: int

    @property
    def origin(self) -> str:
        """The origin of all pages: `http://127.0.0.1:8361`."""
        return f"http://{self.host}:{self.port}"

    @property
    def is_local(self) -> bool:
        """Whether only this computer reaches the desk."""
        return self.host.startswith("127.")

    @property
    def cookie(self) -> str:
        """The name of the cookie: browsers share cookies between the ports of a host."""
        return f"podcast_desk_{self.port}"


@dataclass(slots=True)
class Access:
    """Tokens that have not been used yet, and the cookies that were given for them, each with its right.

    Args:
        password: with which a browser of the local network may write; empty where none may.
    """

    password: str = ""
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    entrance_secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)  # of the record
    _tokens: MutableMapping[str, Right] = field(default_factory=dict)
    _cookies: MutableMapping[str, Right] = field(default_factory=dict)
    _failures: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def new_token(self, right: Right = "write") -> str:
        """Return a token for the first address of a browser; one that may write is good once."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._tokens[token] = right
        return token

    def cookie_for_token(self, token: str, *, is_here: bool) -> str | None:
        """Return the cookie for a token, None for a wrong one; several readers may use the same token.

        Args:
            token: of an address.
            is_here: whether the browser is on this computer: a token to write is good nowhere else.
        """
        with self._lock:
            right = self._tokens.get(token)
            if right == "write":
                if not is_here:
                    return None
                del self._tokens[token]
            return self._new_cookie(right) if right else None

    def cookie_for_password(self, password: str) -> str | None:
        """Return the cookie with which a browser may write, None for a wrong password or after too many of them."""
        with self._lock:
            if not self.password or self._failures >= _MAX_FAILURES:
                return None
            if not hmac.compare_digest(password.encode(), self.password.encode()):
                self._failures += 1
                return None
            self._failures = 0
            return self._new_cookie("write")

    def right(self, cookie: str) -> Right | None:
        """Return what the browser with this cookie may do."""
        return self._cookies.get(cookie)

    def csrf_token(self, cookie: str) -> str:
        """Return the token that each form of a browser carries."""
        return hmac.new(self.secret, cookie.encode(), hashlib.sha256).hexdigest()

    def is_csrf_token(self, token: str, cookie: str) -> bool:
        """Whether a form was made for the browser that sends it."""
        return hmac.compare_digest(token.encode(), self.csrf_token(cookie).encode())

    def _new_cookie(self, right: Right) -> str:
        cookie = secrets.token_urlsafe(_TOKEN_BYTES)
        self._cookies[cookie] = right
        return cookie
