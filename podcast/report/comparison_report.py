"""The comparison of two feeds as an HTML page: episodes of only one of them, and each field that differs.

One file without scripts and without anything from elsewhere. It is never published.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from podcast.i18n import _, gettext_noop, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Template

# The words of the page, by the names that its template uses.
_WORDS = {
    "title": gettext_noop("Two feeds compared"),
    "equal": gettext_noop("The feeds are equal: an app would show the same."),
    "different": gettext_noop("The feeds differ."),
    "first": gettext_noop("First feed"),
    "second": gettext_noop("Second feed"),
    "show": gettext_noop("The show"),
    "only_first": gettext_noop("Only in the first feed"),
    "only_second": gettext_noop("Only in the second feed"),
    "changed": gettext_noop("Episodes that differ"),
    "missing": gettext_noop("missing"),
}


def page(comparison: Mapping[str, Any], language: str) -> bytes:
    """Render a comparison as HTML.

    Args:
        comparison: see `podcast.feed.comparison.as_json`.
        language: of the person who reads it, `de` or `en`.
    """
    counts = [
        ngettext("{count} episode", "{count} episodes", feed["episodes"]).format(count=feed["episodes"])
        for feed in comparison["feeds"]
    ]
    words = {name: _(text) for name, text in _WORDS.items()}
    rendered = _template().render(comparison=comparison, counts=counts, language=language, words=words, translate=_)
    return f"{rendered}\n".encode()


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    options: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    environment = Environment(loader=PackageLoader("podcast.report", ""), autoescape=True, **options)
    return environment.get_template("comparison.html")
