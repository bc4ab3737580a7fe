"""Time zone and country of a language, as suggestions for a new show; countries by their names."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from podcast.authoring.init_answers import parse_answer
from podcast.cldr.locale_data import country_names, likely_territory, territory_zones
from podcast.errors import PodcastError
from podcast.model.countries import COUNTRY_CODES, country_code

if TYPE_CHECKING:
    from collections.abc import Mapping

_YEARS = range(2020, 2031)  # in which zones that are one suggestion have the same offsets


def suggested_time_zone(language: str, environment: Mapping[str, str], etc: Path = Path("/etc")) -> str | None:
    """Return a time zone as a suggestion: that of this machine, unless that is UTC, as on servers; else the language's.

    Args:
        language: of the show, such as `de-AT`.
        environment: of the process.
        etc: the folder with the settings of the machine.
    """
    own_zone = system_time_zone(environment, etc)
    is_server = own_zone is None or own_zone == "UTC" or own_zone.startswith("Etc/")
    return (time_zone_of(language) or own_zone) if is_server else own_zone


def system_time_zone(environment: Mapping[str, str], etc: Path = Path("/etc")) -> str | None:
    """Return the time zone of this machine; None if it is not configured."""
    link = etc / "localtime"
    variable = environment.get("TZ", "").lstrip(":")
    try:
        name = (etc / "timezone").read_text("utf-8").strip() if (etc / "timezone").is_file() else ""
        target = str(link.readlink()).partition("zoneinfo/")[2] if link.is_symlink() else ""
    except (OSError, UnicodeDecodeError):
        name = target = ""
    for candidate in (variable, target, name):
        try:
            if candidate:
                return str(parse_answer("timezone", candidate))
        except PodcastError:  # such as EST5EDT, which is not accepted
            continue
    return None


def time_zone_of(language: str) -> str | None:
    """Return the time zone of the country where a language is spoken: `de` Europe/Berlin, `en-GB` Europe/London.

    None where the country has zones that differ, or where the language has no country.

    Source: CLDR, likely subtags and zones of territories.
    """
    zones = territory_zones(_territory(language))
    return zones[0] if zones and len({_offsets(zone) for zone in zones}) == 1 else None


def find_country(text: str) -> str | None:
    """Return the code of a country by its code, or by its name in English or German; None for anything else."""
    return country_code(text) or _codes_by_name().get(text.strip().casefold())


@cache
def _codes_by_name() -> Mapping[str, str]:
    return {
        name.casefold(): code
        for language in ("de", "en")
        for code, name in country_names(language).items()
        if code in COUNTRY_CODES
    }


def _territory(language: str) -> str:
    code, _hyphen, territory = language.partition("-")
    return territory or likely_territory(code)


@cache
def _offsets(zone: str) -> tuple[object, ...]:
    """The offsets of a zone at noon of the first of each month."""
    moments = (datetime(year, month, 1, 12, tzinfo=UTC) for year in _YEARS for month in range(1, 13))
    return tuple(moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in moments)
