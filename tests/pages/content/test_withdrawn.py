"""The page of a withdrawn episode."""

from __future__ import annotations

from datetime import date

from podcast.model.groups import Withdrawn
from tests.support.rendered_pages import episode, select, site

WITHDRAWN = Withdrawn(on=date(2024, 3, 3), reason="Ein *Fehler*.")


def test_it_leads_to_its_season() -> None:
    gone = episode(2).model_copy(update={"withdrawn": WITHDRAWN})
    html = site(episode(1), gone)["folge-2/index.html"]
    assert select(html, "//main//a/@href") == ["../staffel-1/index.html", "../folgen/index.html"]
    assert select(html, "//main//a/text()") == ["Zur Staffel 1", "Alle Folgen"]
    assert select(html, "//html/@class") == ["season-colour-1"]


def test_a_season_that_is_gone_as_well_is_not_linked() -> None:
    gone = episode(2, season=2).model_copy(update={"withdrawn": WITHDRAWN})
    html = site(episode(1), gone)["folge-2/index.html"]
    assert select(html, "//main//a/@href") == ["../folgen/index.html"]
