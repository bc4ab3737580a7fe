"""The additions of the preview to a page: a panel, the script that reloads it, a policy that allows it. Pure."""

from __future__ import annotations

import json
import re
from html import escape, unescape
from typing import TYPE_CHECKING

from podcast.i18n import _, current_language
from podcast.preview.view import OWN_PREFIX, PreviewAddress, View

if TYPE_CHECKING:
    from collections.abc import Iterable

STYLE_PATH = f"{OWN_PREFIX}panel.css"
SCRIPT_PATH = f"{OWN_PREFIX}reload.js"
EVENTS_PATH = f"{OWN_PREFIX}events"

_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)"', re.IGNORECASE)
_REQUIRED_DIRECTIVES = ("script-src", "style-src", "connect-src")  # the reloading script, the panel's look, the events
_BODY = "</body>"


def add_panel(page: str, path: str, view: View, address: PreviewAddress) -> str:
    """Add the panel to the end of a page of the site.

    Args:
        page: its HTML.
        path: its path below the preview's address, as it was requested.
        view: the current one.
        address: of the preview.
    """
    marks = escape(json.dumps({slug: word for slug, word in view.marks.items() if word}, sort_keys=True))
    added = (
        f'<link rel="stylesheet" href="{address.path}{STYLE_PATH}">\n'
        f'<aside id="podcast-preview" lang="{current_language()}" aria-label="{escape(_("Preview"))}">'
        f"{panel_html(view, path, address)}"
        f"</aside>\n"
        f'<script src="{address.path}{SCRIPT_PATH}" data-events="{address.path}{EVENTS_PATH}"'
        f' data-path="{escape(path)}"'
        f' data-version="{escape(view.version(path))}" data-marks="{marks}" defer></script>\n'
    )
    head, body, tail = _POLICY.sub(_relaxed_policy, page).rpartition(_BODY)
    return f"{head}{added}{body}{tail}" if body else f"{tail}{added}"


def panel_html(view: View, path: str, address: PreviewAddress) -> str:
    """The panel's HTML: problems, activity, and whether the page is public."""
    own = f'<a href="{address.path}{OWN_PREFIX}">{escape(_("Preview"))}</a>'
    parts = [_problems(view)] if view.problems else []
    parts += [f"<p>{escape(view.activity)}</p>"] if view.activity else []
    if word := view.marks.get(path.partition("/")[0]):
        parts.append(f"<p><strong>{escape(word)}</strong> · {escape(_('only you see this page'))}</p>")
    return f"<p>{own}</p>{''.join(parts)}"


def _problems(view: View) -> str:
    head = _("This is the last version that could be built. Fix this:") if view.files else _("Fix this:")
    return f'<div role="alert"><p><strong>{escape(head)}</strong></p>{_list(view.problems)}</div>'


def waiting_page() -> str:
    """The page where nothing could be built yet: the panel below it has the problems, and reloads it after a build."""
    text = _("There is nothing to show yet. Fix what is listed below and save: this page reloads by itself.")
    return _own_page(_("Preview"), f"<p>{escape(text)}</p>", "podcast-preview-own podcast-preview-waiting")


def overview_page(view: View, address: PreviewAddress) -> str:
    """The preview's own page: its URLs, the last rebuild, the episodes that are not public yet, the problems."""
    feed = f"{address.url}feed.xml"
    advice = _(
        "In AntennaPod or Apple Podcasts choose “follow by URL”. Apps that fetch feeds "
        "through their own servers cannot reach this computer."
    )
    not_public = [f"{slug}: {word}" for slug, word in sorted(view.marks.items())]
    parts = [
        f'<p><a href="{address.path}">{escape(_("To the site"))}</a></p>',
        f'<p>{escape(_("The feed:"))} <a href="{escape(feed)}">{escape(feed)}</a>. {escape(advice)}</p>',
        _section(_("Rebuilt last"), view.rebuilt or (_("nothing yet"),)),
        _section(_("Only you see"), not_public) if not_public else "",
    ]
    return _own_page(view.title or _("Preview"), "".join(parts), "podcast-preview-own")


def _own_page(heading: str, content: str, css_class: str) -> str:
    head = f'<!doctype html>\n<html lang="{current_language()}">\n<head>\n<meta charset="utf-8">\n'
    size = '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    title = f"<title>{escape(_('Preview'))}</title>\n</head>\n"
    main = f"<main><h1>{escape(heading)}</h1>{content}</main>"
    return f'{head}{size}{title}<body class="{css_class}">\n{main}\n</body>\n</html>\n'


def _section(title: str, lines: Iterable[str]) -> str:
    return f"<h2>{escape(title)}</h2>{_list(lines)}"


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _relaxed_policy(policy: re.Match[str]) -> str:
    """The page's own policy, which also allows the preview's script, style and events from the same origin."""
    rows = [row.split() for row in unescape(policy[2]).split(";") if row.strip()]
    rules = {name.lower(): sources for name, *sources in rows}
    fallback = rules.get("default-src")
    for name in _REQUIRED_DIRECTIVES:
        sources = rules.get(name, fallback)
        if sources is not None and "'self'" not in sources:
            rules[name] = [*(source for source in sources if source != "'none'"), "'self'"]
    text = "; ".join(" ".join((name, *sources)) for name, sources in rules.items())
    return f'{policy[1]}{escape(text)}"'
