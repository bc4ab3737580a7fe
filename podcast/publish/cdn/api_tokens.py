"""Tokens of CDNs, from the environment and nowhere else."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.publish.cdn.provider import CdnError

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.http import Request


def token_header(variable: str, header: str, prefix: str = "") -> Callable[[], Callable[[Request], Request]]:
    """Return an authenticator (`CdnProvider.authenticator`) that sends a token in a header.

    Args:
        variable: of the environment that holds the token.
        header: that carries it.
        prefix: of the header's value.
    """

    def authenticator() -> Callable[[Request], Request]:
        token = os.environ.get(variable, "").strip()
        if not token:
            raise CdnError(_("{variable} is not set").format(variable=variable))
        if not (token.isascii() and token.isprintable()):
            raise CdnError(_("{variable} has characters that no token has").format(variable=variable))
        return lambda request: replace(request, headers={**request.headers, header: prefix + token})

    return authenticator
