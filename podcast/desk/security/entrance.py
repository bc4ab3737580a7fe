"""The entrance for a second `podcast desk` of the same user: it proves that it has read the record of this one.

Neither side sends the secret of the record: each proves by HMAC that it has it, the first by an answer to the number
that the second has just chosen. Another program that listens at the port of a desk that was killed can do neither.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import secrets
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from podcast.desk.security.access import Access

ENTRANCE: Final = "/another-window"
NONCE, PROOF = "x-desk-nonce", "x-desk-proof"
TIMEOUT: Final = 3.0  # seconds
_MAX_BYTES: Final = 10_000


def _proof(secret: str, *parts: str) -> str:
    return hmac.new(secret.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def answer(request: Request, access: Access) -> Response | None:
    """Return a token for the first address of a browser, with a proof; None without the secret.

    Args:
        request: a POST from a program on this computer.
        access: of the desk.
    """
    from starlette.responses import JSONResponse

    nonce, proof = request.headers.get(NONCE, ""), request.headers.get(PROOF, "")
    if not nonce or not hmac.compare_digest(proof.encode(), _proof(access.entrance_secret, "ask", nonce).encode()):
        return None
    token = access.new_token()
    return JSONResponse({"token": token, "proof": _proof(access.entrance_secret, "answer", nonce, token)})


def ask_for_token(origin: str, secret: str) -> str | None:
    """Ask a desk for a token; None if no desk with this secret answers there.

    Args:
        origin: of the desk.
        secret: of its record.
    """
    nonce, parts = secrets.token_urlsafe(24), urlsplit(origin)
    headers = {"Origin": origin, NONCE: nonce, PROOF: _proof(secret, "ask", nonce), "Content-Length": "0"}
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)
    try:
        connection.request("POST", ENTRANCE, headers=headers)
        document = json.loads(connection.getresponse().read(_MAX_BYTES))
        token, proof = str(document["token"]), str(document["proof"])
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return None
    finally:
        connection.close()
    return token if hmac.compare_digest(proof, _proof(secret, "answer", nonce, token)) else None
