"""Imprint, privacy and accessibility: the show's own text, or its fields, with a note that lists missing fields.

Under German law the pages cite it and name what it requires; elsewhere they say what is known, and cite no law.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from podcast import urls
from podcast.model.countries import GDPR_COUNTRIES
from podcast.model.legal_rules import is_german_law, legal_country, legal_pages_of, missing_fields
from podcast.pages.page import Page
from podcast.pages.pagination import window_title
from podcast.pages.text import localization, markdown
from podcast.pages.text.markdown import prose
from podcast.strings import translator
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.model.show import Show
    from podcast.pages.page import RenderInputs

# Texts of the site that cite a law, each of which has a second form, with `_neutral` behind its key.
_NEUTRAL_TEXTS = frozenset({
    "imprint_title", "imprint_description", "accessibility_title", "accessibility_description",
    "privacy_controller", "privacy_device_text",
    "statement_scope", "statement_full", "statement_partial", "statement_none", "statement_unknown",
    "statement_prepared", "statement_enforcement",
})  # fmt: skip
_URL_OR_EMAIL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def legal_pages(show: Show, inputs: RenderInputs) -> Iterator[Page]:
    """Yield the legal pages that the show has; every page links to them."""
    translate = legal_translator(show)
    for name in legal_pages_of(show):
        title = translate(f"{name}_title")
        yield Page(
            address=urls.page(show, name),
            template="accessibility.html" if name == "accessibility" else "legal.html",
            title=window_title(show, title),
            description=strip_soft_hyphens(translate(f"{name}_description", show=show.title)),
            image=inputs.pictures.get(f"{show.cover}@share"),
            image_alt=show.cover_alt,
            values={"heading": title, **_variables(show, inputs, name)},
        )


@dataclass(frozen=True, slots=True)
class LegalTranslator:
    """The function `say` of the site, with texts that cite no law unless German law applies.

    A value, because pages travel to other processes and their fingerprints are hashes of what they hold.
    """

    language: str
    german_law: bool

    def __call__(self, key: str, **values: object) -> str:
        """Return a text of the site; see `podcast.strings.translator`."""
        is_neutral = not self.german_law and key in _NEUTRAL_TEXTS
        return translator(self.language)(f"{key}_neutral" if is_neutral else key, **values)


def legal_translator(show: Show) -> LegalTranslator:
    """Return the function `say` for the legal pages of a show."""
    return LegalTranslator(show.language, is_german_law(show))


def _variables(show: Show, inputs: RenderInputs, name: str) -> dict[str, Any]:
    """Return the template's variables by name: the show's own text, the missing fields, and the fields."""
    translate, german_law = legal_translator(show), is_german_law(show)
    own_text = show.texts.get(name, "")
    labels = [translate(f"field_{group}_{field}") for group, field in missing_fields(show, name)]
    return {
        "page_name": name,
        "legal_text": translate,
        "german_law": german_law,
        "has_gdpr_rights": legal_country(show) in GDPR_COUNTRIES,
        "publisher": show.legal.provider.name or (None if german_law else show.author),
        "text": prose(own_text, show.language, translate(f"{name}_title")),
        "missing": translate("legal_missing", fields="; ".join(labels)) if labels and not own_text else "",
        "provider": show.legal.provider,
        "data_protection": show.legal.data_protection,
        "statement": show.legal.statement,
        "gaps": _gaps(show, inputs),
        "status": _status(show, inputs),
        "statement_date": localization.local_day(show.legal.statement.date, show)
        if show.legal.statement.date
        else None,
        "lines": html_lines,
    }


def html_lines(text: str) -> Markup:
    """Return plain text as HTML with its line breaks; web and e-mail addresses become links."""
    return Markup("<br>\n").join(_with_links(line) for line in text.strip().split("\n"))


def _with_links(line: str) -> Markup:
    def link(match: re.Match[str]) -> str:
        address = match[0]
        href = address if address.startswith("http") else f"mailto:{address}"
        return f'<a href="{escape(href)}">{escape(address)}</a>'

    parts, end = [], 0
    for match in _URL_OR_EMAIL.finditer(line):
        parts += [escape(line[end : match.start()]), link(match)]
        end = match.end()
    return Markup("".join((*parts, escape(line[end:]))))  # noqa: S704 - every part is escaped above


def _gaps(show: Show, inputs: RenderInputs) -> tuple[str, ...]:
    """Return the parts that are not accessible: those that the show names, and those that the build can tell."""
    translate = translator(show.language)
    with_audio = [episode for episode in show.episodes if episode.slug in inputs.audio]
    with_transcript = [episode for episode in with_audio if episode.slug in inputs.transcripts]
    counts = (
        ("statement_no_transcript", len(with_audio) - len(with_transcript)),
        ("statement_unreviewed", sum(episode.reviewed is None for episode in with_transcript)),
    )
    own_gaps = (markdown.typeset(gap, show.language) for gap in show.legal.statement.gaps)
    return (*own_gaps, *(translate(name, count=count) for name, count in counts if count))


def _status(show: Show, inputs: RenderInputs) -> str:
    """Return the conformance status: unknown without a test, and never full beside a known gap."""
    translate, statement = legal_translator(show), show.legal.statement
    if not (statement.status and statement.method and statement.date):
        return translate("statement_unknown")
    status = "partial" if statement.status == "full" and _gaps(show, inputs) else statement.status
    return translate(f"statement_{status}", method=statement.method)
