"""Problems and hints of meaning that only the site has: addresses of its own, what the law asks it to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.i18n import _
from podcast.model.legal import NEEDED, missing
from podcast.model.show import SHOW_FILE
from podcast.show.locations import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.checks.facts import Facts
    from podcast.model.show import Show


def free_addresses(show: Show, _facts: Facts) -> Iterator[Finding]:
    """An episode's folder is the address of its page: it may not be that of another page."""
    for one in show.episodes:
        if one.slug in addresses.reserved(show):
            what = _("is an address that the site needs for itself")
            remedy = _("rename the folder, as in {name}").format(name=f"folge-{one.slug}")
            yield Finding(one.file.rpartition("/")[0], (), what, remedy)


def honest_statement(show: Show, _facts: Facts) -> Iterator[Finding]:
    """BITV 2.0, § 7: a site with gaps does not meet the rules in full."""
    if show.legal.statement.status == "full" and show.legal.statement.gaps:
        what = _("is full, and gaps are listed")
        yield Finding(SHOW_FILE, ("legal", "statement", "status"), what, _("write partial, or remove the gaps"))


def legal_details(show: Show) -> Iterator[Finding]:
    """DDG, MStV, GDPR, BITV 2.0: the site names what it cannot say."""
    groups: dict[str, dict[str, None]] = {}
    for group, name in (field for page in NEEDED for field in missing(show.legal, page)):
        groups.setdefault(group, {})[name] = None
    for group, names in groups.items():
        what = _("lacks {fields}, and the site says so").format(fields=", ".join(names))
        remedy = _("add them, or write pages of your own: see docs/legal.md")
        yield Finding(SHOW_FILE, ("legal", group), what, remedy)


RULES = (free_addresses, honest_statement)
