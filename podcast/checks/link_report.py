"""Where the links of a show lead: what is wrong with them, what could be better, and all that was found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.checks import link_check as outgoing
from podcast.checks.show_links import links
from podcast.i18n import _
from podcast.publish.outside.client import near
from podcast.show.locations import Finding, located

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.checks.examine import Examined
    from podcast.checks.link_check import Answer
    from podcast.errors import Problem

    Named = Mapping[str, tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class Led:
    """What became of every address, with its places; a problem where it is dead, a hint where it moved or is unsure."""

    answers: tuple[Answer, ...]
    places: Mapping[str, tuple[Problem, ...]]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The links that lead nowhere."""
        return self._told(frozenset({"dead"}))

    @property
    def hints(self) -> tuple[Problem, ...]:
        """The links that moved, or that nobody could tell of."""
        return self._told(frozenset({"moved", "unsure"}))

    def _told(self, verdicts: frozenset[str]) -> tuple[Problem, ...]:
        return tuple(one for answer in self.answers if answer.verdict in verdicts for one in self.places[answer.url])

    def as_json(self) -> list[dict[str, object]]:
        """For `podcast check --links --json`."""
        return [
            {
                "url": answer.url,
                "verdict": answer.verdict,
                "status": answer.status,
                "to": answer.to,
                "why": answer.why,
                "places": [_place(one) for one in self.places[answer.url]],
            }
            for answer in self.answers
        ]


def named(found: Examined) -> Named:
    """Every address that the show names, and where."""
    return links(found.loaded, found.noticed.facts)


def led(found: Examined, named: Named) -> Led:
    """Asks every address; those at home are asked if the show itself is, which is so when trying things out."""
    at_home = found.show is not None and near(found.show.link)
    answers = outgoing.asked(named, own=at_home)
    places = {
        url: located(
            (replace(one, what=_what(answer), remedy=_remedy(answer)) for one in named[url]), found.loaded.places
        )
        for url, answer in answers.items()
    }
    return Led(tuple(answers.values()), places)


def _what(answer: Answer) -> str:
    return f"{answer.url} {answer.why}"


def _remedy(answer: Answer) -> str:
    if answer.verdict == "moved":
        return _("write the new address")
    if answer.verdict == "unsure":
        return _("look at it in a browser")
    return _("find its new address, or remove the link")


def _place(one: Problem) -> dict[str, object]:
    return {"path": one.path, "line": one.line, "column": one.column, "field": one.field}
