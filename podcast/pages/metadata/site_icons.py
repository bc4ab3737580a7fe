"""Icons of the site for browser tabs and home screens, and the web app manifest that lists them.

The icons are made from the show's cover; a file of the same name in the show's `templates/assets/` takes precedence.
Browsers ask for some of them at the root of a site, so all are there under fixed names. The manifest:
https://www.w3.org/TR/appmanifest/.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from podcast.pages.text.localization import text_direction
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.artifacts import Picture
    from podcast.model.show import Show
    from podcast.pages.theme import Theme

FAVICON: Final = "favicon.ico"
TOUCH_ICON: Final = "apple-touch-icon.png"
APP_ICONS: Final = {"icon-192.png": 192, "icon-512.png": 512}  # pixels
ICONS: Final = (FAVICON, TOUCH_ICON, *APP_ICONS)
MANIFEST: Final = "manifest.webmanifest"
GROUND: Final = "#f2f4f2"  # of site.css in light mode


def available_icons(pictures: Mapping[str, Picture], theme: Theme) -> tuple[str, ...]:
    """Return the names of the icons that the site has: made from the cover, or files of the theme."""
    return tuple(name for name in ICONS if name in pictures or name in theme.asset_addresses)


def icon_files(show: Show, icons: tuple[str, ...], theme: Theme) -> Iterator[tuple[str, bytes]]:
    """Yield the manifest, and the icons that are files of the theme, each with its path below site/."""
    for name in (*ICONS, MANIFEST):
        if address := theme.asset_addresses.get(name):
            yield name, theme.assets[address]
    if MANIFEST not in theme.asset_addresses:
        yield MANIFEST, _manifest(show, icons)


def _manifest(show: Show, icons: tuple[str, ...]) -> bytes:
    """Return the web app manifest; its URLs are relative, so that the site works under any prefix."""
    app_icons = [
        {"src": name, "sizes": f"{pixels}x{pixels}", "type": "image/png"}
        for name, pixels in APP_ICONS.items()
        if name in icons
    ]
    data = {
        "name": strip_soft_hyphens(show.title),
        "lang": show.language,
        "dir": text_direction(show.language),
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": GROUND,
        "theme_color": GROUND,
        "icons": app_icons,
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
