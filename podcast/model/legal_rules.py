"""The legal pages of a show by its country, and the fields that German law requires.

Sources of German law: § 5 DDG and § 18 MStV (imprint), Art. 13 GDPR (privacy), § 12b BGG and § 7 BITV 2.0 with the
model statement of Decision (EU) 2018/1523 (accessibility). Which of them apply to a show, its publisher has to find
out. In other countries the pages cite no law and require nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.model.legal import NoLegal, NoStatement

if TYPE_CHECKING:
    from podcast.model.fields import ShowFields
    from podcast.model.legal import Legal

_GERMANY = "DE"
_GERMAN_ZONES = frozenset({"Europe/Berlin", "Europe/Busingen"})

# The fields without which each page is incomplete under German law: group and field below `legal`.
REQUIRED_FIELDS: dict[str, tuple[tuple[str, str], ...]] = {
    "imprint": (("provider", "name"), ("provider", "address"), ("provider", "email"), ("provider", "responsible")),
    "privacy": (
        ("provider", "name"),
        ("provider", "address"),
        ("provider", "email"),
        ("data_protection", "host"),
        ("data_protection", "logs"),
    ),
    "accessibility": tuple(("statement", name) for name in ("status", "date", "method", "contact", "enforcement")),
}


def legal_country(show: ShowFields) -> str | None:
    """Return the country whose law the pages follow: the one that `legal` names, else the one that fields imply.

    Without a name, a show is German if its language is German of no other country, if its time zone is one of
    Germany, or if a field of German law is filled in. Else its country is that of the language, as in `en-GB`.
    """
    if isinstance(show.legal, NoLegal):
        return None
    if show.legal.country:
        return show.legal.country
    language, _hyphen, territory = show.language.partition("-")
    has_german_field = show.legal.provider.responsible or show.legal.statement.enforcement
    is_german = territory == _GERMANY or (language == "de" and not territory)
    if is_german or show.timezone in _GERMAN_ZONES or has_german_field:
        return _GERMANY
    return territory or None


def is_german_law(show: ShowFields) -> bool:
    """Whether the pages cite German law, and ask for what it requires."""
    return legal_country(show) == _GERMANY


def legal_pages_of(show: ShowFields) -> tuple[str, ...]:
    """Return the names of the legal pages that the site has, of `REQUIRED_FIELDS`."""
    if isinstance(show.legal, NoLegal):
        return ("privacy",)
    has_statement = show.legal.accessibility or not isinstance(show.legal.statement, NoStatement)
    return tuple(name for name in REQUIRED_FIELDS if name != "accessibility" or has_statement)


def missing_fields(show: ShowFields, page: str) -> tuple[tuple[str, str], ...]:
    """Return the fields that German law requires and `page` (of `REQUIRED_FIELDS`) lacks.

    There are none if another law applies, if the show has a text for the page, or if it has no such page. A field that
    is `false` is answered.
    """
    legal = show.legal
    if not is_german_law(show) or page not in legal_pages_of(show) or getattr(legal, page):
        return ()
    return tuple((group, name) for group, name in REQUIRED_FIELDS[page] if _is_missing(legal, group, name))


def _is_missing(legal: Legal, group: str, name: str) -> bool:
    value = getattr(getattr(legal, group), name)
    return value is not False and not value
