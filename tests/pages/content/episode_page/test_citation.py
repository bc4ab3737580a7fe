from __future__ import annotations

import pytest

from podcast.pages.content.episode_page.citation import citation
from tests.support.rendered_pages import episode, show


def test_a_citation_names_author_year_title_podcast_date_and_address():
    assert citation(show(), episode(2, title="Akten")) == (
        "Initiative (2022): Akten. In: Rebellion (Podcast), Staffel 1, Folge 2, 6.\xa0Januar 2022. "
        "https://example.org/folge-2/"
    )


@pytest.mark.parametrize(
    ("title", "shown"), [("Echt?", "Echt? In:"), ('Was heißt "echt"?', "„echt“? In:"), ("Er sagt: „Ja!“", "„Ja!“ In:")]
)
def test_a_title_that_ends_a_sentence_needs_no_full_stop(title, shown):
    assert shown in citation(show(), episode(1, title=title))


def test_a_draft_without_a_date_is_cited_without_one():
    said = citation(show(), episode(1, date=None, draft=True))
    assert said == "Initiative: Titel 1. In: Rebellion (Podcast), Staffel 1, Folge 1. https://example.org/folge-1/"


def test_soft_hyphens_stay_out_of_what_is_copied():
    assert "\xad" not in citation(show(title="Re\xadbellion"), episode(1, title="Bürger*innen\xadrat"))


def test_english_shows_are_cited_in_english():
    said = citation(show(language="en-GB"), episode(1)).replace("\xa0", " ")
    assert "In: Rebellion (podcast), Season 1, Episode 1, 5 January 2022." in said
