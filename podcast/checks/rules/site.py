"""Rules and a hint for the site: reserved addresses, and the details that the law requires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import urls
from podcast.i18n import _
from podcast.model.legal import REQUIRED_FIELDS, missing_fields
from podcast.model.show import SHOW_FILE
from podcast.show.locations import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.checks.facts import Facts
    from podcast.model.show import Show


def reserved_slugs(show: Show, _facts: Facts) -> Iterator[Finding]:
    """No episode's folder has the name of a page of the site: it is the address of the episode's page."""
    for episode in show.episodes:
        if episode.slug in urls.reserved(show):
            what = _("is an address that the site uses itself")
            remedy = _("rename the folder, for example to {name}").format(name=f"folge-{episode.slug}")
            yield Finding(episode.file.rpartition("/")[0], (), what, remedy)


def consistent_accessibility_statement(show: Show, _facts: Facts) -> Iterator[Finding]:
    """A site with listed gaps does not fully conform (BITV 2.0, § 7)."""
    if show.legal.statement.status == "full" and show.legal.statement.gaps:
        what = _("is full although gaps are listed")
        yield Finding(SHOW_FILE, ("legal", "statement", "status"), what, _("write partial, or remove the gaps"))


def required_legal_details(show: Show) -> Iterator[Finding]:
    """The details that DDG, MStV, GDPR and BITV 2.0 require are present; else the site states that they are missing."""
    groups: dict[str, dict[str, None]] = {}
    for group, name in (field for page in REQUIRED_FIELDS for field in missing_fields(show.legal, page)):
        groups.setdefault(group, {})[name] = None
    for group, names in groups.items():
        what = _("missing: {fields} (the page shows a notice until you add them)").format(fields=", ".join(names))
        remedy = _("add them, or write your own pages: see docs/legal.md")
        yield Finding(SHOW_FILE, ("legal", group), what, remedy)


RULES = (reserved_slugs, consistent_accessibility_statement)
