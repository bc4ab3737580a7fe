"""Forms of the desk as a browser without script has them: rendered, and sent again as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import lxml.html

from podcast.desk.desk_session import Desk
from podcast.desk.page_frame import FRAMING
from podcast.desk.security.access import Access, DeskAddress
from podcast.desk.sheets.pages import form_context
from podcast.desk.sheets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_EMPTY = "-empty-"
_PAGE = """\
{% from "fields.html" import show, form_head with context %}
<form>{{ form_head() }}{% for view in fields.values() %}{{ show(view) }}{% endfor %}</form>
"""


def unserved_desk(root: Path) -> Desk:
    """The desk of a show without a server."""
    return Desk(root, DeskAddress("127.0.0.1", 1), Access(""), FRAMING)


def rendered_form(desk: Desk, slug: str | None, names: Iterable[str]) -> str:
    """The form of some fields of a file, as HTML."""
    context = form_context(desk, Sheet.open(desk, slug), names)
    template = desk.templates.environment.from_string(_PAGE)
    words = {"csrf": "token", "may_write": True, "next_slot": None}
    return template.render({**desk.words(), **words, **context})


def form_values(html: str) -> dict[str, list[str]]:
    """The values that a browser sends of the first form of a page: by lxml, with the line ends of HTML."""
    form = lxml.html.fromstring(html)
    form = form if form.tag == "form" else next(form.iter("form"))
    for area in form.iter("textarea"):
        if area.text:
            area.text = area.text.removeprefix("\n")  # which the parser of HTML 4 keeps, and that of HTML 5 does not
    for empty in form.xpath(".//input[@type='radio' or @type='checkbox'][@value='']"):
        empty.set("value", _EMPTY)  # which lxml takes for a value that is left out
    values: dict[str, list[str]] = {}
    for name, sent in form.form_values():
        value = "" if sent == _EMPTY else sent
        values.setdefault(name, []).append(value.replace("\r\n", "\n").replace("\n", "\r\n"))
    return values
