"""Link report: one result for each URL of the show, with the places that name it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.checks.link_check import check_urls
from podcast.checks.link_network import network_fault
from podcast.checks.show_links import find_links
from podcast.hosts import is_private_address
from podcast.i18n import _
from podcast.show.locations import Finding, problems_from_findings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.checks.examine import Examination
    from podcast.checks.link_check import LinkResult
    from podcast.checks.link_network import NetworkFault
    from podcast.errors import Problem

    LinkPlaces = Mapping[str, tuple[Finding, ...]]  # by URL


@dataclass(frozen=True, slots=True)
class LinkReport:
    """Results of the link check, with the places of each URL. Dead links are problems, moved or unsure ones hints.

    `fault` says why no link could be checked; then the verdict on all of them is "unchecked".
    """

    results: tuple[LinkResult, ...]
    places: Mapping[str, tuple[Problem, ...]]
    fault: NetworkFault = ""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The places of dead links."""
        return self._places_with(frozenset({"dead"}))

    @property
    def hints(self) -> tuple[Problem, ...]:
        """The places of links that moved or could not be checked."""
        return self._places_with(frozenset({"moved", "unsure"}))

    def _places_with(self, verdicts: frozenset[str]) -> tuple[Problem, ...]:
        urls = (result.url for result in self.results if result.verdict in verdicts)
        return tuple(place for url in urls for place in self.places[url])

    def as_json(self) -> list[dict[str, object]]:
        """The results for `podcast check --links --json`."""
        return [
            {
                "url": result.url,
                "verdict": result.verdict,
                "status": result.status,
                "to": result.to,
                "reason": result.why,
                "places": [_place(place) for place in self.places[result.url]],
            }
            for result in self.results
        ]


def collect_links(examination: Examination) -> LinkPlaces:
    """Return the URLs that the show names, each with its places."""
    return find_links(examination.loaded, examination.files.facts)


def check_links(examination: Examination, links: LinkPlaces) -> LinkReport:
    """Request every URL.

    Private addresses are requested only if the show's own link is one, as in trials on one's own computer.
    """
    include_private = examination.show is not None and is_private_address(examination.show.link)
    results = check_urls(links, include_private=include_private)
    fault = network_fault(results.values())
    if fault:
        results = {url: _unchecked(result) for url, result in results.items()}
    places = {
        url: problems_from_findings(
            (_finding(place, url, result) for place in links[url]),
            examination.loaded.source_map,
        )
        for url, result in results.items()
    }
    return LinkReport(tuple(results.values()), places, fault)


def _finding(place: Finding, url: str, result: LinkResult) -> Finding:
    """Return what a place says of a link; a dead one is a problem, which has no code."""
    code = "" if result.verdict == "dead" else f"{result.verdict}-link"
    return replace(place, what=f"{place.what}{url} {result.why}", remedy=_remedy(result), code=code)


def _unchecked(result: LinkResult) -> LinkResult:
    """Return the result of a link that could not be requested; faults of the address itself stay."""
    if not result.answered_by and not result.failure:
        return result
    return replace(result, verdict="unchecked", status=0, to="", why=_("was not checked: there is no network"))


def _remedy(result: LinkResult) -> str:
    if result.verdict == "moved":
        return _("use the new address")
    if result.verdict == "unsure":
        return _("check it in a browser")
    return _("find its new address, or remove the link")


def _place(problem: Problem) -> dict[str, object]:
    return {"path": problem.path, "line": problem.line, "column": problem.column, "field": problem.field}
