"""The Content Security Policy (W3C, level 3) of the pages, in a `meta` element of each.

Everything comes from the site itself, and no script or style stands in a page, so an injected one has no effect. There
is one exception, a style sheet that the policy knows by its hash: the text spacing that readers may set, so that pages
can be tested with it under the policy that readers get.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final
from urllib.parse import urlsplit

# Web Content Accessibility Guidelines 2.2, success criterion 1.4.12 (Text Spacing): a page must work with these four.

TEXT_SPACING: Final = (
    "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    "p{margin-bottom:2em!important}"
)


def style_source(style: str) -> str:
    """The source expression that allows an inline style sheet in a policy: the hash of its text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


POLICY: Final = (
    f"default-src 'none'; script-src 'self'; style-src 'self' {style_source(TEXT_SPACING)}; img-src 'self'; "
    "font-src 'self'; manifest-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
)


def policy(audio_base: str = "") -> str:
    """The policy of pages whose audio is below this base URL; empty: on the site itself."""
    return POLICY.replace("media-src 'self'", f"media-src {' '.join(media_sources(audio_base))}")


def media_sources(audio_base: str) -> tuple[str, ...]:
    """The sources that audio and video may come from: videos in sign language stay on the site."""
    parts = urlsplit(audio_base)
    return ("'self'", f"{parts.scheme}://{parts.netloc}") if audio_base else ("'self'",)
