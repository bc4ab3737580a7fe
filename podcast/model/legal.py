"""Legal information of a publisher: the fields of `legal:` in `podcast.yaml`; `legal_rules` says what they lead to."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator

from podcast.i18n import _
from podcast.model.countries import country_code
from podcast.model.dates import Day  # noqa: TC001 - pydantic reads annotations when the program runs
from podcast.model.types import Email, FrozenModel, Line, RelativePath, Text, invalid

_NOT_APPLICABLE = frozenset({"none", "no", "keine", "keiner", "kein", "nein", "-"})


def _country(value: str) -> str:
    code = country_code(value)
    if code is None:
        raise invalid(
            _('"{value}" is not a country code').format(value=value), _("write two letters, such as DE, AT or GB")
        )
    return code


def _answer(value: object) -> object:
    """Replace `none` by `false`: both say that there is nothing to state."""
    return False if isinstance(value, str) and value.strip().casefold() in _NOT_APPLICABLE else value


Country = Annotated[Line, AfterValidator(_country)]
# A detail, or `false`: there is none, and no page asks for it.
Answer = Annotated[Text | Literal[False], BeforeValidator(_answer)]


class Provider(FrozenModel):
    """The provider of the site. `responsible` is the person of § 18 (2) MStV, with an address."""

    name: Line | None = None
    address: Text | None = None
    represented_by: Line | None = None
    email: Email | None = None
    phone: Line | None = None
    registered: Line | None = None
    vat_id: Line | None = None
    responsible: Answer | None = None


class DataProtection(FrozenModel):
    """Facts about personal data that only the publisher knows: the hosting provider, its logs, the contacts."""

    host: Answer | None = None
    logs: Answer | None = None
    officer: Line | None = None
    authority: Line | None = None


class Statement(FrozenModel):
    """The accessibility statement: how far the site conforms, how that was determined, where to complain."""

    status: Literal["full", "partial", "none"] | None = None
    gaps: tuple[Line, ...] = ()
    date: Day | None = None
    method: Line | None = None
    contact: Line | None = None
    enforcement: Answer | None = None


class NoStatement(Statement):
    """`statement: false`: the show has no page about accessibility."""


def _statement(value: object) -> object:
    return NoStatement() if value is False else value


AnyStatement = Annotated[Statement, BeforeValidator(_statement)]


class Legal(FrozenModel):
    """The pages that the law requires: as Markdown files of the show, or made from the fields."""

    country: Country | None = None
    imprint: RelativePath | None = None
    privacy: RelativePath | None = None
    accessibility: RelativePath | None = None
    provider: Provider = Provider()
    data_protection: DataProtection = DataProtection()
    statement: AnyStatement = Statement()


class NoLegal(Legal):
    """`legal: false`: only the page on privacy remains, which says what the pages do by themselves."""


def _legal(value: object) -> object:
    return NoLegal() if value is False else value


AnyLegal = Annotated[Legal, BeforeValidator(_legal)]
