"""A licence under its common name: `cc-by-4.0` is `CC BY 4.0`, with the address of its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podcast.model.fields import EpisodeFields, ShowFields

_CREATIVE_COMMONS = re.compile(r"cc-(by(?:-(?:nc|nd|sa))*)-(\d\.\d)(?:-([a-z]{2}))?", re.IGNORECASE)  # SPDX identifiers
_CC0_URL = "https://creativecommons.org/publicdomain/zero/1.0/"


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence's name, and the address of its text if it has one."""

    name: str
    url: str | None


def licence(subject: ShowFields | EpisodeFields) -> Licence | None:
    """Return the licence of a show or of an episode; None if it names none."""
    if subject.license is None:
        return None
    name, url = subject.license.name, subject.license.url
    if name.lower() == "cc0-1.0":
        return Licence("CC0 1.0", url or _CC0_URL)
    match = _CREATIVE_COMMONS.fullmatch(name)
    if match is None:
        return Licence(name, url)
    terms, version, country = match.groups()
    path = "/".join(part for part in (terms.lower(), version, country and country.lower()) if part)
    label = " ".join(part.upper() for part in ("cc", terms, version, country) if part)
    return Licence(label, url or f"https://creativecommons.org/licenses/{path}/")
