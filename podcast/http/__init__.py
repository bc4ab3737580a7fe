"""HTTP client for everything but object storage: single requests with a total deadline, redirects followed by hand.

Nothing is cached, no cookie is kept, and a HEAD stays a HEAD when it is redirected. Proxies come from the environment
(HTTP_PROXY, HTTPS_PROXY, NO_PROXY); private addresses are always reached directly. `request` has the vocabulary,
`connections` the connections, `exchange` the requests.
"""

from __future__ import annotations

from podcast.http.connections import connection_pools, proxy_of
from podcast.http.exchange import open_response, send
from podcast.http.patient_sending import IDLE_TIMEOUT, SentBlocks, send_patiently
from podcast.http.request import (
    MAX_BODY,
    MAX_REDIRECTS,
    PERMANENT_REDIRECTS,
    REDIRECTS,
    USER_AGENT,
    Certificate,
    FailureKind,
    Limits,
    Redirect,
    Request,
    RequestError,
    Response,
)
from podcast.http.server_connections import ServerConnections
from podcast.http.tls import new_tls_context

__all__ = [
    "IDLE_TIMEOUT",
    "MAX_BODY",
    "MAX_REDIRECTS",
    "PERMANENT_REDIRECTS",
    "REDIRECTS",
    "USER_AGENT",
    "Certificate",
    "FailureKind",
    "Limits",
    "Redirect",
    "Request",
    "RequestError",
    "Response",
    "SentBlocks",
    "ServerConnections",
    "connection_pools",
    "new_tls_context",
    "open_response",
    "proxy_of",
    "send",
    "send_patiently",
]
