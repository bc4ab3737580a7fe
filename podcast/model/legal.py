"""Legal information of a publisher: the fields of `legal:` in `podcast.yaml`, and which of them are missing.

Sources: § 5 DDG and § 18 MStV (imprint), Art. 13 GDPR (privacy), § 12b BGG and § 7 BITV 2.0 with the model statement of
Decision (EU) 2018/1523 (accessibility). Which of them apply to a show, its publisher has to find out.
"""

from __future__ import annotations

from typing import Literal

from podcast.model.groups import FrozenModel
from podcast.model.types import Day, Email, Line, RelativePath, Text  # noqa: TC001 - pydantic reads annotations when the program runs


class Provider(FrozenModel):
    """The provider of the site. `responsible` is the person of § 18 (2) MStV, with an address."""

    name: Line | None = None
    address: Text | None = None
    represented_by: Line | None = None
    email: Email | None = None
    phone: Line | None = None
    registered: Line | None = None
    vat_id: Line | None = None
    responsible: Text | None = None


class DataProtection(FrozenModel):
    """Facts about personal data that only the publisher knows: the hosting provider, its logs, the contacts."""

    host: Line | None = None
    logs: Text | None = None
    officer: Line | None = None
    authority: Line | None = None


class Statement(FrozenModel):
    """The accessibility statement: how far the site conforms, how that was determined, where to complain."""

    status: Literal["full", "partial", "none"] | None = None
    gaps: tuple[Line, ...] = ()
    date: Day | None = None
    method: Line | None = None
    contact: Line | None = None
    enforcement: Text | None = None


class Legal(FrozenModel):
    """The pages that the law requires: as Markdown files of the show, or made from the fields."""

    imprint: RelativePath | None = None
    privacy: RelativePath | None = None
    accessibility: RelativePath | None = None
    provider: Provider = Provider()
    data_protection: DataProtection = DataProtection()
    statement: Statement = Statement()


# The fields without which each page is incomplete: group and field below `legal`.
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


def missing_fields(legal: Legal, page: str) -> tuple[tuple[str, str], ...]:
    """Return the required fields that `page` (of `REQUIRED_FIELDS`) lacks; none if the show has a text for it."""
    if getattr(legal, page):
        return ()
    return tuple((group, name) for group, name in REQUIRED_FIELDS[page] if not getattr(getattr(legal, group), name))
