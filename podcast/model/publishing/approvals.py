"""Approvals of an episode: who has approved which version of it. Notes among colleagues, no proof of identity."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field, StrictStr

from podcast.i18n import _
from podcast.model.dates import Date  # noqa: TC001 - pydantic reads annotations when the program runs
from podcast.model.types import FrozenModel, Line, Number, invalid


def _sha256(value: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", value):
        what = _('"{value}" is not a digest').format(value=value)
        raise invalid(what, _("remove the approval, and give it again with `podcast approve`"))
    return value


Sha256 = Annotated[StrictStr, AfterValidator(_sha256)]


class Release(FrozenModel):
    """What a release needs: approvals by so many different names."""

    needs: Number


class Approval(FrozenModel):
    """The approval of one version of an episode.

    `digest` stands for all that listeners and readers meet of it; `parts` has a short digest of each of its fields, by
    which a later change is named.
    """

    name: Line
    on: Date
    digest: Sha256
    parts: dict[str, Line] = Field(default_factory=dict)


class ApprovalsFile(FrozenModel):
    """`approvals.yaml`, field by field."""

    approvals: tuple[Approval, ...] = ()


def name_key(name: str) -> str:
    """Return a name in the form in which two spellings of it are the same: case, spaces and Unicode do not matter."""
    letters = "".join(letter for letter in name if unicodedata.category(letter) != "Cf")  # zero width, soft hyphens
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", letters).casefold()).split())
