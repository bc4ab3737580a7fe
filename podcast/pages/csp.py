"""What browsers may do on our pages: a Content Security Policy (W3C, level 3), in a `meta` element of each.

Nothing from anywhere else, no script or style in the page itself: whoever smuggles one in finds it dead. There is one
exception, a style sheet known by its bytes: the spacing that readers may ask for, so that pages are tested as they are.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

# Web Content Accessibility Guidelines 2.2, success criterion 1.4.12 (Text Spacing): four distances a page must bear.
TEXT_SPACING: Final = (
    "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    "p{margin-bottom:2em!important}"
)

_DIGEST: Final = base64.b64encode(hashlib.sha256(TEXT_SPACING.encode()).digest()).decode()

POLICY: Final = (
    f"default-src 'none'; script-src 'self'; style-src 'self' 'sha256-{_DIGEST}'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
)
