"""What the preview adds to a page before it is sent: a panel, the script that reloads it, leave to do so. Pure."""

from __future__ import annotations

import json
import re
from html import escape, unescape
from typing import TYPE_CHECKING

from podcast.i18n import _, current_language
from podcast.preview.view import OWN, Base, View

if TYPE_CHECKING:
    from collections.abc import Iterable

STYLE = f"{OWN}panel.css"
SCRIPT = f"{OWN}reload.js"
EVENTS = f"{OWN}events"

_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)"', re.IGNORECASE)
_NEEDED = ("script-src", "style-src", "connect-src")  # the reloading script, the panel's look, the events
_BODY = "</body>"


def with_panel(page: str, path: str, view: View, base: Base) -> str:
    """A page of the site with the panel at its end.

    Args:
        page: its HTML.
        path: its address below the base, as it was asked for.
        view: what is shown.
        base: where the preview is.
    """
    marks = escape(json.dumps({slug: word for slug, word in view.marks.items() if word}, sort_keys=True))
    added = (
        f'<link rel="stylesheet" href="{base.path}{STYLE}">\n'
        f'<aside id="podcast-preview" lang="{current_language()}" aria-label="{escape(_("Preview"))}">'
        f"{panel(view, path, base)}"
        f"</aside>\n"
        f'<script src="{base.path}{SCRIPT}" data-events="{base.path}{EVENTS}" data-path="{escape(path)}"'
        f' data-version="{escape(view.version(path))}" data-marks="{marks}" defer></script>\n'
    )
    head, body, tail = _POLICY.sub(_allowing, page).rpartition(_BODY)
    return f"{head}{added}{body}{tail}" if body else f"{tail}{added}"


def panel(view: View, path: str, base: Base) -> str:
    """The panel's HTML: what is wrong, what is going on, who may see this page."""
    own = f'<a href="{base.path}{OWN}">{escape(_("Preview"))}</a>'
    said = [_wrong(view)] if view.wrong else []
    said += [f"<p>{escape(view.doing)}</p>"] if view.doing else []
    if word := view.marks.get(path.partition("/")[0]):
        said.append(f"<p><strong>{escape(word)}</strong> · {escape(_('only you see this page'))}</p>")
    return f"<p>{own}</p>{''.join(said)}"


def _wrong(view: View) -> str:
    head = _("You see the last version that could be built. Put this right:") if view.files else _("Put this right:")
    return f'<div role="alert"><p><strong>{escape(head)}</strong></p>{_list(view.wrong)}</div>'


def overview(view: View, base: Base) -> str:
    """The preview's own page: its addresses, what was rebuilt, what only we see, what is wrong."""
    feed = f"{base.url}feed.xml"
    advice = _(
        "In AntennaPod or Apple Podcasts choose “follow by URL”. Apps that fetch feeds on their own servers cannot "
        "reach this machine."
    )
    seen = [f"{slug}: {word}" for slug, word in sorted(view.marks.items())]
    parts = [
        f"<h1>{escape(view.title or _('Preview'))}</h1>",
        f'<p><a href="{base.path}">{escape(_("To the site"))}</a></p>',
        f'<p>{escape(_("The feed:"))} <a href="{escape(feed)}">{escape(feed)}</a>. {escape(advice)}</p>',
        _section(_("Rebuilt last"), view.rebuilt or (_("nothing yet"),)),
        _section(_("Only you see"), seen) if seen else "",
    ]
    head = f'<!doctype html>\n<html lang="{current_language()}">\n<head>\n<meta charset="utf-8">\n'
    size = '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    title = f"<title>{escape(_('Preview'))}</title>\n</head>\n"
    return f'{head}{size}{title}<body class="podcast-preview-own">\n<main>{"".join(parts)}</main>\n</body>\n</html>\n'


def _section(title: str, lines: Iterable[str]) -> str:
    return f"<h2>{escape(title)}</h2>{_list(lines)}"


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _allowing(policy: re.Match[str]) -> str:
    """The page's own policy, but that our script, style and events may come from where the page comes from."""
    rows = [row.split() for row in unescape(policy[2]).split(";") if row.strip()]
    rules = {name.lower(): sources for name, *sources in rows}
    fallback = rules.get("default-src")
    for name in _NEEDED:
        sources = rules.get(name, fallback)
        if sources is not None and "'self'" not in sources:
            rules[name] = [*(one for one in sources if one != "'none'"), "'self'"]
    text = "; ".join(" ".join((name, *sources)) for name, sources in rules.items())
    return f'{policy[1]}{escape(text)}"'
